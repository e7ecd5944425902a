"""The sandbox's own tools on the page: clock, reset, faults on demand, the guided tour."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox import page_fields, panels
from bot.sandbox.page_answers import Endpoint, done, failed, text
from bot.sandbox.page_view import looking, place_named
from bot.sandbox.state import Change, Fault
from bot.sandbox.tour import Progress

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

MOST_CALLS: Final = 1_000
MOST_SECONDS: Final = 3_600.0
NOTHING_DUE: Final = "No reminder lies ahead."


class Tools:
    """The endpoints of the side panel, and how far the tour has come."""

    def __init__(self, workspace: "Workspace") -> None:
        self.workspace = workspace
        states = [team.state for team in workspace.all_teams.all]
        self.progress = Progress(states, lambda: panels.tour_of(workspace))

    def endpoints(self) -> dict[str, Endpoint]:
        """List them by name."""
        return {"clock": self.clock, "reset": self.reset, "fault": self.fault, "tour": self.tour}

    @property
    def faults(self) -> dict[str, Fault]:
        """What is armed, by method; one set for all workspaces."""
        return self.workspace.state.faults

    async def clock(self, request: Request) -> Response:
        """Move programme time: `to` is hour, morning (09:00 of the next day), due (the next reminder) or a local time.

        Going back resets the workspace, so it is answered with a question (`ask`) until `sure` is "yes"."""
        form = await request.form()
        zone = ZoneInfo(looking(self.workspace.all_teams, form)[1].person.zone)
        wish = text(form, "to")
        to = await self._next_due() if wish == "due" else _clock_target(wish, self.workspace.now(), zone)
        if to is None:
            return failed(NOTHING_DUE if wish == "due" else "Give a date and a time.")
        if to < self.workspace.now() and text(form, "sure") != "yes":
            return JSONResponse({"ok": False, "ask": "This resets the workspace and the database."})
        await run_in_threadpool(self.workspace.move_clock, to=to)
        return done()

    async def _next_due(self) -> datetime | None:
        ask = getattr(self.workspace, "next_due", None)
        return None if ask is None else cast(datetime | None, await run_in_threadpool(ask))

    async def reset(self, _: Request) -> Response:
        """Empty the workspace (the page has asked first)."""
        await run_in_threadpool(self.workspace.reset)
        return done()

    async def fault(self, request: Request) -> Response:
        """Arm a fault (`method`, `kind`, `times`, `seconds`), or with `off` take it back."""
        form = await request.form()
        method, kind = text(form, "method"), text(form, "kind")
        if text(form, "off"):
            self.faults.pop(method, None)
        else:
            times, seconds = _number(text(form, "times"), MOST_CALLS), _number(text(form, "seconds"), MOST_SECONDS)
            if method not in panels.METHODS or kind not in panels.FAULTS or times is None or seconds is None:
                return failed("Choose a method and a fault, and say for how many calls and how long.")
            self.faults[method] = _fault(kind, int(times), seconds)
        self.workspace.tell(Change("faults"))
        return done()

    async def tour(self, request: Request) -> Response:
        """Show a step (`show`: who, where and what to type come back), tick it off (`done`), or begin `again`."""
        form = await request.form()
        wish, steps = text(form, "do"), panels.tour_of(self.workspace)
        if wish == "again":
            self.progress.restart()
            return done()
        number = int(text(form, "step") or -1)
        if not 0 <= number < len(steps):
            raise LookupError("no such step")
        if wish == "done":
            self.progress.tick(number)
            return done()
        self.progress.show(number)
        state = self.workspace.team_of(steps[number].person).state
        person, at = place_named(state, steps[number].person, steps[number].place)
        return done(**{"as": person, "at": at, "text": steps[number].type})


def _number(given: str, most: float) -> float | None:
    try:
        number = float(given)
    except ValueError:
        return None
    return number if 0 < number <= most else None


def _fault(kind: str, times: int, seconds: float) -> Fault:
    if kind == "429":
        return Fault(429, max(int(seconds), 1), times)
    if kind == "slow":
        late: dict[str, Any] = {"status": 200, "retry_after": 0, "times": times, "delay": seconds}
        return Fault(**late)
    return Fault(500 if kind == "500" else 200, 0, times, drop_reply=kind == "dropped")


def _clock_target(to: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    if to == "hour":
        return now + timedelta(hours=1)
    if to == "morning":
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        return datetime(tomorrow.year, tomorrow.month, tomorrow.day, 9, tzinfo=zone)
    return page_fields.local_moment(to, zone)
