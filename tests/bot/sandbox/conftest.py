"""A workspace with a bare Bolt app beside it, started once for each test module and reset for each test."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.sandbox import Workspace
from bot.sandbox.registry import EVERYWHERE, METHODS
from tests.bot.sandbox import bolt_app
from tests.bot.sandbox.serving import asgi, served


@dataclass
class Pair:
    slack: Workspace
    app: App

    @property
    def heard(self) -> list[dict[str, Any]]:
        """All that the app has noted since the test began."""
        return self.app.heard


@pytest.fixture(scope="module")
def started() -> Iterator[Pair]:
    with Workspace() as slack:
        slack.unfurl_domains = ("council.example",)
        app = bolt_app.build(slack.api_url, slack.bot_token, slack.signing_secret)
        with served(asgi(app)) as url:
            slack.connect(url)
            yield Pair(slack, app)


@pytest.fixture(scope="module")
def both_teams() -> Iterator[Workspace]:
    """The same with the app in both workspaces; `heard` is what it has noted."""
    with Workspace() as slack:
        slack.unfurl_domains = ("council.example",)
        tokens = {team.team_id: team.bot_token for team in slack.teams}
        bots = {cast.team_id: cast.bot.id for cast in slack.casts}

        def authorize(enterprise_id: str | None, team_id: str) -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=None, team_id=team_id, bot_token=tokens[team_id], bot_user_id=bots[team_id]
            )

        app = bolt_app.build(slack.api_url, None, slack.signing_secret, authorize=authorize)
        with served(asgi(app)) as url:
            slack.connect(url)
            slack.heard = app.heard
            yield slack


@pytest.fixture
def pair(started: Pair) -> Iterator[Pair]:
    slack = started.slack
    slack.reset()
    slack.state.faults.clear()
    slack.commands, slack.shortcuts, slack.scopes = (), (), None
    slack.answer_within, slack.patience = 3.0, 0.25
    slack.rates = True
    slack.on_reset = slack.on_clock_moved = None
    started.heard.clear()
    yield started
    for one in slack.wire:
        if one.direction == "from bot" and one.name in METHODS and one.answer.startswith('{"ok": false'):
            code = json.loads(one.answer)["error"]
            assert code in (*METHODS[one.name].errors, *EVERYWHERE), (one.name, code)


@pytest.fixture
def slack(pair: Pair) -> Workspace:
    return pair.slack


@pytest.fixture
def client(slack: Workspace) -> WebClient:
    """The real client with its own retries off."""
    return WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
