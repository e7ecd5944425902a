"""Roles and what each may do: the one table in the code."""

from collections.abc import Iterable

from sqlalchemy import Connection

from bot.domain.audit import Subject
from storage import people

EVERYTHING: Subject = ("all", "*")

MAY: dict[str, tuple[str, ...]] = {
    "update an action": ("officer", "lead", "deputy", "coordinator"),
    "accept and return updates": ("coordinator",),
    "switch review of updates on and off": ("coordinator", "admin"),
    "pass an update on": ("officer", "lead", "deputy", "coordinator"),
    "take a passed update back": ("lead", "coordinator"),
    "hand an action back": ("officer", "lead", "deputy"),
    "record an update for somebody": ("coordinator",),
    "set RAG for a section": ("coordinator",),
    "read requests for help": ("coordinator",),
    "run reporting periods": ("coordinator", "admin"),
    "assign people": ("coordinator", "admin"),
    "answer requests to be added": ("coordinator", "admin"),
    "switch reminders on and off": ("coordinator", "admin"),
    "tie a channel": ("coordinator", "admin"),
    "plan and confirm dates": ("coordinator", "admin"),
    "correct a plan": ("coordinator", "admin"),
    "enter closure days": ("coordinator", "admin"),
    "report before a period is closed": ("coordinator", "admin"),
    "give roles": ("admin",),
    "pause all messages": ("admin",),
    "make a plan public": ("admin",),
}
"""What can be done, and the roles that may do it."""

SCOPES: dict[str, tuple[str, ...]] = {
    "officer": ("action", "section"),
    "lead": ("action", "section"),
    "deputy": ("action", "section"),
    "coordinator": ("plan", "programme"),
    "facilitator": ("programme",),
    "admin": ("all",),
}
"""Roles, and the kinds of subject each can be given for."""


def may(db: Connection, person_id: int | None, deed: str, subjects: tuple[Subject, ...]) -> bool:
    """Say whether a person may do `deed` to something that lies within `subjects`."""
    if person_id is None:
        return False
    return not people.roles(db, person_id, (*subjects, EVERYTHING)).isdisjoint(MAY[deed])


def around_action(action_id: str, section_id: str, plan_slug: str) -> tuple[Subject, ...]:
    """Return the subjects whose roles reach an action: itself, its section and its plan."""
    return (("action", action_id), ("section", section_id), ("plan", plan_slug))


def reach(db: Connection, person_id: int, deed: str) -> frozenset[Subject]:
    """Return the subjects to which a person may do `deed`; EVERYTHING among them stands for all."""
    held = people.held(db, person_id)
    return frozenset((row.subject_kind, row.subject_id) for row in held if row.role in MAY[deed])


def may_to_plans(db: Connection, person_id: int | None, deed: str, plan_slugs: Iterable[str]) -> bool:
    """Say whether a person may do `deed` to every one of some plans."""
    found = reach(db, person_id, deed) if person_id is not None else frozenset()
    return EVERYTHING in found or all(("plan", slug) in found for slug in plan_slugs)
