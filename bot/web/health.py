"""Health: /healthz says the process lives, /readyz that it can work, /metrics what it has done."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from math import nan

from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from storage import deliveries
from storage.engine import Database

DUE = Gauge("convenor_deliveries_due", "Messages that are due and not sent")
LATEST = Gauge("convenor_deliveries_oldest_seconds", "For how long the oldest of them has been due")
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
"""A proxy on this machine sends one of these: who asks is somewhere else."""


@dataclass(frozen=True)
class Watched:
    """What health is asked about: the database, both clocks' state, and who may read figures from elsewhere.

    `clock` is programme time, `is_ticking` says whether the jobs' clock ticked lately.
    """

    database: Database
    clock: Callable[[], datetime]
    is_ticking: Callable[[], bool]
    metrics_token: str | None


def routes(watched: Watched) -> list[Route]:
    """Return the routes for probes and metrics."""

    def ready(request: Request) -> Response:
        try:
            with watched.database.reading() as db:
                deliveries.any_waiting(db)
        except SQLAlchemyError as fault:
            return PlainTextResponse(f"no database: {type(fault).__name__}", 503)
        if not watched.is_ticking():
            return PlainTextResponse("the clock of the jobs stands still", 503)
        return PlainTextResponse("ready")

    def metrics(request: Request) -> Response:
        if not _may_read(request, watched.metrics_token):
            return PlainTextResponse("only on this machine, or with CONVENOR_METRICS_TOKEN as a bearer token", 403)
        _look(watched)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", _alive), Route("/readyz", ready), Route("/metrics", metrics)]


def _alive(request: Request) -> Response:
    return PlainTextResponse("ok")


def _look(watched: Watched) -> None:
    now = watched.clock()
    try:
        with watched.database.reading() as db:
            number, oldest = deliveries.due(db, now)
    except SQLAlchemyError:  # the other figures are wanted all the more
        DUE.set(nan)
        LATEST.set(nan)
        return
    DUE.set(number)
    LATEST.set((now - oldest).total_seconds() if oldest else 0)


def _may_read(request: Request, token: str | None) -> bool:
    given = request.headers.get("authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
