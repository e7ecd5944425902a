"""What a closed reporting period keeps of each action, whatever changes later."""

from sqlalchemy import Connection

from bot.domain.periods import Period
from storage import periods as stored


def freeze(db: Connection, period: Period) -> None:
    """Keep what stands of each action of the period's plan."""
    rows = {
        row.id: {
            "ref": row.printed_ref,
            "title": row.title,
            "stages": row.stages,
            "rag": row.rag,
            "note": row.note,
            "as_of": row.as_of.isoformat() if row.as_of else None,
        }
        for row in stored.standing(db, period.plan_slug)
    }
    stored.freeze(db, period.id, rows)
