"""Which channel announces which plan or programme."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import audit, deliveries, gestures, people, roles
from bot.domain.audit import Origin, Subject
from bot.domain.deliveries import Place
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed
from storage import channels as stored
from storage import meetings as stored_meetings
from storage import plans as stored_plans


@dataclass(frozen=True)
class Announced:
    """A plan or programme that a channel may announce, and whether it does."""

    subject: Subject
    title: str
    tied: bool


@dataclass(frozen=True)
class Settings:
    """What somebody may set for a channel."""

    channel_id: str
    choices: tuple[Announced, ...]


def settings(db: Connection, caller: Caller, channel_id: str) -> Settings:
    """Return what the caller may tie to a channel; raises NotAllowed for those who coordinate nothing."""
    person = people.find(db, caller)
    tied = stored.tied_to(db, caller.team_id, channel_id)
    subjects = [(("plan", row.slug), row.title) for row in stored_plans.visible(db, caller.workspace_id)]
    subjects += [
        (("programme", row.slug), row.title) for row in stored_meetings.programmes_seen(db, caller.workspace_id)
    ]
    allowed = tuple(
        Announced(subject, title, subject in tied)
        for subject, title in subjects
        if roles.may(db, person.id if person else None, "tie a channel", (subject,))
    )
    if not allowed:
        raise NotAllowed(
            "Only coordinators can set what a channel announces. Ask the coordinator of the plan or programme."
        )
    return Settings(channel_id, allowed)


def tie(
    db: Connection,
    caller: Caller,
    channel_id: str,
    chosen: Collection[Subject],
    view_id: str,
    origin: Origin,
    now: datetime,
) -> Settings:
    """Make a channel announce what was chosen, of all that the caller may tie; raises NotAllowed.

    What is new is said in the channel itself: that shows at once whether the bot is a member there. A save
    that changes nothing says it again, for those who have invited the bot meanwhile.
    """
    before = settings(db, caller, channel_id)
    if not gestures.first_time(db, view_id, now):
        return before
    person = people.ensure(db, caller, now)
    begun = [one for one in before.choices if one.subject in chosen and not one.tied]
    ended = [one for one in before.choices if one.subject not in chosen and one.tied]
    for one in begun:
        begin(db, caller, channel_id, one.subject, person.id, origin, now)
    for one in ended:
        stored.untie(db, caller.team_id, channel_id, *one.subject)
        audit.record(db, "channel.untied", one.subject, person.id, origin, now, {"channel": channel_id})
    after = settings(db, caller, channel_id)
    said = begun or ([] if ended else [one for one in after.choices if one.tied])
    if said:
        payload = {"titles": [one.title for one in said], "person": person.id}
        place = Place(caller.team_id, channel_id=channel_id)
        deliveries.enqueue(db, f"gesture:{view_id}:1", "channel_tied", place, payload, now, origin.request_id)
    return after


def begin(
    db: Connection,
    caller: Caller,
    channel_id: str,
    subject: Subject,
    person_id: int | None,
    origin: Origin,
    now: datetime,
) -> None:
    """Make a channel announce one thing and say so to nobody; nothing happens where it does already."""
    row = _row(caller, channel_id, subject) | {"created_at": now, "created_by_id": person_id}
    if stored.tie(db, row):
        audit.record(db, "channel.tied", subject, person_id, origin, now, {"channel": channel_id})


def _row(caller: Caller, channel_id: str, subject: Subject) -> dict[str, str]:
    return {
        "team_id": caller.team_id,
        "channel_id": channel_id,
        "subject_kind": subject[0],
        "subject_id": subject[1],
    }
