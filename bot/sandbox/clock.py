"""Two clocks: machine time (trigger ids, `ts`, expiry) and programme time, which people can set or move."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Programme time is machine time plus an offset, so it runs on; machine time can be aged by tests."""

    def __init__(self, start_at: datetime | None = None) -> None:
        self.start_at = start_at
        self.offset = timedelta(0)
        self._aged = 0.0
        self._last_stamp = 0
        self.restart()

    def restart(self) -> None:
        """Set programme time to where it began: `start_at`, or the machine's own time."""
        self.offset = timedelta(0) if self.start_at is None else self.start_at - datetime.now(UTC)

    def now(self) -> datetime:
        """Say the programme time, aware UTC."""
        return datetime.now(UTC) + self.offset

    def set(self, to: datetime) -> None:
        """Set the programme time; `to` is aware."""
        self.offset = to - datetime.now(UTC)

    def shift(self, seconds: float) -> None:
        """Set the distance between programme time and machine time (after loading a stored workspace)."""
        self.offset = timedelta(seconds=seconds)

    def ticks(self) -> float:
        """Say machine time in seconds from an arbitrary start; never goes back."""
        return time.monotonic() + self._aged

    def age(self, seconds: float) -> None:
        """Let machine time pass for trigger ids and response URLs, without waiting."""
        self._aged += seconds

    def stamp(self) -> str:
        """Mint a `ts` such as `1700000000.000100`: machine time, unique and growing."""
        self._last_stamp = max(self._last_stamp + 1, time.time_ns() // 1000)
        return f"{self._last_stamp // 1_000_000}.{self._last_stamp % 1_000_000:06d}"

    def not_before(self, stamp: str) -> None:
        """Make later stamps larger than this one (after loading a stored workspace)."""
        seconds, _, micros = stamp.partition(".")
        self._last_stamp = max(self._last_stamp, int(seconds) * 1_000_000 + int(micros))
