"""Runs what the assembly joined, until Ctrl-C: against Slack, or beside the sandbox."""

import gc
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import structlog
import uvicorn
from slack_sdk.errors import SlackApiError

from bot import delivery
from bot.assembly import Convenor
from bot.config import CannotStart, Settings, read
from bot.domain import outages, reminders, workspaces
from bot.slack.features import BOT_EVENTS, COMMANDS, OPTIONAL_SCOPES, SCOPES, SHORTCUTS
from storage import reset

if TYPE_CHECKING:
    from bot.sandbox import Workspace  # imported where the sandbox is started: it brings its own web server and page

log = structlog.get_logger(__name__)
STOP_S = 1
SANDBOX_PORT = 8090


def run(settings: Settings, load: tuple[str, ...]) -> None:
    """Serve Slack over HTTP, or over Socket Mode when SLACK_APP_TOKEN is set. Raises CannotStart."""
    convenor = Convenor(settings)
    try:
        convenor.migrate()
        _install(convenor)
        convenor.load(load)
        convenor.ticking.start()
        if settings.app_token:
            _serve_socket_mode(convenor)
        else:
            _serve_http(convenor)
    finally:
        convenor.close()


def _install(convenor: Convenor) -> None:
    """Learn from Slack which workspace the token belongs to; what was learnt before will do while Slack is away."""
    try:
        convenor.install()
    except SlackApiError as refusal:
        error = refusal.response.get("error") if refusal.response else None
        if delivery.is_final(refusal):
            text = f"SLACK_BOT_TOKEN: Slack refuses it ({error}). Copy it anew from OAuth & Permissions."
            raise CannotStart(text) from None
        _go_on_without_slack(convenor, f"Slack answers: {error or 'nothing it should'}")
    except OSError as failure:
        _go_on_without_slack(convenor, str(failure))


def _go_on_without_slack(convenor: Convenor, reason: str) -> None:
    with convenor.database.reading() as db:
        known = workspaces.every(db, convenor.vault)
    if not known:
        address = convenor.settings.api_url
        raise CannotStart(f"Slack cannot be reached at {address} ({reason}). Check the network.")
    log.warning("slack cannot be reached; going on with what is known", error=reason)


def _serve_http(convenor: Convenor) -> None:
    settings = convenor.settings
    server = _server(convenor, settings.bind, settings.port)
    listener = _listener(settings.bind, settings.port, "PORT")
    log.info("listening", address=f"http://{settings.bind}:{settings.port}/slack/events")
    gc.set_threshold(10_000, 20, 50)  # a card makes some thousand objects: not four small collections for each
    gc.freeze()  # what was loaded by now stays: a full collection would stop all handlers for a tenth of a second
    with _stopped_by_signals(server, convenor.ticking.wind_down):
        server.run(sockets=[listener])


def _serve_socket_mode(convenor: Convenor) -> None:
    from slack_bolt.adapter.socket_mode import SocketModeHandler

    settings = convenor.settings
    handler = SocketModeHandler(convenor.bolt, settings.app_token)
    handler.client.web_client.base_url = settings.api_url
    try:
        handler.connect()  # type: ignore[no-untyped-call]
    except (SlackApiError, OSError) as failure:
        raise CannotStart(f"SLACK_APP_TOKEN: Socket Mode cannot be opened: {str(failure).splitlines()[0]}") from None
    log.info("connected by Socket Mode")
    server = _server(convenor, settings.bind, settings.port)  # health only: nothing else arrives over HTTP
    try:
        with _stopped_by_signals(server, convenor.ticking.wind_down):
            server.run(sockets=[_listener(settings.bind, settings.port, "PORT")])
    finally:
        handler.close()  # type: ignore[no-untyped-call]


def sandbox(data_dir: Path, port: int | None, start_at: datetime | None, announce: str = "") -> None:
    """Serve a local Slack workspace with the bot beside it. Raises CannotStart."""
    from bot.sandbox import Workspace
    from bot.sandbox.rendering import warm

    workspace = Workspace(data=data_dir / "sandbox.json", start_at=start_at)
    _start(workspace, port)
    convenor = beside(workspace, data_dir)
    listener = _listener("127.0.0.1", 0, "PORT")
    server = _server(convenor, "127.0.0.1", listener.getsockname()[1])
    workspace.connect(f"http://127.0.0.1:{listener.getsockname()[1]}/slack/events")
    try:
        with _stopped_by_signals(server, convenor.ticking.wind_down):
            print(f"{announce}{workspace.url}", flush=True)  # noqa: T201 the address is this command's answer
            threading.Thread(target=warm, name="templates", daemon=True).start()
            server.run(sockets=[listener])
    finally:
        workspace.stop()
        convenor.close()


