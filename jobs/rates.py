"""Slack's rates as token buckets in the database, shared by all replicas."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from storage import deliveries as stored

CHANNEL_PER_SECOND = 1.0
CHANNEL_BURST = 3.0
"""chat.postMessage: one a second and channel, short bursts tolerated (Slack, rate limits)."""


def take(db: Connection, team_id: str, channel_id: str, posts_per_minute: int, now: datetime) -> float:
    """Take a token for one post; return 0, or for how many seconds to wait instead. `now` is machine time."""
    per_second = posts_per_minute / 60
    limits = (
        (_workspace(team_id), per_second, max(1.0, posts_per_minute / 10)),
        (f"{_workspace(team_id)} {channel_id}", CHANNEL_PER_SECOND, CHANNEL_BURST),
    )
    allowances = [_allowance(db, name, per, burst, now) for name, per, burst in limits]
    wait = max((1 - left) / per if left < 1 else 0.0 for left, (_, per, _) in zip(allowances, limits, strict=True))
    if wait > 0:
        return wait
    for left, (name, _, _) in zip(allowances, limits, strict=True):
        stored.save_bucket(db, name, {"allowance": left - 1, "refilled_at": now, "blocked_until": None})
    return 0.0


def block(db: Connection, team_id: str, channel_id: str, seconds: float, now: datetime) -> None:
    """Keep away from a channel for as long as Slack's Retry-After says."""
    until = now + timedelta(seconds=seconds)
    values = {"allowance": 1.0, "refilled_at": until, "blocked_until": until}
    name = f"{_workspace(team_id)} {channel_id}"
    stored.bucket(db, name, CHANNEL_BURST, now)
    stored.save_bucket(db, name, values)


def _workspace(team_id: str) -> str:
    return f"{team_id} chat.postMessage"


def _allowance(db: Connection, name: str, per_second: float, burst: float, now: datetime) -> float:
    row = stored.bucket(db, name, burst, now)
    if row.blocked_until and row.blocked_until > now:
        return float(1 - (row.blocked_until - now).total_seconds() * per_second)
    elapsed = (now - row.refilled_at).total_seconds()
    return float(min(burst, row.allowance + elapsed * per_second))
