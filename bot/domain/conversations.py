"""Questions in plain words, asked in a direct message or by a mention: taken down, answered from the outbox."""

import re
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import deliveries, gestures, people
from bot.domain.audit import Origin
from bot.domain.deliveries import Place
from bot.domain.people import Caller

MENTION = re.compile(r"<@[UW][A-Z0-9]+(\|[^>]*)?>")


def take(
    db: Connection,
    caller: Caller,
    words: str,
    place: tuple[str, str | None],
    key: str,
    origin: Origin,
    now: datetime,
    public_url: str | None = None,
    contact: str | None = None,
) -> None:
    """Put the answer to a question into the outbox, once for each event id `key`.

    `place` is the channel and, for a mention, the message below which the answer goes; `public_url` is where this
    server's pages are, `contact` whom to ask about learning sets, if anybody.
    """
    if not gestures.first_time(db, key, now):
        return
    person = people.ensure(db, caller, now)
    channel_id, thread_ts = place
    deliveries.enqueue(
        db,
        f"gesture:{key}:1",
        "answer",
        Place(caller.team_id, channel_id=channel_id, thread_ts=thread_ts),
        {"words": MENTION.sub("", words).strip(), "person": person.id, "pages": public_url, "contact": contact},
        now,
        origin.request_id,
    )
