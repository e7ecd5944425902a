"""The door: two local Slack workspaces with one app, in their own thread and event loop, on 127.0.0.1 only."""

import secrets
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from starlette.applications import Starlette

from bot.sandbox import page
from bot.sandbox.carrier import Carrier, Request
from bot.sandbox.cast import Cast, Person, casts
from bot.sandbox.clock import Clock
from bot.sandbox.gestures import Gestures
from bot.sandbox.harness import Actor
from bot.sandbox.server import Server, bound
from bot.sandbox.settings import Settings
from bot.sandbox.socket_mode import SocketMode
from bot.sandbox.state import App, Change, Exchange, Fault, Refused, State
from bot.sandbox.store import Store
from bot.sandbox.teams import Installed, Team, Teams
from bot.sandbox.tour import Step
from bot.sandbox.web_api import WebApi
from bot.sandbox.wire import Wire

T = TypeVar("T")


class Workspace(Settings):
    """A Slack for one app: Web API, requests to the bot, the page, and people to act as.

    Two councils' workspaces stand behind it; whatever does not name one is about the first (see `teams`). `data` is
    the JSON file in which they and their tokens are kept (None: memory only); `start_at` (aware) is where programme
    time begins in a new one; without `rates`, calls are never too fast. Its methods may be called from any thread
    but its own event loop.
    """

    def __init__(
        self,
        data: Path | None = None,
        start_at: datetime | None = None,
        bot_token: str | None = None,
        signing_secret: str | None = None,
        app_token: str | None = None,
        app_name: str = "Convenor",
        rates: bool = True,
    ) -> None:
        every, clock = casts(app_name), Clock(start_at)
        self._app = App(
            signing_secret=secrets.token_hex(16),
            app_token=f"xapp-sandbox-{secrets.token_hex(8)}",
            bot_tokens={cast.team_id: f"xoxb-sandbox-{secrets.token_hex(8)}" for cast in every},
            rates=rates,
        )
        self._given = (bot_token, signing_secret, app_token)
        self.sockets = SocketMode(self._app, every[0].app_id)
        self._carrier = Carrier(self._app, self.sockets)
        self.all_teams = Teams(tuple(self._team(cast, clock) for cast in every))
        self.state, self.gestures = self.all_teams.first.state, self.all_teams.first.gestures
        self._prefer_given()
        self.team_id, self.app_id = self.state.cast.team_id, self.state.cast.app_id
        self.bot_user_id = self.state.cast.bot.id
        self.people: tuple[Person, ...] = self.state.cast.people
        self.patience = 0.25  # seconds that the harness waits for something to appear after an empty answer
        self.on_clock_moved: Callable[[], None] | None = None
        self.on_reset: Callable[[], None] | None = None
        self.next_due: Callable[[], datetime | None] | None = None  # when the bot reminds next; off the event loop
        self.tour: tuple[Step, ...] = ()
        self._store = Store([team.state for team in self.all_teams.all], data) if data else None
        self._server: Server | None = None

    # --- starting and stopping ---------------------------------------------------------------------------

    def start(self, port: int = 0) -> Self:
        """Listen on 127.0.0.1 (port 0: a free one); returns once it does.

        Raises OSError when the port is taken, ValueError when the file in `data` is not a workspace.
        """
        listener = bound(port)
        try:
            self._load()
        except (OSError, ValueError):
            listener.close()
            raise
        self._app.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._server = Server(self._web(), self._begin, self._end)
        self._server.start(listener)
        return self

    def stop(self) -> None:
        """Write the state, close every connection, end the thread; a second call does nothing."""
        if self._server is not None:
            self.call(self.tell, Change("stop"))
            self._server.stop()
            self._server = None

    def __enter__(self) -> Self:
        return self if self._server is not None else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _team(self, cast: Cast, clock: Clock) -> Team:
        state = State(cast, clock, self._app)
        wire = Wire(state, self._carrier)
        return Team(state, wire, Gestures(state, wire))

    def _load(self) -> None:
        if self._store is not None:
            self._store.load()
            self._prefer_given()
            for team in self.all_teams.all:
                team.state.listeners.append(self._store.changed)

    def _prefer_given(self) -> None:
        """Let secrets that the constructor was given count more than made and kept ones."""
        bot_token, signing_secret, app_token = self._given
        self._app.signing_secret = signing_secret or self.signing_secret
        self._app.app_token = app_token or self.app_token
        if bot_token:
            self._app.bot_tokens[self.state.cast.team_id] = bot_token

    def _web(self) -> Starlette:
        api = WebApi(self.all_teams, self.sockets.new_url)
        return Starlette(routes=[*api.routes(), *self.sockets.routes(), *page.routes(self)])

    def _begin(self) -> None:
        self.tell(Change("begin"))

    async def _end(self) -> None:
        for team in self.all_teams.all:
            team.wire.retries.clear()
        await self._carrier.close()
        if self._store is not None:
            await self._store.close()

    def tell(self, change: Change) -> None:
        """Tell a change to the listeners of every workspace; on the event loop only."""
        for team in self.all_teams.all:
            team.state.changed(change)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the workspace's event loop, from another thread, and wait for its result."""
        assert self._server is not None, "start() first"
        return self._server.run(coroutine)

    def call(self, function: Callable[..., T], *args: Any) -> T:
        """Call a function on the workspace's event loop, from another thread: the only way to the state."""
        assert self._server is not None, "start() first"
        return self._server.call(function, *args)

    # --- what a bot needs to know ------------------------------------------------------------------------

    @property
    def bot_token(self) -> str:
        """Give the bot token of the first workspace; after `start`, the one that `data` has kept."""
        return self.state.bot_token

    @property
    def signing_secret(self) -> str:
        """Give the secret that requests to the app are signed with."""
        return self._app.signing_secret

    @property
    def app_token(self) -> str:
        """Give the app's own token, for Socket Mode."""
        return self._app.app_token

    @property
    def teams(self) -> tuple[Installed, ...]:
        """List the workspaces that the app is installed in: (team_id, name, bot_token); the first is the default."""
        return tuple(team.installed for team in self.all_teams.all)

    @property
    def casts(self) -> tuple[Cast, ...]:
        """List who and what is fixed in each workspace; the first is the default."""
        return tuple(team.state.cast for team in self.all_teams.all)

    def team_of(self, person: str) -> Team:
        """Give the workspace (state, gestures) of a person, by id or name; raises LookupError with the names."""
        return self.all_teams.of_person(person)

    @property
    def url(self) -> str:
        """Say where the page is, without a slash at the end."""
        return self._app.base_url

    @property
    def api_url(self) -> str:
        """Say what `SLACK_API_URL` is set to."""
        return f"{self.url}/api/"

    def every_person(self) -> tuple[tuple[str, tuple[Person, ...]], ...]:
        """List the people of all workspaces: (name of the workspace, people)."""
        return tuple((team.state.cast.team_name, team.state.cast.people) for team in self.all_teams.all)

    def connect(self, events_url: str | None) -> None:
        """Say where the bot listens: all payloads go there; None: nowhere (or Socket Mode)."""
        self._app.events_url = events_url

    # --- the clock ---------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """Say the programme time, aware UTC."""
        return self.state.clock.now()

    def move_clock(self, to: datetime | None = None, by: timedelta | None = None) -> None:
        """Set programme time; backward resets the workspace first. Tells `on_clock_moved`, or `on_reset`."""
        target = to if to is not None else self.now() + (by or timedelta(0))
        if target.tzinfo is None:
            raise ValueError("the time needs a zone")
        if target < self.now():
            self._reset(target)
            return
        self.call(self._set_clock, target)
        if self.on_clock_moved is not None:
            self.on_clock_moved()

    def reset(self) -> None:
        """Forget messages, views, files, the wire and armed faults, and set programme time to where it began."""
        self._reset(None)

    def _set_clock(self, target: datetime) -> None:
        self.state.clock.set(target)
        self.tell(Change("clock"))

    def _reset(self, target: datetime | None) -> None:
        def forget() -> None:
            for team in self.all_teams.all:
                team.state.clear()
                team.wire.retries.clear()
            self._app.faults.clear()
            if target is None:
                self.state.clock.restart()
            else:
                self.state.clock.set(target)
            self.tell(Change("reset"))

        self.call(forget)
        if self.on_reset is not None:
            self.on_reset()

    # --- for tests ---------------------------------------------------------------------------------------

    def as_(self, name: str) -> Actor:
        """Act as a person; raises LookupError with the names that there are."""
        team = self.all_teams.of_person(name)
        return Actor(self, team, next(p for p in team.state.cast.people if name in (p.name, p.id)))

    @property
    def wire(self) -> tuple[Exchange, ...]:
        """Give the last 200 requests and answers in both directions, oldest first."""
        return self.call(self.all_teams.wire)

    @property
    def rejected(self) -> tuple[Refused, ...]:
        """Give what Slack would refuse, with its json-pointers."""
        every = self.call(lambda: [one for team in self.all_teams.all for one in team.state.refused])
        return tuple(sorted(every, key=lambda one: one.number))

    @property
    def last_request(self) -> Request | None:
        """Give the last signed request to the bot; `post_signed` without a body sends it again."""
        return self._carrier.last_request

    def post_signed(
        self,
        body: bytes | None = None,
        content_type: str = "application/x-www-form-urlencoded",
        timestamp: str | None = None,
        signature: str | None = None,
        retry_num: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, bytes]:
        """Send raw bytes to the bot, signed unless a signature is given; without a body the last request again.

        Returns status and body; raises httpx2.HTTPError, TimeoutError.
        """
        request = self._carrier.resigned(body, content_type, timestamp, signature)
        extra = headers or {}
        if retry_num is not None:
            extra |= {"X-Slack-Retry-Num": str(retry_num), "X-Slack-Retry-Reason": "http_timeout"}
        return self.run(self._carrier.post(Request(request.body, request.headers | extra, request.name)))

    def fail_next(
        self,
        method: str,
        status: int = 429,
        retry_after: int = 1,
        times: int = 1,
        drop_reply: bool = False,
        delay: float = 0.0,
    ) -> None:
        """Make the next calls of a Web API method fail (or of "response_url").

        429 is `ratelimited` with Retry-After (seconds), 500 `internal_error`, 200 no failure; `drop_reply` does the
        work and then cuts the connection; `delay` seconds pass before anything.
        """
        self._app.faults[method] = Fault(status, retry_after, times, drop_reply, delay)
        if self._server is not None:
            self.call(self.tell, Change("faults"))

    def let_machine_time_pass(self, seconds: float) -> None:
        """Make trigger ids and response URLs older without waiting; send again the events whose time has come."""
        self.state.clock.age(seconds)
        if self._server is not None:
            for team in self.all_teams.all:
                self.run(team.wire.retries.run_due())
