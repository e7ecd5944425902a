"""The web server of the workspace, in a thread with an event loop of its own, on 127.0.0.1 only."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, TypeVar

import uvicorn
import uvloop
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

T = TypeVar("T")
START_SECONDS: Final = 10.0


class _Protocol(HttpToolsProtocol):
    """Lets an endpoint cut its own connection (faults on demand)."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["sandbox.transport"] = self.transport  # type: ignore[typeddict-unknown-key]


class _Uvicorn(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._listening()


def bound(port: int) -> socket.socket:
    """Bind a socket on 127.0.0.1 (port 0: a free one); raises OSError when the port is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise
    return listener


class Server:
    """Serves while it runs; other threads reach its event loop by `run` and `call`."""

    def __init__(self, app: Starlette, before: Callable[[], None], after: Callable[[], Awaitable[None]]) -> None:
        self._app = app
        self._before, self._after = before, after  # on the event loop: ahead of the first request, after the last
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self, listener: socket.socket) -> None:
        """Serve on a bound socket; returns once it listens."""
        listening = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(listener, listening), name="sandbox", daemon=True)
        self._thread.start()
        if not listening.wait(START_SECONDS):
            raise RuntimeError("the sandbox did not start")

    def stop(self) -> None:
        """Close every connection and end the thread."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
            self._server = self._thread = self._loop = None

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the event loop, from another thread, and wait for its result."""
        assert self._loop is not None, "start() first"
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def call(self, function: Callable[..., T], *args: Any) -> T:
        """Call a function on the event loop, from another thread."""

        async def called() -> T:
            return function(*args)

        return self.run(called())

    def _serve(self, listener: socket.socket, listening: threading.Event) -> None:
        config = uvicorn.Config(
            self._app,
            http=_Protocol,
            ws="websockets-sansio",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = _Uvicorn(config, listening.set)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            self._loop = runner.get_loop()
            runner.run(self._run(self._server, listener))

    async def _run(self, server: uvicorn.Server, listener: socket.socket) -> None:
        self._before()
        await server.serve([listener])
        await self._after()
