"""What a gesture hands to the bot for a while: trigger ids and response URLs."""

import secrets
from dataclasses import dataclass
from typing import Final, TypeVar

from bot.sandbox.clock import Clock
from bot.sandbox.errors import SlackError

TRIGGER_SECONDS: Final = 3.0
REPLY_URL_SECONDS: Final = 30 * 60.0
REPLY_URL_USES: Final = 5
T = TypeVar("T")

KEPT: Final = 2_000  # of each kind, the newest


@dataclass(slots=True)
class Trigger:
    """A trigger id: good for three seconds, once; `view_id` is the modal it was made in."""

    person_id: str
    gesture: int
    made: float
    view_id: str | None = None
    used: bool = False


@dataclass(slots=True)
class ReplyUrl:
    """A response URL: five uses in thirty minutes; `ts` is the message whose button was pressed."""

    person_id: str
    channel_id: str
    gesture: int
    made: float
    ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


class Tickets:
    """Mints and spends them by machine time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._triggers: dict[str, Trigger] = {}
        self._urls: dict[str, ReplyUrl] = {}

    def clear(self) -> None:
        """Forget all."""
        self._triggers.clear()
        self._urls.clear()

    def trigger(self, person_id: str, gesture: int, view_id: str | None = None) -> str:
        """Mint a trigger id."""
        _trim(self._triggers)
        key = f"{self._clock.stamp()}.{secrets.token_hex(16)}"
        self._triggers[key] = Trigger(person_id, gesture, self._clock.ticks(), view_id)
        return key

    def spend(self, key: str) -> Trigger:
        """Exchange a trigger id; raises invalid_, expired_ or exchanged_trigger_id."""
        trigger = self._triggers.get(key)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.ticks() - trigger.made > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def reply_url(
        self, person_id: str, channel_id: str, gesture: int, ts: str | None = None, thread_ts: str | None = None
    ) -> str:
        """Mint the last part of a response URL."""
        _trim(self._urls)
        key = secrets.token_urlsafe(18)
        made = self._clock.ticks()
        self._urls[key] = ReplyUrl(person_id, channel_id, gesture, made, ts, thread_ts)
        return key

    def use(self, key: str) -> ReplyUrl:
        """Use a response URL once; raises invalid_url, expired_url or used_url."""
        url = self._urls.get(key)
        if url is None:
            raise SlackError("invalid_url")
        if self._clock.ticks() - url.made > REPLY_URL_SECONDS:
            raise SlackError("expired_url")
        if url.uses >= REPLY_URL_USES:
            raise SlackError("used_url")
        url.uses += 1
        return url


def _trim(kept: dict[str, T]) -> None:
    while len(kept) >= KEPT:
        del kept[next(iter(kept))]
