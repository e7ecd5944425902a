"""What the page shows: one person's view of the workspace as plain facts for the templates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.sandbox import mrkdwn
from bot.sandbox.cast import Person
from bot.sandbox.mrkdwn import Reader
from bot.sandbox.panels import Panel
from bot.sandbox.rendering import Surface, blocks_html
from bot.sandbox.state import Refused, State, View
from bot.sandbox.teams import Team, Teams
from bot.sandbox.timeline import Item, concerns, thread, timeline

People = tuple[tuple[str, tuple[Person, ...]], ...]  # by the name of their workspace

HOME = "home"
SHOWN_REFUSALS = 5
_RECENT = timedelta(minutes=10)
JUMPS = (
    ("2021-05-12T09:00", "12 May 2021", "the first LEDNet meeting of 2021/22"),
    ("2023-02-16T09:00", "16 February 2023", "the first LEDNet meeting of 2023"),
    ("2024-10-25T09:00", "25 October 2024", "the first learning-set session"),
)


@dataclass(frozen=True, slots=True)
class Window:
    """Who looks and where: a channel id, a DM's id or "home"; the open thread, side panel and filter of the wire."""

    person: Person
    at: str
    thread: str = ""
    panel: str = ""
    find: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the side bar."""

    at: str
    name: str
    icon: str
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the side bar with its entries."""

    title: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Dialog:
    """The modal on top of a person's stack."""

    id: str
    title: str
    submit: str
    close: str
    html: Markup
    trouble: str | None


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything that the templates show to one person at one place."""

    me: Person
    at: str
    title: str
    heading: str
    topic: str
    team_name: str
    app_name: str
    people: People
    groups: tuple[Group, ...]
    tabs: tuple[Place, ...]
    timeline: tuple[Item, ...]
    earlier: int
    newest: str
    thread: tuple[Item, ...]
    panel: Panel
    home: View | None
    home_html: Markup
    modal: Dialog | None
    refused: tuple[Refused, ...]
    now: datetime
    completions: Mapping[str, list[dict[str, str]]] = field(default_factory=dict)
    shortcuts: tuple[tuple[str, str, str], ...] = ()
    held: frozenset[str] = frozenset()  # versions of messages that the window shows already: only named, not drawn

    def version(self, item: Item) -> str:
        """A mark that changes with whatever a message is drawn from; good while the sandbox runs."""
        return f"{hash((item, item.ts == self.thread_ts)) & 0xFFFFFFFFFFFF:x}"

    @property
    def is_home(self) -> bool:
        """Say whether this is the app's Home tab."""
        return self.at == HOME

    @property
    def thread_ts(self) -> str:
        """The open thread, or nothing."""
        return self.thread[0].ts if self.thread else ""

    @property
    def time(self) -> str:
        """Programme time of day."""
        return f"{self.now:%H:%M}"

    @property
    def date(self) -> str:
        """Programme date in words."""
        return f"{self.now:%A %-d %B %Y}"

    @property
    def now_local(self) -> str:
        """Programme time as a `datetime-local` field carries it."""
        return f"{self.now:%Y-%m-%dT%H:%M}"

    @property
    def empty_title(self) -> str:
        """What an empty conversation says first."""
        return f"This is {self.heading}"

    @property
    def empty_text(self) -> str:
        """What can be done in an empty conversation."""
        return f"Nothing has been said yet. Write a message, or type / for the commands of {self.app_name}."

    @property
    def now_ms(self) -> int:
        """Programme time in milliseconds since 1970."""
        return int(self.now.timestamp() * 1000)

    @property
    def jumps(self) -> list[dict[str, str]]:
        """The dates that the clock offers."""
        return [{"to": to, "date": date, "why": why} for to, date, why in JUMPS]

    @property
    def global_shortcuts(self) -> list[dict[str, str]]:
        """Shortcuts of the message box."""
        return [{"name": name, "callback_id": key} for kind, name, key in self.shortcuts if kind == "global"]

    @property
    def message_shortcuts(self) -> list[dict[str, str]]:
        """Shortcuts of a message."""
        return [{"name": name, "callback_id": key} for kind, name, key in self.shortcuts if kind == "message"]

    @property
    def loose_refusals(self) -> list[Refused]:
        """The last refused view of this person, for ten minutes (refused messages stand in their channel)."""
        mine = [one for one in self.refused if concerns(one, self.me.id, None) and self.now - one.at < _RECENT]
        return mine[-1:]


def reader_for(state: State, person: Person) -> Reader:
    """Who reads, with the names of everybody and of the channels they are in."""
    return Reader(
        zone=ZoneInfo(person.zone),
        now=state.clock.now(),
        me=person.id,
        people={one.id: one.name for one in state.people.values() if one.id != state.cast.slackbot.id},
        channels={channel.id: channel.name for channel in state.channels_of(person.id)},
    )


def default_place(state: State) -> str:
    """Where a person begins: the first channel that the app is in."""
    return next(room.id for room in state.cast.rooms if room.has_bot)


