"""Workspaces and their tokens, which are unreadable at rest."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, update

from bot.domain import workspaces
from bot.domain.audit import Origin
from bot.domain.workspaces import Vault, Workspace
from storage import tables
from storage.engine import Database
from tests.bot.domain.cast import LATER, NOW, SECRET, SLACK, everything, one, said

TOKEN = "xoxb-12-a-token"
VAULT = Vault(SECRET)
WHO = {"team_id": "T9", "team": "Ninth", "enterprise_id": "E9", "user_id": "UBOT9"}


def found(db: Connection, team_id: str, vault: Vault = VAULT) -> Workspace | None:
    return next((one for one in workspaces.every(db, vault) if one.team_id == team_id), None)


def test_a_workspace_is_stored_as_slack_describes_it(db: Connection) -> None:
    assert workspaces.install(db, WHO, TOKEN, VAULT, NOW) == "E9"
    assert found(db, "T9") == Workspace("T9", "E9", "Ninth", "UBOT9", TOKEN)
    row = one(db, tables.workspaces, team_id="T9")
    assert (row.installed_at, row.revoked_at) == (NOW, None)


def test_without_an_enterprise_the_team_is_its_identity(db: Connection) -> None:
    assert workspaces.install(db, {"team_id": "T9", "enterprise_id": None, "team": ""}, TOKEN, VAULT, NOW) == "T9"
    workspace = found(db, "T9")
    assert workspace == Workspace("T9", None, "T9", None, TOKEN)
    assert workspace is not None
    assert workspace.identity == "T9"
    assert Workspace("T9", "E9", "Ninth", None, None).identity == "E9"


def test_every_workspace_in_order(db: Connection) -> None:
    workspaces.install(db, WHO | {"team_id": "T0"}, TOKEN, VAULT, NOW)
    assert [one.team_id for one in workspaces.every(db, VAULT)] == ["T0", "T1", "T2"]


def test_installing_again_keeps_when_it_was_first(db: Connection) -> None:
    workspaces.install(db, WHO, TOKEN, VAULT, NOW)
    workspaces.install(db, WHO | {"team": "Renamed"}, "xoxb-new", VAULT, LATER)
    row = one(db, tables.workspaces, team_id="T9")
    assert (row.installed_at, row.name) == (NOW, "Renamed")
    workspace = found(db, "T9")
    assert workspace is not None
    assert workspace.token == "xoxb-new"
    assert [one.token for one in workspaces.every(db, VAULT)] == ["xoxb-1", "xoxb-2", "xoxb-new"]


def test_only_a_new_token_is_an_installation(db: Connection) -> None:
    """The setting's token is stored at every start."""
    before = len(said(db, "workspace.installed"))
    workspaces.install(db, WHO, TOKEN, VAULT, NOW)
    workspaces.install(db, WHO, TOKEN, VAULT, LATER)
    line = (None, "workspace", "T9", "setting", None, {}, NOW)
    assert said(db, "workspace.installed")[before:] == [line]
    workspaces.install(db, WHO, "xoxb-new", VAULT, LATER)
    workspaces.revoke(db, "T9", SLACK, LATER)
    workspaces.install(db, WHO, "xoxb-new", VAULT, LATER)
    assert said(db, "workspace.installed")[before + 1 :] == [(*line[:-1], LATER)] * 2


def test_a_revoked_token_is_forgotten(db: Connection) -> None:
    workspaces.revoke(db, "T1", SLACK, LATER)
    row = one(db, tables.workspaces, team_id="T1")
    assert (row.bot_token, row.revoked_at, row.name) == (None, LATER, "Council")
    assert [one.team_id for one in workspaces.every(db, VAULT)] == ["T2"]
    assert said(db, "workspace.revoked") == [(None, "workspace", "T1", "slack", "req-1", {}, LATER)]
    workspaces.install(db, {"team_id": "T1", "team": "Council"}, TOKEN, VAULT, LATER)
    back = one(db, tables.workspaces, team_id="T1")
    assert (back.revoked_at, back.installed_at) == (None, NOW)
    assert found(db, "T1") is not None


def test_a_workspace_that_never_was_is_not_revoked(db: Connection) -> None:
    before = everything(db)
    workspaces.revoke(db, "T99", Origin("slack"), NOW)
    assert everything(db) == before


def test_a_token_is_not_readable_at_rest(sqlite_database: Database, tmp_path: Path) -> None:
    with sqlite_database.writing() as db:
        workspaces.install(db, WHO, TOKEN, VAULT, NOW)
    sqlite_database.close()
    written = b"".join(path.read_bytes() for path in tmp_path.glob("convenor.db*"))
    assert b"Ninth" in written
    assert TOKEN.encode() not in written
    assert SECRET.encode() not in written


@pytest.mark.parametrize("secret", ["another secret", "", SECRET + " ", SECRET.upper()])
def test_with_another_secret_there_is_no_token(db: Connection, secret: str) -> None:
    workspace = found(db, "T1", Vault(secret))
    assert workspace == Workspace("T1", None, "Council", "UBOT", None)
    still = found(db, "T1")
    assert still is not None
    assert still.token == "xoxb-1"


def test_a_row_without_token_is_a_workspace_without(db: Connection) -> None:
    db.execute(update(tables.workspaces).where(tables.workspaces.c.team_id == "T1").values(bot_token=None))
    workspace = found(db, "T1")
    assert workspace is not None
    assert workspace.token is None


@given(st.text(min_size=1), st.text())
def test_a_vault_gives_back_what_it_locked(token: str, secret: str) -> None:
    vault = Vault(secret)
    locked = vault.lock(token)
    assert locked != vault.lock(token)
    assert Vault(secret).unlock(locked) == token
    assert vault.unlock(locked[:-4] + b"AAAA") is None
    assert vault.unlock(b"plain") is None
