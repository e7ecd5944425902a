"""A workspace with a bare Bolt app beside it, started once for each test module and reset for each test."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from bot.sandbox import Workspace
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
        app = bolt_app.build(slack.api_url, slack.bot_token, slack.signing_secret)
        with served(asgi(app)) as url:
            slack.connect(url)
            yield Pair(slack, app)


@pytest.fixture
def pair(started: Pair) -> Pair:
    slack = started.slack
    slack.reset()
    slack.state.faults.clear()
    slack.commands, slack.shortcuts, slack.scopes = (), (), None
    slack.answer_within, slack.patience = 3.0, 0.25
    slack.on_reset = slack.on_clock_moved = None
    started.heard.clear()
    return started


@pytest.fixture
def slack(pair: Pair) -> Workspace:
    return pair.slack


@pytest.fixture
def client(slack: Workspace) -> WebClient:
    """The real client with its own retries off."""
    return WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
