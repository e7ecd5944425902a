"""The named query behind a menu of actions that asks as one types."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, and_, case, false, func, or_, select, true

from storage.tables import actions, plan_workspaces
from storage.types import Record

_COLUMNS = {"action": actions.c.id, "section": actions.c.section_id, "plan": actions.c.plan_slug}


def actions_within(
    db: Connection,
    workspace_id: str,
    subjects: Collection[tuple[str, str]],
    ref_key: str,
    words: Sequence[tuple[str, str]],
    most: int,
) -> Sequence[Record]:
    """Return id, printed_ref and title of actions within any subject that fit what was typed.

    Their ref begins with `ref_key`, or each word is in the title or begins the ref: `words` are (word, word as a key).
    The ref itself comes first, then those that begin with it, then the others, each in the plans' order.
    """
    within = [
        _COLUMNS[kind].in_([found for one, found in subjects if one == kind])
        for kind in _COLUMNS
        if any(one == kind for one, _ in subjects)
    ]
    if not within and ("all", "*") not in subjects:
        return ()
    by_ref = actions.c.ref_key.startswith(ref_key, autoescape=True)
    by_words = and_(
        true(),
        *(
            or_(
                func.lower(actions.c.title).contains(word.lower(), autoescape=True),
                actions.c.ref_key.startswith(key, autoescape=True) if key else false(),
            )
            for word, key in words
        ),
    )
    found = (
        select(actions.c.id, actions.c.printed_ref, actions.c.title)
        .join(plan_workspaces, plan_workspaces.c.plan_slug == actions.c.plan_slug)
        .where(plan_workspaces.c.workspace_id == workspace_id, actions.c.withdrawn_at.is_(None))
        .order_by(
            case((actions.c.ref_key == ref_key, 0), (by_ref, 1), else_=2), actions.c.plan_slug, actions.c.position
        )
        .limit(most)
    )
    found = found if ("all", "*") in subjects else found.where(or_(*within))
    return db.execute(found.where(or_(by_ref, by_words) if ref_key else by_words)).all()
