"""Whose e-mail address it is, asked of Slack: of each workspace that has the app, until one knows it."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot import delivery
from bot.config import Settings
from bot.delivery import Limited, Refused, Unsure
from bot.domain import workspaces
from bot.domain.people import Caller
from bot.domain.workspaces import Vault, Workspace

LONGEST_WAIT_S = 60
NOT_FOUND = "users_not_found"
HIDDEN = (
    "Slack was not asked for addresses: the optional scope users:read.email is missing. "
    "Add it to the app, install it again, and repeat this command to match people on Slack."
)


@dataclass(frozen=True)
class Found:
    """People by e-mail address; `note` says why others may be missing."""

    people: Mapping[str, Caller]
    note: str = ""


def look_up(database: Any, settings: Settings, emails: Sequence[str]) -> Found:
    """Look addresses up in every workspace; without the scope, or where Slack does not answer, none is found."""
    if not emails:
        return Found({})
    with database.reading() as db:
        installed = workspaces.every(db, Vault(settings.secret()))
    found: dict[str, Caller] = {}
    for workspace in installed:
        for email in emails:
            answer = _ask(workspace, settings, email) if email not in found else None
            if isinstance(answer, Refused) and answer.error != NOT_FOUND:
                return Found(found, HIDDEN if answer.error == "missing_scope" else f"Slack says: {answer.error}.")
            if isinstance(answer, Unsure | Limited):
                return Found(found, "Slack did not answer for all of them. Repeat this command later for the rest.")
            if isinstance(answer, str):
                found[email] = Caller(workspace.identity, workspace.team_id, answer)
    return Found(found)


def _ask(workspace: Workspace, settings: Settings, email: str) -> str | Limited | Refused | Unsure | None:
    """Return a Slack user id; waits as long as Slack asks for, once."""
    if workspace.token is None:
        return None
    slack = delivery.client(workspace.token, settings.api_url)
    answer = delivery.by_email(slack, email)
    if isinstance(answer, Limited) and answer.wait_s <= LONGEST_WAIT_S:
        time.sleep(answer.wait_s)
        answer = delivery.by_email(slack, email)
    return answer
