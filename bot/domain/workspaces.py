"""Slack workspaces the bot is installed in; their tokens are stored encrypted."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection

from bot.domain import audit
from bot.domain.audit import Origin
from storage import workspaces as stored


class Vault:
    """Encrypts tokens with a key derived from CONVENOR_SECRET_KEY (Fernet: AES-128-CBC with HMAC-SHA256)."""

    def __init__(self, secret: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))

    def lock(self, token: str) -> bytes:
        """Return the token encrypted."""
        return self._fernet.encrypt(token.encode())

    def unlock(self, locked: bytes) -> str | None:
        """Return the token, or None when it was encrypted with another key."""
        try:
            return self._fernet.decrypt(locked).decode()
        except InvalidToken:
            return None


@dataclass(frozen=True)
class Workspace:
    """A workspace and how to act there; `token` is None when it was locked with another secret key."""

    team_id: str
    enterprise_id: str | None
    name: str
    bot_user_id: str | None
    token: str | None

    @property
    def identity(self) -> str:
        """The id that people and plans are kept under: the enterprise's where there is one."""
        return self.enterprise_id or self.team_id


def install(db: Connection, who: Mapping[str, str | None], token: str, vault: Vault, now: datetime) -> str:
    """Store a workspace as `auth.test` describes it, with its token; return its identity.

    It sees from now on what was imported for every workspace.
    """
    team_id = who["team_id"]
    assert team_id
    values = {
        "name": who.get("team") or team_id,
        "enterprise_id": who.get("enterprise_id"),
        "bot_user_id": who.get("user_id"),
        "bot_token": vault.lock(token),
        "revoked_at": None,
    }
    known = stored.by_team(db, team_id)
    if known is None or known.bot_token is None or vault.unlock(known.bot_token) != token:
        audit.record(db, "workspace.installed", ("workspace", team_id), None, Origin("setting"), now)
    stored.save(db, team_id, values if known else values | {"installed_at": now})
    identity = who.get("enterprise_id") or team_id
    stored.show_what_is_for_all(db, identity)
    return identity


def identity(db: Connection, team_id: str) -> str:
    """Return the id under which a workspace's people and plans are kept."""
    row = stored.by_team(db, team_id)
    return str(row.enterprise_id or row.team_id) if row else team_id


def every(db: Connection, vault: Vault) -> tuple[Workspace, ...]:
    """Return the workspaces that have the app."""
    return tuple(
        Workspace(
            row.team_id,
            row.enterprise_id,
            row.name,
            row.bot_user_id,
            vault.unlock(row.bot_token) if row.bot_token else None,
        )
        for row in stored.every(db)
    )


def revoke(db: Connection, team_id: str, origin: Origin, now: datetime) -> None:
    """Forget a workspace's token because the app was taken away or its token revoked."""
    if stored.by_team(db, team_id) is not None:
        stored.save(db, team_id, {"bot_token": None, "revoked_at": now})
        audit.record(db, "workspace.revoked", ("workspace", team_id), None, origin, now)
