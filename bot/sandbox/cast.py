"""Who and what is in the workspace when it begins: people named after their roles, channels, the app."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the workspace; `zone` is an IANA name."""

    id: str
    name: str
    zone: str = "Europe/London"
    is_admin: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    deleted: bool = False

    @property
    def handle(self) -> str:
        """Say the name as Slack writes it in lower case: `transport.officer`."""
        return self.name.lower().replace(" ", ".")

    @property
    def email(self) -> str:
        """Say the made-up e-mail address."""
        return f"{self.handle}@example.org"

    @property
    def dm_id(self) -> str:
        """Say the id of this person's direct-message channel with the app."""
        return "D" + self.id[1:]


@dataclass(frozen=True, slots=True)
class Room:
    """A channel as the cast describes it."""

    id: str
    name: str
    topic: str
    has_bot: bool = True


@dataclass(frozen=True, slots=True)
class Cast:
    """All that is fixed about one workspace."""

    team_id: str
    team_name: str
    domain: str
    app_id: str
    bot_id: str
    bot: Person
    slackbot: Person
    people: tuple[Person, ...]
    rooms: tuple[Room, ...]


PEOPLE: Final = (
    Person("U02TRANSOFF", "Transport officer"),
    Person("U02TRANSLED", "Transport lead"),
    Person("U02BUILDOFF", "Buildings officer"),
    Person("U02PLANCOOR", "Plan coordinator"),
    Person("U02LEDNETTM", "LEDNet team"),
    Person("U02FACILITA", "Learning set facilitator"),
    Person("U02PARTICIP", "Participant"),
    Person("U02ADMINIST", "Administrator", is_admin=True),
    Person("U02NEWCOMER", "Newcomer", zone="Europe/Paris"),
)

ROOMS: Final = (
    Room("C02GENERAL0", "general", "Everybody. The app is not a member here.", has_bot=False),
    Room("C02NETZERO0", "net-zero-plan", "Actions of the net zero plan"),
    Room("C02LEDNET00", "lednet", "LEDNet meetings"),
    Room("C02LEARNSET", "learning-sets", "Learning sets and their sessions"),
)


def cast(app_name: str = "Convenor") -> Cast:
    """Give the workspace that `Workspace()` begins with; ids never change."""
    return Cast(
        team_id="T02SANDBOX0",
        team_name=f"{app_name} sandbox",
        domain="sandbox",
        app_id="A02SANDBOX0",
        bot_id="B02SANDBOX0",
        bot=Person("U02APPBOT00", app_name, is_bot=True),
        slackbot=Person("USLACKBOT", "Sandbox", is_bot=True),
        people=PEOPLE,
        rooms=ROOMS,
    )