def window(state: State, given: Mapping[str, Any]) -> Window:
    """Who looks and where, from a query or a form; what is unknown or not theirs becomes a good default."""
    people = {person.id: person for person in state.cast.people}
    person = people.get(str(given.get("as")), state.cast.people[0])
    at = person.dm_id if given.get("at") == "messages" else str(given.get("at"))
    channel = state.channels.get(at)
    mine = at == HOME or (channel is not None and person.id in channel.members)
    more = {name: str(given.get(name) or "") for name in ("thread", "panel", "find")}
    return Window(person, at, **more) if mine else Window(person, default_place(state), panel=more["panel"])


def looking(teams: Teams, given: Mapping[str, Any]) -> tuple[Team, Window]:
    """The workspace of the person whom a query or a form names, and who looks where in it."""
    team = teams.of_visitor(str(given.get("as")))
    return team, window(team.state, given)


def place_named(state: State, person_name: str, place: str) -> tuple[str, str]:
    """The ids of a person and of "#channel", "Home" or "Messages"; raises LookupError."""
    person = next((one for one in state.cast.people if one.name == person_name), None)
    if person is None:
        raise LookupError(f"nobody is called {person_name!r}")
    if place in ("Home", "Messages"):
        return person.id, HOME if place == "Home" else person.dm_id
    channels = {f"#{channel.name}": channel.id for channel in state.channels_of(person.id)}
    return person.id, channels[place]


def page_view(state: State, here: Window, panel: Panel, people: People) -> PageView:
    """Everything the page shows to a person who looks at a place; `people` are whom one can be."""
    person, at = here.person, here.at
    reader = reader_for(state, person)
    channel = state.channels.get(at)
    heading = _heading(state, at)
    seen = [] if at == HOME else state.seen_by(person.id, at)
    shown, earlier = timeline(state, reader, seen, at)
    home = state.homes.get(person.id) if at == HOME else None
    return PageView(
        me=person,
        at=at,
        title=f"{heading} – {state.cast.team_name}",
        heading=heading,
        topic=channel.topic if channel else "",
        team_name=state.cast.team_name,
        app_name=state.cast.bot.name,
        people=people,
        groups=_groups(state, person, at),
        tabs=_tabs(person, at),
        timeline=shown,
        earlier=earlier,
        newest=seen[-1].ts if seen else "",
        thread=thread(state, reader, seen, here.thread) if here.thread else (),
        panel=panel,
        home=home,
        home_html=_view_html(home, reader) if home else Markup(""),
        modal=_dialog(state.top_view(person.id), reader),
        refused=tuple(state.refused[-SHOWN_REFUSALS:]),
        now=reader.now.astimezone(reader.zone),
        completions=_completions(reader, state.app.commands),
        shortcuts=state.app.shortcuts,
    )


def _heading(state: State, at: str) -> str:
    channel = state.channels.get(at)
    return state.cast.bot.name if channel is None or channel.is_im else f"#{channel.name}"


def _groups(state: State, person: Person, at: str) -> tuple[Group, ...]:
    def unread(channel_id: str) -> int:
        return 0 if channel_id == at else state.unread(person.id, channel_id)

    rooms = state.channels_of(person.id)
    channels = tuple(Place(room.id, room.name, "hash", unread(room.id)) for room in rooms)
    app = (Place(HOME, "Home", "home"), Place(person.dm_id, "Messages", "chat", unread(person.dm_id)))
    return (Group("Channels", channels), Group(f"{state.cast.bot.name} app", app))


def _tabs(person: Person, at: str) -> tuple[Place, ...]:
    if at not in (HOME, person.dm_id):
        return ()
    return (Place(HOME, "Home", "home"), Place(person.dm_id, "Messages", "chat"))


def _completions(reader: Reader, commands: Iterable[tuple[str, str, str]]) -> dict[str, list[dict[str, str]]]:
    people = [name for key, name in reader.people.items() if key != reader.me]
    return {
        "/": [{"text": name, "hint": hint, "about": about} for name, hint, about in commands],
        "@": [{"text": f"@{name}", "hint": "", "about": ""} for name in people],
        "#": [{"text": f"#{name}", "hint": "", "about": ""} for name in reader.channels.values()],
    }


def _view_html(view: View, reader: Reader) -> Markup:
    kind = "home" if view.is_home else "modal"
    return blocks_html(view.blocks, Surface(kind, view.id, reader, view.values, view.errors))


def _dialog(view: View | None, reader: Reader) -> Dialog | None:
    if view is None:
        return None
    content = view.content
    has_input = any(block.get("type") == "input" for block in view.blocks)
    return Dialog(
        id=view.id,
        title=mrkdwn.as_words(content.get("title"), reader),
        submit=mrkdwn.as_words(content.get("submit"), reader) or ("Submit" if has_input else ""),
        close=mrkdwn.as_words(content.get("close"), reader) or ("Close" if not has_input else "Cancel"),
        html=_view_html(view, reader),
        trouble=view.trouble,
    )
