"""Slack's rate limits: so many calls a minute for each method and workspace, one post a second for each channel."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.sandbox.clock import Clock


@dataclass(frozen=True, slots=True)
class Rate:
    """So many calls a minute in the long run, and `burst` of them at once after a rest."""

    name: str
    per_minute: float
    burst: int


TIER_1: Final = Rate("Tier 1", 1, 5)
TIER_2: Final = Rate("Tier 2", 20, 20)
TIER_3: Final = Rate("Tier 3", 50, 50)
TIER_4: Final = Rate("Tier 4", 100, 100)
SPECIAL: Final = Rate("special", 600, 600)
POSTS: Final = Rate("posts", 600, 150)  # "several hundred messages per minute per workspace"
CHANNEL_POSTS: Final = Rate("posts in a channel", 60, 6)  # one a second, short bursts tolerated
"""Slack: Web API rate limits, with what each method's page says; Slack names no sizes of bursts."""


def posts(per_minute: int | None) -> Rate:
    """Return the rate of posts in a workspace: Slack's, or so many a minute with as large a burst in proportion."""
    if per_minute is None:
        return POSTS
    return Rate(POSTS.name, per_minute, max(1, round(per_minute * POSTS.burst / POSTS.per_minute)))


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Rates:
    """The calls that one workspace has made, as token buckets on machine time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def clear(self) -> None:
        """Forget all calls."""
        self._buckets.clear()

    def take(self, wanted: Mapping[str, Rate]) -> int:
        """Count a call against every rate, by its key; return 0, or count nothing and return seconds to wait."""
        filled = [(self._filled(key, rate), rate) for key, rate in wanted.items()]
        wait = max(((1 - bucket.left) / rate.per_minute * 60 for bucket, rate in filled), default=0.0)
        if wait > 0:
            return math.ceil(wait)
        for bucket, _ in filled:
            bucket.left -= 1
        return 0

    def _filled(self, key: str, rate: Rate) -> _Bucket:
        now = self._clock.ticks()
        bucket = self._buckets.setdefault(key, _Bucket(rate.burst, now))
        bucket.left = min(rate.burst, bucket.left + (now - bucket.at) * rate.per_minute / 60)
        bucket.at = now
        return bucket
