"""Who and what is in the workspaces when they begin: people named after their roles, channels, the app."""

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

BOROUGH_PEOPLE: Final = (
    Person("U03BOROUOFF", "Borough officer"),
    Person("U03BOROUCOO", "Borough coordinator"),
    Person("U03BOROUADM", "Borough administrator", is_admin=True),
)

ROOMS: Final = (
    Room("C02GENERAL0", "general", "Everybody. The app is not a member here.", has_bot=False),
    Room("C02NETZERO0", "net-zero-plan", "Actions of the net zero plan"),
    Room("C02LEDNET00", "lednet", "LEDNet meetings"),
    Room("C02LEARNSET", "learning-sets", "Learning sets and their sessions"),
)


BOROUGH_ROOMS: Final = (
    Room("C03GENERAL0", "general", "Everybody in the borough. The app is not a member here.", has_bot=False),
    Room("C03BOROPLAN", "borough-plan", "Actions of the borough's climate plan"),
    Room("C03LEDNET00", "lednet", "LEDNet meetings"),
)


def casts(app_name: str = "Convenor") -> tuple[Cast, ...]:
    """Give the workspaces that the sandbox begins with, the same app in each; ids never change."""
    app_id, slackbot = "A02SANDBOX0", Person("USLACKBOT", "Sandbox", is_bot=True)
    return (
        Cast(
            team_id="T02SANDBOX0",
            team_name=f"{app_name} sandbox",
            domain="sandbox",
            app_id=app_id,
            bot_id="B02SANDBOX0",
            bot=Person("U02APPBOT00", app_name, is_bot=True),
            slackbot=slackbot,
            people=PEOPLE,
            rooms=ROOMS,
        ),
        Cast(
            team_id="T03BOROUGH0",
            team_name="Borough council",
            domain="borough",
            app_id=app_id,
            bot_id="B03BOROUGH0",
            bot=Person("U03APPBOT00", app_name, is_bot=True),
            slackbot=slackbot,
            people=BOROUGH_PEOPLE,
            rooms=BOROUGH_ROOMS,
        ),
    )
