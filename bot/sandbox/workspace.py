"""The door: a local Slack workspace in its own thread and event loop, on 127.0.0.1 only."""

import secrets
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from starlette.applications import Starlette

from bot.sandbox import page
from bot.sandbox.cast import Person, cast
from bot.sandbox.clock import Clock
from bot.sandbox.gestures import Gestures
from bot.sandbox.harness import Actor
from bot.sandbox.server import Server, bound
from bot.sandbox.socket_mode import SocketMode
from bot.sandbox.state import App, Change, Exchange, Fault, Refused, State
from bot.sandbox.store import Store
from bot.sandbox.web_api import WebApi
from bot.sandbox.wire import Request, Wire

T = TypeVar("T")
Described = tuple[tuple[str, str, str], ...]

UNFURL_DOMAINS: Final = 5


class Workspace:
    """A Slack workspace for one app: Web API, requests to the bot, the page, and people to act as.

    `data` is the JSON file in which it is kept (None: memory only); `start_at` (aware) is where programme time
    begins in a new workspace. Its methods may be called from any thread but its own event loop.
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
        app = App(
            bot_token=bot_token or f"xoxb-sandbox-{secrets.token_hex(8)}",
            signing_secret=signing_secret or secrets.token_hex(16),
            app_token=app_token or f"xapp-sandbox-{secrets.token_hex(8)}",
            rates=rates,
        )
        self.state = State(cast(app_name), Clock(start_at), app)
        self.bot_token, self.signing_secret, self.app_token = app.bot_token, app.signing_secret, app.app_token
        self.team_id, self.app_id = self.state.cast.team_id, self.state.cast.app_id
        self.bot_user_id = self.state.cast.bot.id
        self.people: tuple[Person, ...] = self.state.cast.people
        self._wire = Wire(self.state)
        self.sockets = SocketMode(self.state)
        self._wire.sockets = self.sockets
        self.gestures = Gestures(self.state, self._wire)
        self.patience = 0.25  # seconds that the harness waits for something to appear after an empty answer
        self.on_clock_moved: Callable[[], None] | None = None
        self.on_reset: Callable[[], None] | None = None
        self._store = Store(self.state, data) if data else None
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
        self.state.app.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._server = Server(self._app(), self._begin, self._end)
        self._server.start(listener)
        return self

    def stop(self) -> None:
        """Write the state, close every connection, end the thread; a second call does nothing."""
        if self._server is not None:
            self.call(self.state.changed, Change("stop"))
            self._server.stop()
            self._server = None

    def __enter__(self) -> Self:
        return self if self._server is not None else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _load(self) -> None:
        if self._store is not None:
            self._store.load()
            self.state.listeners.append(self._store.changed)

    def _app(self) -> Starlette:
        api = WebApi(self.state, self.sockets.new_url)
        return Starlette(routes=[*api.routes(), *self.sockets.routes(), *page.routes(self)])

    def _begin(self) -> None:
        if self._store is not None:
            self._store.changed(Change("begin"))

    async def _end(self) -> None:
        await self._wire.close()
        if self._store is not None:
            await self._store.close()

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
    def url(self) -> str:
        """Say where the page is, without a slash at the end."""
        return self.state.app.base_url

    @property
    def api_url(self) -> str:
        """Say what `SLACK_API_URL` is set to."""
        return f"{self.url}/api/"

    @property
    def commands(self) -> Described:
        """List the app's commands: (command, usage hint, description); empty: every command is passed on."""
        return self.state.app.commands

    @commands.setter
    def commands(self, commands: Described) -> None:
        self.state.app.commands = tuple(commands)

    @property
    def shortcuts(self) -> Described:
        """List the app's shortcuts: (type, name, callback_id); type is global or message."""
        return self.state.app.shortcuts

    @shortcuts.setter
    def shortcuts(self, shortcuts: Described) -> None:
        self.state.app.shortcuts = tuple(shortcuts)

    @property
    def scopes(self) -> frozenset[str] | None:
        """List the bot token's scopes; None means all that the sandbox knows."""
        return self.state.app.scopes

    @scopes.setter
    def scopes(self, scopes: frozenset[str] | None) -> None:
        self.state.app.scopes = scopes

    @property
    def unfurl_domains(self) -> tuple[str, ...]:
        """List the domains (at most five) whose links the app hears of, by `link_shared`; "example.org" is enough."""
        return self.state.app.unfurl_domains

    @unfurl_domains.setter
    def unfurl_domains(self, domains: tuple[str, ...]) -> None:
        if len(domains) > UNFURL_DOMAINS:
            raise ValueError(f"Slack allows {UNFURL_DOMAINS} domains")
        self.state.app.unfurl_domains = tuple(domains)

    @property
    def rates(self) -> bool:
        """Say whether calls over Slack's rate limits are refused (429); False for measuring."""
        return self.state.app.rates

    @rates.setter
    def rates(self, are_kept: bool) -> None:
        self.state.app.rates = are_kept

    def connect(self, events_url: str | None) -> None:
        """Say where the bot listens: all payloads go there; None: nowhere (or Socket Mode)."""
        self.state.app.events_url = events_url

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
        """Forget messages, views and files, and set programme time to where it began."""
        self._reset(None)

    def _set_clock(self, target: datetime) -> None:
        self.state.clock.set(target)
        self.state.changed(Change("clock"))

    def _reset(self, target: datetime | None) -> None:
        def forget() -> None:
            self.state.clear()
            self._wire.retries.clear()
            if target is None:
                self.state.clock.restart()
            else:
                self.state.clock.set(target)
            self.state.changed(Change("reset"))

        self.call(forget)
        if self.on_reset is not None:
            self.on_reset()

    # --- for tests ---------------------------------------------------------------------------------------

    def as_(self, name: str) -> Actor:
        """Act as a person; raises LookupError with the names that there are."""
        person = next((p for p in self.people if name in (p.name, p.id)), None)
        if person is None:
            raise LookupError(f"nobody is called {name!r}; there are {', '.join(p.name for p in self.people)}")
        return Actor(self, person)

    @property
    def wire(self) -> tuple[Exchange, ...]:
        """Give the last 200 requests and answers in both directions, oldest first."""
        return self.call(tuple, self.state.wire)

    @property
    def rejected(self) -> tuple[Refused, ...]:
        """Give what Slack would refuse, with its json-pointers."""
        return self.call(tuple, self.state.refused)

    @property
    def last_request(self) -> Request | None:
        """Give the last signed request to the bot; `post_signed` without a body sends it again."""
        return self._wire.last_request

    @property
    def answer_within(self) -> float:
        """Say for how long the workspace waits for an answer: Slack's 3 seconds."""
        return self.state.app.answer_within

    @answer_within.setter
    def answer_within(self, seconds: float) -> None:
        self.state.app.answer_within = seconds

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
        request = self._wire.resigned(body, content_type, timestamp, signature)
        extra = headers or {}
        if retry_num is not None:
            extra |= {"X-Slack-Retry-Num": str(retry_num), "X-Slack-Retry-Reason": "http_timeout"}
        return self.run(self._wire.post(Request(request.body, request.headers | extra, request.name)))

    def fail_next(
        self, method: str, status: int = 429, retry_after: int = 1, times: int = 1, drop_reply: bool = False
    ) -> None:
        """Make the next calls of a Web API method fail (or of "response_url").

        429 is `ratelimited` with Retry-After (seconds), 500 `internal_error`; `drop_reply` does the work and
        then cuts the connection.
        """
        self.state.faults[method] = Fault(status, retry_after, times, drop_reply)

    def let_machine_time_pass(self, seconds: float) -> None:
        """Make trigger ids and response URLs older without waiting; send again the events whose time has come."""
        self.state.clock.age(seconds)
        if self._server is not None:
            self.run(self._wire.retries.run_due())