def sandbox_alone(data_dir: Path, port: int | None, start_at: datetime | None, events_url: str | None) -> None:
    """Serve a local Slack workspace for any bot, and say what that bot's settings are. Raises CannotStart."""
    from bot.sandbox import Workspace

    workspace = Workspace(data=data_dir / "sandbox-alone.json", start_at=start_at)
    _start(workspace, port)
    workspace.connect(events_url)
    lines = [
        f"The sandbox is open: {workspace.url}",
        f"SLACK_API_URL={workspace.api_url}",
        f"SLACK_BOT_TOKEN={workspace.bot_token}",
        f"SLACK_SIGNING_SECRET={workspace.signing_secret}",
        f"SLACK_APP_TOKEN={workspace.app_token}",
    ]
    print("\n".join(lines), flush=True)  # noqa: T201 this command's answer
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _, __: stopped.set())
    stopped.wait()
    workspace.stop()


def beside(workspace: "Workspace", data_dir: Path, **overrides: object) -> Convenor:
    """Assemble a bot for a sandbox workspace, with its data loaded and its jobs started."""
    from bot.sandbox.tour import Step
    from seed.tour import TOUR

    given = {
        "CONVENOR_DATABASE_URL": f"sqlite:///{data_dir / 'sandbox.db'}",
        "CONVENOR_DATA_DIR": data_dir,
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_SIGNING_SECRET": workspace.signing_secret,
        "SLACK_APP_TOKEN": None,
        "SLACK_API_URL": workspace.api_url,
    }
    settings = read(**given | overrides)
    convenor = Convenor(settings, workspace.now)
    workspace.commands = COMMANDS
    workspace.shortcuts = SHORTCUTS
    workspace.tour = tuple(Step(*step) for step in TOUR)
    workspace.next_due = lambda: _next_due(convenor)
    workspace.scopes = frozenset(SCOPES) | frozenset(OPTIONAL_SCOPES)
    convenor.migrate()
    fill(convenor, workspace)
    workspace.state.app.events = frozenset(BOT_EVENTS)
    workspace.on_clock_moved = convenor.ticking.hurry
    workspace.on_reset = lambda: _refill(convenor, workspace)
    convenor.ticking.start()
    return convenor


def _next_due(convenor: Convenor) -> datetime | None:
    with convenor.database.trying() as db:
        return reminders.next_due(db, convenor.clock(), convenor.settings.timezone)


def _refill(convenor: Convenor, workspace: "Workspace") -> None:
    with convenor.database.writing() as db:
        reset.empty(db)
    fill(convenor, workspace)
    convenor.ticking.hurry()


def fill(convenor: Convenor, workspace: "Workspace") -> None:
    """Install the bot in a sandbox's workspaces, and give them the bundled data and the demo's; done once."""
    from seed.demo import FIRST_ONLY, load_demo
    from seed.load import BUNDLED

    for team in workspace.teams:
        convenor.install(team.bot_token)
    convenor.load(FIRST_ONLY, workspace.team_id)
    convenor.load(one for one in BUNDLED if one not in FIRST_ONLY)
    with convenor.database.writing() as db:
        outages.first_beat(db, convenor.clock())
        for cast in workspace.casts:
            people = [(person.id, person.name) for person in cast.people]
            load_demo(db, cast.team_id, people, {room.name: room.id for room in cast.rooms}, convenor.clock())


def _start(workspace: "Workspace", port: int | None) -> None:
    try:
        workspace.start(SANDBOX_PORT if port is None else port)
    except ValueError as unreadable:
        raise CannotStart(str(unreadable)) from None
    except OSError:
        if port is not None:
            raise CannotStart(f"Port {port} is taken. Choose another one with --port.") from None
        workspace.start(0)


def _server(convenor: Convenor, host: str, port: int) -> uvicorn.Server:
    config = uvicorn.Config(
        convenor.web,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=STOP_S,
    )
    return uvicorn.Server(config)


def _listener(host: str, port: int, variable: str) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # from here on nobody is turned away, though the server is not up yet
    except OSError as failure:
        listener.close()
        raise CannotStart(f"{variable}: cannot listen on {host}:{port}: {failure.strerror}.") from None
    return listener


@contextmanager
def _stopped_by_signals(server: uvicorn.Server, wind_down: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the server and let nothing else begin; in other threads than the main one they do not."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_: int, __: FrameType | None) -> None:
        server.should_exit = True
        wind_down()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
