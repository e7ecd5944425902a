"""The web page of an action: plans that an admin made public, published facts only."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote, unquote, urlsplit

from sqlalchemy import Connection

from bot.domain import audit, deliveries, people, published, roles
from bot.domain.actions import Action, Card, card_of
from bot.domain.audit import Origin
from bot.domain.deliveries import Place
from bot.domain.people import Caller
from bot.domain.refs import key_of
from bot.domain.refusal import NotAllowed, Refusal
from storage import actions as stored
from storage import plans as stored_plans

PATH = "/a/"
UNFURLED = 5


def card(db: Connection, plan_slug: str, ref: str) -> Card | None:
    """Return what the world may see of an action; None unless its plan is public and has it."""
    row = stored.public(db, plan_slug, key_of(ref))
    return published.only(db, card_of(row)) if row is not None else None


def address(public_url: str | None, action: Action) -> str | None:
    """Return the address of an action's page, where it has one."""
    if public_url is None or not action.is_public:
        return None
    return f"{public_url.rstrip('/')}{PATH}{quote(action.plan_slug)}/{quote(action.ref)}"


def named_by(url: str) -> tuple[str, str] | None:
    """Return plan and ref that an address names, whichever host it is on; None when it is no action's page."""
    parts = urlsplit(url).path.removeprefix(PATH).split("/")
    if PATH not in url or len(parts) != 2 or not all(parts):
        return None
    return unquote(parts[0]), unquote(parts[1])


def show_below(
    db: Connection,
    team_id: str,
    place: tuple[str, str],
    links: Sequence[str],
    key: str,
    origin: Origin,
    now: datetime,
) -> None:
    """Put what stands below links of a message into the outbox; `place` is channel and message."""
    wanted = [url for url in links if named_by(url)][:UNFURLED]
    if wanted:
        channel_id, ts = place
        payload = {"links": wanted, "message": ts}
        outbox = Place(team_id, channel_id=channel_id)
        deliveries.enqueue(db, f"gesture:{key}:1", "unfurl", outbox, payload, now, origin.request_id)


def switch(db: Connection, caller: Caller, plan_slug: str, is_public: bool, origin: Origin, now: datetime) -> str:
    """Let the world read a plan's published facts, or end that; return the plan's title. Raises NotAllowed, Refusal."""
    person = people.find(db, caller)
    if not roles.may(db, person.id if person else None, "make a plan public", (("plan", plan_slug),)):
        raise NotAllowed("Only an admin can make a plan public. `/convenor help` shows your Slack id: send it to one.")
    assert person is not None
    plan = next((one for one in stored_plans.visible(db, caller.workspace_id) if one.slug == plan_slug), None)
    if plan is None:
        known = ", ".join(f"`{one.slug}`" for one in stored_plans.visible(db, caller.workspace_id))
        raise Refusal(f"There is no plan “{plan_slug}” here. Plans are: {known or 'none yet'}.")
    if plan.is_public != is_public:
        stored_plans.change(db, plan_slug, {"is_public": is_public})
        did = "plan.made_public" if is_public else "plan.made_private"
        audit.record(db, did, ("plan", plan_slug), person.id, origin, now)
    return str(plan.title)
