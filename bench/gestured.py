"""Signed gestures in process: through the sandbox's harness, against our bot and against a trivial Bolt app."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.apps import Failed
from bench.trivial import trivial
from bot.sandbox import Workspace
from tests.office import office

PERSON = "Plan coordinator"
ACTIONS = tuple(f"T{number}" for number in range(1, 21))
EACH = 5
"""Gestures of one turn: a card, its button, its form, and two more commands."""


@contextmanager
def workspaces(folder: Path) -> Iterator[tuple[Workspace, Workspace]]:
    """Yield ours (the real bot on SQLite, its jobs ticking) and that of the trivial app."""
    with office(folder) as ours, trivial() as bare:
        ours.slack.rates = False
        yield ours.slack, bare


def seconds(slack: Workspace, turns: range) -> float:
    """Return how long so many turns of one person take. Raises Failed."""
    officer, began = slack.as_(PERSON), time.perf_counter()
    for number in turns:
        action = ACTIONS[number % len(ACTIONS)]
        form = officer.slash("/action", action).press("Update")
        saved = form.fill(Note=f"Looked at for the {number}th time.").submit()
        if saved is None or saved.labels or saved.errors:
            raise Failed(f"{action}: the form was not saved: {saved!r}")
        saved.close(everything=True)
        officer.slash("/partner", "NGED")
        officer.slash("/meetings")
    taken = time.perf_counter() - began
    if slack.rejected:
        raise Failed(f"Slack would refuse: {slack.rejected[0]}")
    return taken
