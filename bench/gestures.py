"""What people do, as the form fields that Slack posts; the driver signs and sends them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

TEAM = "T0BENCH"
USER = "U0BENCH"
BOT_USER = "U0BENCHBOT"
BOT_TOKEN = "xoxb-bench"
SIGNING_SECRET = "bench-signing-secret"


class Driven(Protocol):
    """A gesture that is posted over and over; `forms` are the fields of the payloads that come next.

    Each answer has `holds` in it; where that is empty, it is as long as the first one.
    """

    @property
    def name(self) -> str: ...

    @property
    def holds(self) -> str: ...

    def forms(self) -> Sequence[dict[str, str]]: ...


@dataclass(frozen=True)
class Gesture:
    """A slash command; `name` is also the name of its counterpart in `bench/by_hand.py`."""

    name: str
    command: str
    text: str
    holds: str = ""

    def forms(self) -> Sequence[dict[str, str]]:
        """The same payload each time."""
        return [self.form]

    @property
    def form(self) -> dict[str, str]:
        """The fields of its payload; the driver gives each request a `trigger_id` of its own."""
        return {
            "token": "gIkuvaNzQIHg97ATvDxqgjtO",
            "team_id": TEAM,
            "team_domain": "bench",
            "channel_id": "C0BENCH",
            "channel_name": "transport",
            "user_id": USER,
            "user_name": "transport.officer",
            "command": self.command,
            "text": self.text,
            "api_app_id": "A0BENCH",
            "is_enterprise_install": "false",
            "response_url": "https://hooks.slack.com/commands/T0BENCH/1/bench",
        }


CARD = Gesture("card", "/action", "T18")
GESTURES = (CARD,)
