"""Who runs a plan: the one check before anything is done to a plan as a whole."""

from sqlalchemy import Connection

from bot.domain import people, roles
from bot.domain.people import Caller, Person
from bot.domain.refusal import NotAllowed, Refusal
from storage import people as stored_people
from storage import plans as stored
from storage.types import Record


def allowed(db: Connection, caller: Caller, slug: str, deed: str, to_do: str) -> tuple[Record, Person]:
    """Return the plan's row and the caller; `to_do` completes "Only a coordinator of X can ...".

    Raises Refusal for a plan that the caller's workspace does not see, NotAllowed without the right to do `deed`.
    """
    plan = next((row for row in stored.visible(db, caller.workspace_id) if row.slug == slug), None)
    if plan is None:
        raise Refusal("That plan is not here any more.")
    person = people.find(db, caller)
    if person and roles.may(db, person.id, deed, (("plan", slug),)):
        return plan, person
    rows = stored_people.holders(db, ["coordinator"], [("plan", slug)])
    who = ", ".join(f"<@{row.user_id}>" for row in rows if row.user_id) or "an admin"
    raise NotAllowed(f"Only a coordinator of {plan.title} can {to_do}. Ask {who}.")


def run_by(db: Connection, caller: Caller, deed: str) -> tuple[Record, ...]:
    """Return the plans to which the caller may do `deed`."""
    person = people.find(db, caller)
    reach = roles.reach(db, person.id, deed) if person else frozenset()
    if not reach:
        return ()
    seen = stored.visible(db, caller.workspace_id)
    return tuple(row for row in seen if roles.EVERYTHING in reach or ("plan", row.slug) in reach)
