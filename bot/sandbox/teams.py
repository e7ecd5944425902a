"""The workspaces behind one door: the same app in each, with a bot token of its own."""

from dataclasses import dataclass
from typing import NamedTuple

from bot.sandbox.gestures import Gestures
from bot.sandbox.state import State
from bot.sandbox.wire import Wire


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
