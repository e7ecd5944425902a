"""The workspaces behind one door: the same app in each, with a bot token of its own."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple

from bot.sandbox.gestures import Gestures
from bot.sandbox.state import WIRE_LENGTH, Change, Exchange, State, StoredFile
from bot.sandbox.wire import Wire

OF_ALL: Final = frozenset({"wire", "tour"})
"""Changes that one workspace tells and that the tools of every window show."""


class Installed(NamedTuple):
    """What an app knows of a workspace that it is installed in."""

    team_id: str
    name: str
    bot_token: str


@dataclass(frozen=True, slots=True)
class Team:
    """One workspace: what it knows, and what its people can do."""

    state: State
    wire: Wire
    gestures: Gestures

    @property
    def id(self) -> str:
        """Say the team id."""
        return self.state.cast.team_id

    @property
    def installed(self) -> Installed:
        """Say what the app knows of it."""
        return Installed(self.id, self.state.cast.team_name, self.state.bot_token)


class Teams:
    """All workspaces, found by what a request or a person carries; the first is the one people mean by default."""

    def __init__(self, teams: tuple[Team, ...]) -> None:
        self.all = teams
        self.first = teams[0]

    def by_token(self, token: str) -> Team | None:
        """Find the workspace that a bot token belongs to."""
        return next((team for team in self.all if team.state.bot_token == token), None)

    def by_id(self, team_id: str) -> Team | None:
        """Find a workspace by its id."""
        return next((team for team in self.all if team.id == team_id), None)

    def of_person(self, person: str) -> Team:
        """Find the workspace of a person, by id or name; raises LookupError with the names that there are."""
        for team in self.all:
            if any(person in (p.id, p.name) for p in team.state.cast.people):
                return team
        there = ", ".join(p.name for team in self.all for p in team.state.cast.people)
        raise LookupError(f"nobody is called {person!r}; there are {there}")

    def of_visitor(self, person_id: str) -> Team:
        """Find the workspace of whom a window names; a stranger looks at the first."""
        return next((team for team in self.all if any(person_id == p.id for p in team.state.cast.people)), self.first)

    def file(self, file_id: str) -> StoredFile | None:
        """Find a file in whichever workspace has it: no two files share an id."""
        return next((team.state.files[file_id] for team in self.all if file_id in team.state.files), None)

    def wire(self) -> tuple[Exchange, ...]:
        """Give the last 200 exchanges of all workspaces, oldest first; on the event loop only."""
        every = [one for team in self.all for one in team.state.wire]
        return tuple(sorted(every, key=lambda one: one.number)[-WIRE_LENGTH:])

    @contextmanager
    def listening(self, team: Team) -> Iterator[asyncio.Queue[Change]]:
        """Give a queue of what a window of this workspace shows: its changes, and from others what is of all."""
        with team.state.listening() as queue:

            def heard(change: Change) -> None:
                if change.kind in OF_ALL:
                    queue.put_nowait(change)

            others = [one.state.listeners for one in self.all if one is not team]
            for listeners in others:
                listeners.append(heard)
            try:
                yield queue
            finally:
                for listeners in others:
                    listeners.remove(heard)
