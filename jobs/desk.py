"""What every job is given."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from slack_sdk import WebClient

from bot.domain.clock import Clock
from storage.engine import Database


@dataclass(frozen=True)
class Desk:
    """The database, two clocks (programme time and machine time), the zone, and a Slack client by team id.

    `client` returns None for a workspace whose token is gone; `posts_per_minute` holds for each workspace.
    """

    database: Database
    clock: Clock
    machine_clock: Callable[[], datetime]
    zone: str
    client: Callable[[str], WebClient | None]
    posts_per_minute: int
