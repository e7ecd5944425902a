"""The only place where parts are joined."""

import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import structlog
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from starlette.applications import Starlette

from bot import delivery
from bot.config import Settings
from bot.domain import assignments, workspaces
from bot.domain.clock import Clock
from bot.domain.people import Caller
from bot.domain.workspaces import Vault, Workspace
from bot.slack import listening
from bot.slack.features import FEATURES
from bot.web.health import Watched
from bot.web.server import application
from jobs.clock import Ticking
from jobs.desk import Desk
from storage import migrate
from storage.engine import Database

log = structlog.get_logger(__name__)
THREADS = {"sqlite": 4, "postgresql": 16}
"""Handlers at once: on SQLite few threads are faster than many (measured, docs/decisions/0004)."""

READ_AGAIN_S = 5.0
"""Who asks for a workspace that nobody knows costs a query no more often than this."""


def machine_clock() -> datetime:
    """Return machine time, aware UTC."""
    return datetime.now(UTC)


class Installations:
    """The workspaces and their tokens, kept in memory until `forget`."""

    def __init__(self, database: Database, vault: Vault, api_url: str) -> None:
        self._database = database
        self._vault = vault
        self._api_url = api_url
        self._known: dict[str, Workspace] = {}
        self._clients: dict[str, WebClient] = {}
        self._lock = threading.Lock()
        self._read_at = -READ_AGAIN_S

    def find(self, team_id: str | None, enterprise_id: str | None = None) -> Workspace | None:
        """Return a workspace that has the app, by its team id or that of its enterprise."""
        with self._lock:
            found = self._named(team_id, enterprise_id)
            if found is None and time.monotonic() - self._read_at > READ_AGAIN_S:  # added by the command line, perhaps
                self._read()
                found = self._named(team_id, enterprise_id)
            return found

    def _named(self, team_id: str | None, enterprise_id: str | None) -> Workspace | None:
        if team_id in self._known:
            return self._known[team_id]
        return next((one for one in self._known.values() if enterprise_id and one.enterprise_id == enterprise_id), None)

    def _read(self) -> None:
        with self._database.reading() as db:
            self._known = {one.team_id: one for one in workspaces.every(db, self._vault)}
        self._read_at = time.monotonic()

    def client(self, team_id: str) -> WebClient | None:
        """Return the client with which messages are sent in a workspace."""
        found = self.find(team_id)
        if found is None or found.token is None:
            return None
        if found.token not in self._clients:
            self._clients[found.token] = delivery.client(found.token, self._api_url)
        return self._clients[found.token]

    def forget(self) -> None:
        """Read the workspaces anew at the next question."""
        with self._lock:
            self._known, self._read_at = {}, -READ_AGAIN_S


class Convenor:
    """The bot, assembled: `web` answers Slack, `ticking` does what is due."""

    def __init__(self, settings: Settings, clock: Clock = machine_clock) -> None:
        self.settings = settings
        self.clock = clock
        self.database = Database(settings.database)
        self.vault = Vault(settings.secret())
        self.installations = Installations(self.database, self.vault, settings.api_url)
        self.threads = THREADS["sqlite" if self.database.is_sqlite else "postgresql"]
        self.bolt: App = listening.app(
            FEATURES,
            listening.Desk(
                self.database,
                clock,
                settings.timezone,
                self.installations.forget,
                public_url=settings.public_url,
                learning_sets_contact=settings.learning_sets_contact,
            ),
            _authorize(self.installations),
            settings.api_url,
        )
        self.ticking = Ticking(
            Desk(
                database=self.database,
                clock=clock,
                machine_clock=machine_clock,
                zone=settings.timezone,
                client=self.installations.client,
                posts_per_minute=settings.posts_per_minute,
            )
        )
        watched = Watched(self.database, clock, self.ticking.is_ticking, settings.metrics_token)
        self.web: Starlette = application(self.bolt, settings.signing_secret, watched, self.threads)

    def migrate(self) -> None:
        """Bring the database to the newest schema; costs one query when it is there already."""
        if not migrate.is_current(self.database):
            migrate.upgrade(self.database)

    def install(self, token: str | None = None) -> None:
        """Store the workspace that a token (SLACK_BOT_TOKEN's) belongs to; raises SlackApiError or OSError."""
        token = token or self.settings.bot_token
        assert token
        who = delivery.client(token, self.settings.api_url).auth_test()
        with self.database.writing() as db:
            workspaces.install(db, {name: who.get(name) for name in WHO}, token, self.vault, self.clock())
        self.installations.forget()

    def load(self, ids: Iterable[str], only_for: str | None = None) -> None:
        """Load bundled data for every workspace or one team's, and appoint the admins that the setting names."""
        from seed.load import load

        with self.database.writing() as db:
            installed = workspaces.every(db, self.vault)
            if chosen := tuple(ids):
                shown = [one.identity for one in installed if only_for in (None, one.team_id)]
                load(db, chosen, shown, self.clock())
            assignments.appoint_admins(db, _admins(self.settings.admins, installed), self.clock())

    def close(self) -> None:
        """Stop ticking and close the database."""
        self.ticking.stop()
        self.database.close()


def _authorize(installations: Installations) -> Callable[..., AuthorizeResult | None]:
    """Answer Bolt's question with which token to act: a plain function, since Bolt reads its parameters' names."""

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        found = installations.find(team_id, enterprise_id)
        if found is None or found.token is None:
            return None
        return AuthorizeResult(
            enterprise_id=found.enterprise_id,
            team_id=found.team_id,
            bot_user_id=found.bot_user_id,
            bot_token=found.token,
        )

    return authorize


WHO = ("team_id", "enterprise_id", "team", "user_id")


def _admins(named: Iterable[str], installed: Iterable[Workspace]) -> list[Caller]:
    callers = []
    for one in named:
        workspace_id, _, user_id = one.rpartition(":")
        callers += [
            Caller(here.identity, here.team_id, user_id)
            for here in installed
            if workspace_id in ("", here.team_id, here.enterprise_id)
        ]
    return callers
