"""What the side panel shows: you and the clock, the wire, faults on demand, the guided tour."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from bot.sandbox.cast import Person
from bot.sandbox.registry import METHODS as WEB_METHODS
from bot.sandbox.state import App, Exchange, Fault
from bot.sandbox.tour import Progress, Step

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

YOU, WIRE, FAULTS_PANEL, TOUR = "you", "wire", "faults", "tour"
TITLES: Final = {YOU: "You", WIRE: "Wire", FAULTS_PANEL: "Faults", TOUR: "Tour"}
METHODS: Final = ("response_url", *sorted(WEB_METHODS))
FAULTS: Final = {
    "429": "429, with Retry-After",
    "500": "500, internal error",
    **({"slow": "Slow: answers late"} if "delay" in Fault.__dataclass_fields__ else {}),
    "dropped": "Dropped: done, but no answer",
}
KEPT_OUT: Final = "(kept out)"
_TOKENS: Final = re.compile(r"\b(?:xox[a-z]|xapp)-[\w-]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One exchange in the list; `mood` is good, bad or slow."""

    number: int
    time: str
    to_bot: bool
    name: str
    status: str
    mood: str
    milliseconds: str


@dataclass(frozen=True, slots=True)
class Opened:
    """One exchange in full, pretty and without tokens."""

    headers: tuple[tuple[str, str], ...]
    request: str
    answer: str
    answer_headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Armed:
    """A fault that waits for its call."""

    method: str
    words: str


@dataclass(frozen=True, slots=True)
class TourStep:
    """A step and how far one is with it."""

    number: int
    step: Step
    done: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """The open side panel; only what it shows is filled in."""

    name: str = YOU
    find: str = ""
    rows: tuple[Row, ...] = ()
    kept: int = 0
    armed: tuple[Armed, ...] = ()
    steps: tuple[TourStep, ...] = ()
    has_tour: bool = False
    has_next_due: bool = False

    @property
    def tabs(self) -> list[tuple[str, str]]:
        """The panels that there are, with their titles."""
        return [(name, title) for name, title in TITLES.items() if name != TOUR or self.has_tour]

    @property
    def methods(self) -> tuple[str, ...]:
        """What can fail."""
        return METHODS

    @property
    def faults(self) -> dict[str, str]:
        """How it can fail."""
        return dict(FAULTS)

    @property
    def done(self) -> int:
        """How many steps of the tour are ticked off."""
        return sum(step.done for step in self.steps)


def panel(workspace: "Workspace", name: str, find: str, progress: Progress, person: Person) -> Panel:
    """The panel of a name; an unknown name (or a tour where there is none) is the first one."""
    steps = tour_of(workspace)
    bare = Panel(has_tour=bool(steps), has_next_due=getattr(workspace, "next_due", None) is not None)
    if name == WIRE:
        wire = workspace.all_teams.wire()
        return replace(bare, name=name, find=find, rows=tuple(rows(wire, find, person)), kept=len(wire))
    if name == FAULTS_PANEL:
        armed = tuple(Armed(method, words(one)) for method, one in workspace.state.faults.items())
        return replace(bare, name=name, armed=armed)
    if name == TOUR and steps:
        now, ticked = progress.current, progress.done
        return replace(bare, name=name, steps=tuple(TourStep(n, s, n in ticked, n == now) for n, s in enumerate(steps)))
    return bare


def tour_of(workspace: "Workspace") -> tuple[Step, ...]:
    """The steps that the roof has set."""
    return tuple(getattr(workspace, "tour", ()))


def rows(wire: Sequence[Exchange], find: str, reader: Person) -> Iterable[Row]:
    """The wire, newest first; `find` keeps what has it anywhere in name, request, answer or status."""
    zone, wanted = ZoneInfo(reader.zone), find.casefold().strip()
    for one in reversed(wire):
        if not wanted or wanted in f"{one.name}\n{one.status}\n{one.request}\n{one.answer}".casefold():
            yield Row(
                number=one.number,
                time=f"{one.at.astimezone(zone):%H:%M:%S}",
                to_bot=one.direction == "to bot",
                name=one.name,
                status=_status(one),
                mood=_mood(one),
                milliseconds=f"{one.milliseconds:,.0f}" if one.milliseconds >= 1 else "<1",
            )


def _status(one: Exchange) -> str:
    if one.status == 200 and one.answer.startswith('{"ok": false'):
        return str(_parsed(one.answer, {}).get("error", "not ok"))
    return str(one.status) if one.status else "no answer"


def _mood(one: Exchange) -> str:
    if not 200 <= one.status < 300 or one.answer.startswith('{"ok": false'):
        return "bad"
    return "slow" if one.milliseconds >= 1_000 else "good"


def words(fault: Fault) -> str:
    """A fault in words: "429, Retry-After 30 s, for the next 2 calls"."""
    if fault.drop_reply:
        what = "the reply is dropped"
    elif delay := getattr(fault, "delay", 0.0):
        what = f"answers after {delay:g} s"
    else:
        what = f"429, Retry-After {fault.retry_after} s" if fault.status == 429 else f"{fault.status}"
    return f"{what}, for the next {'call' if fault.times == 1 else f'{fault.times} calls'}"


def opened(one: Exchange, app: App) -> Opened:
    """An exchange in full; tokens and the signing secret never appear."""
    secrets = (*app.bot_tokens.values(), app.app_token, app.signing_secret, app.verification_token)
    return Opened(
        headers=tuple((name, _clean(value, secrets)) for name, value in one.headers.items()),
        request=_clean(_pretty(one.request), secrets),
        answer=_clean(_pretty(one.answer), secrets),
        answer_headers=tuple((k, _clean(v, secrets)) for k, v in getattr(one, "answer_headers", {}).items()),
    )


def _clean(text: str, secrets: Iterable[str]) -> str:
    for secret in filter(None, secrets):
        text = text.replace(secret, KEPT_OUT)
    return _TOKENS.sub(KEPT_OUT, text)


def _pretty(text: str) -> str:
    parsed = _parsed(text, None)
    return text if parsed is None else json.dumps(parsed, ensure_ascii=False, indent=2)


def _parsed(text: str, otherwise: Any) -> Any:
    try:
        return json.loads(text) if text[:1] in "{[" else otherwise
    except ValueError:
        return otherwise
