"""`convenor doctor`: looks at each thing that can be wrong, and says how to mend it."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from sqlalchemy.exc import SQLAlchemyError

from bot import delivery
from bot.config import Settings, SettingsFault, check_for_slack
from bot.slack.features import SCOPES
from storage import channels, migrate
from storage.engine import Database

CLOCK_TOLERANCE_S = 60
"""Slack refuses signatures over five minutes old; a minute already is a clock that nobody sets."""


@dataclass(frozen=True)
class Finding:
    """What was looked at and found; `mend` says what to do when it is not as it should be."""

    check: str
    ok: bool
    found: str
    mend: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Check settings, token, scopes, clock, public address, database and channels."""
    findings = [*_settings(settings)]
    slack = delivery.client(settings.bot_token, settings.api_url) if settings.bot_token else None
    answer = _auth_test(slack) if slack else None
    findings += _token(slack is not None, answer)
    if isinstance(answer, SlackResponse):
        findings += [_scopes(answer), _clock(answer)]
    findings.append(_public_url(settings))
    with closing(Database(settings.database)) as database:
        findings += _database(database, slack if isinstance(answer, SlackResponse) else None)
    return findings


def line(row: dict[str, Any]) -> str:
    """Return a finding as a line of text."""
    mark = "ok  " if row["ok"] else "FAIL"
    mend = f"\n     To mend it: {row['mend']}" if row["mend"] and not row["ok"] else ""
    return f"{mark} {row['check']}: {row['found']}{mend}"


def _settings(settings: Settings) -> Iterable[Finding]:
    try:
        check_for_slack(settings)
    except SettingsFault as fault:
        for one in fault.lines:
            variable, _, text = one.partition(": ")
            yield Finding("settings", False, f"{variable} is not set", text)
        return
    yield Finding("settings", True, "all that Slack needs is set")


def _auth_test(slack: WebClient) -> SlackResponse | str:
    try:
        return slack.auth_test()
    except SlackApiError as refusal:
        return str(refusal.response.get("error"))
    except OSError as failure:
        return f"no answer: {failure}"


def _token(is_set: bool, answer: SlackResponse | str | None) -> Iterable[Finding]:
    if not is_set:
        return
    if isinstance(answer, SlackResponse):
        yield Finding("token", True, f"works in {answer['team']} ({answer['team_id']})")
        return
    mend = "Copy the bot token anew from OAuth & Permissions; check the network if there is no answer."
    yield Finding("token", False, f"Slack says: {answer}", mend)


def _scopes(answer: SlackResponse) -> Finding:
    granted = {one.strip() for one in _header(answer, "x-oauth-scopes").split(",")}
    missing = sorted(set(SCOPES) - granted)
    if missing:
        mend = "Paste the output of `convenor manifest` into App Manifest, then reinstall the app."
        return Finding("scopes", False, f"missing: {', '.join(missing)}", mend)
    return Finding("scopes", True, f"all {len(SCOPES)} are granted")


def _header(answer: SlackResponse, name: str) -> str:
    """Return a header, however a proxy on the way spells its name."""
    return next((value for key, value in answer.headers.items() if key.lower() == name), "")


def _clock(answer: SlackResponse) -> Finding:
    date = _header(answer, "date")
    if not date:
        return Finding("clock", True, "Slack did not say what time it is")
    drift = abs((datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds())
    mend = "Switch on time synchronisation (NTP) on this machine."
    return Finding("clock", drift <= CLOCK_TOLERANCE_S, f"{drift:.0f} s from Slack's", mend)


def _public_url(settings: Settings) -> Finding:
    if settings.app_token:
        return Finding("public address", True, "not needed in Socket Mode")
    if settings.public_url is None:
        mend = "Set CONVENOR_PUBLIC_URL to the https address under which Slack reaches this server."
        return Finding("public address", False, "CONVENOR_PUBLIC_URL is not set", mend)
    address = f"{settings.public_url.rstrip('/')}/healthz"
    try:
        with urlopen(address, timeout=5) as answer:  # noqa: S310 the operator's own setting, http or https
            ok = answer.status == 200
    except (URLError, OSError, ValueError) as failure:
        mend = "Start `convenor run`, and check DNS, the certificate and the proxy in front of it."
        return Finding("public address", False, f"{address} does not answer: {failure}", mend)
    return Finding("public address", ok, f"{address} answers", "Something else answers under this address.")


def _database(database: Database, slack: WebClient | None) -> Iterable[Finding]:
    where = database.url.render_as_string(hide_password=True)
    try:
        current = migrate.is_current(database)
    except (SQLAlchemyError, migrate.NewerSchema) as failure:
        mend = "Check CONVENOR_DATABASE_URL, and that the database runs."
        yield Finding("database", False, f"{where}: {str(failure).splitlines()[0]}", mend)
        return
    yield Finding(
        "database", current, f"{where} is {'' if current else 'not '}at this version's schema", "`convenor migrate`"
    )
    if current and slack:
        yield from _channels(database, slack)


def _channels(database: Database, slack: WebClient) -> Iterable[Finding]:
    team_id = slack.auth_test()["team_id"]
    with database.reading() as db:
        tied = [channel_id for team, channel_id in channels.all_tied(db) if team == team_id]
    for channel_id in tied:
        yield _channel(slack, channel_id)


def _channel(slack: WebClient, channel_id: str) -> Finding:
    """Membership shows in whether the history may be read: the bot asks for no scope to list channels."""
    try:
        slack.conversations_history(channel=channel_id, limit=1)
    except SlackApiError as refusal:
        error = refusal.response.get("error")
        if error == "missing_scope":
            return Finding("channel", True, f"{channel_id}: not checked without the optional scope channels:history")
        return Finding("channel", False, f"{channel_id}: {error}", "Type /invite @Convenor in that channel.")
    return Finding("channel", True, f"{channel_id}: the bot is a member")
