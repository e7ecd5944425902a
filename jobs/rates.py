"""Slack's rates as token buckets in the database, shared by all replicas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from storage import rates as stored


@dataclass(frozen=True)
class Rate:
    """So many calls a second in the long run, and `burst` of them at once after a rest."""

    per_second: float
    burst: float


POST = "chat.postMessage"
IN_CHANNEL = Rate(1.0, 3.0)
"""chat.postMessage: one a second and channel, short bursts tolerated (Slack, rate limits)."""

TIER_2, TIER_3, TIER_4 = Rate(20 / 60, 4), Rate(50 / 60, 10), Rate(100 / 60, 20)
METHODS: Mapping[str, Rate] = {
    "chat.update": TIER_3,
    "chat.unfurl": TIER_3,
    "conversations.open": TIER_3,
    "conversations.history": TIER_3,
    "conversations.replies": TIER_3,
    "files.getUploadURLExternal": TIER_4,
    "files.completeUploadExternal": TIER_4,
    "files.info": TIER_4,
    "users.info": TIER_4,
    "users.list": TIER_2,
}
"""The other methods that jobs call, each with its tier; at once no more than a fifth of a minute's calls."""


def bucket(team_id: str, method: str, place: str = "") -> str:
    """Return the name of a method's bucket in a workspace, or of one place in it."""
    return f"{team_id} {method} {place}".rstrip()


class Purse:
    """The tokens of some buckets inside one transaction: take as many as there are, then `save`."""

    def __init__(self, db: Connection, wanted: Mapping[str, Rate], now: datetime) -> None:
        self._db, self._rates, self._now = db, wanted, now
        held = stored.buckets(db, {name: rate.burst for name, rate in wanted.items()}, now)
        self._left = {name: self._filled(held[name].allowance, held[name].refilled_at, wanted[name]) for name in wanted}
        self._taken: set[str] = set()

    def take(self, names: Sequence[str]) -> float:
        """Take a token out of each; return 0, or take none and return for how many seconds to wait."""
        wait = max((1 - self._left[name]) / self._rates[name].per_second for name in names)
        if wait > 0:
            return wait
        for name in names:
            self._left[name] -= 1
            self._taken.add(name)
        return 0.0

    def save(self) -> None:
        """Write down what is left, and when each bucket has a whole token again."""
        stored.save(self._db, [self._row(name) for name in sorted(self._taken)])

    def _row(self, name: str) -> dict[str, object]:
        lacking = max(0.0, 1 - self._left[name]) / self._rates[name].per_second
        free_at = self._now + timedelta(seconds=lacking)
        return {"name": name, "allowance": self._left[name], "refilled_at": self._now, "free_at": free_at}

    def _filled(self, allowance: float, refilled_at: datetime, rate: Rate) -> float:
        """A bucket that was refilled in the future is one that Slack's Retry-After has closed until then."""
        return float(min(rate.burst, allowance + (self._now - refilled_at).total_seconds() * rate.per_second))


def take(db: Connection, team_id: str, method: str, now: datetime) -> float:
    """Take a token for one call of a method; return 0, or for how many seconds to wait. `now` is machine time."""
    name = bucket(team_id, method)
    purse = Purse(db, {name: METHODS[method]}, now)
    wait = purse.take([name])
    purse.save()
    return wait


def block(db: Connection, team_id: str, method: str, seconds: float, now: datetime) -> None:
    """Keep away from a method of a workspace for as long as Slack's Retry-After says; no burst afterwards."""
    until = now + timedelta(seconds=seconds)
    name = bucket(team_id, method)
    stored.buckets(db, {name: 1.0}, now)
    stored.save(db, [{"name": name, "allowance": 1.0, "refilled_at": until, "free_at": until}])


def is_closed(db: Connection, team_id: str, method: str, now: datetime) -> bool:
    """Say whether Slack's Retry-After keeps everybody away from a method."""
    return stored.refilled_after(db, bucket(team_id, method), now)
