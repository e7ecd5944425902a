"""What Slack delivers more than once is done once."""

from datetime import datetime

from sqlalchemy import Connection

from storage import gestures


def first_time(db: Connection, key: str, now: datetime) -> bool:
    """Say whether this gesture is new, and remember it in the same transaction.

    `key` is the `event_id` of an event, the `trigger_id` of a command or button, or the id of a form
    that is being saved. A repeat that arrives at the same moment waits for the first one to end.
    """
    return gestures.note(db, key, now)


def is_known(db: Connection, key: str) -> bool:
    """Say whether this gesture was done before."""
    return gestures.known(db, key)
