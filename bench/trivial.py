"""The smallest Bolt app that answers the same gestures: fixed cards, one button, one form."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.sandbox import Workspace
from tests.bot.sandbox.serving import asgi, served

BUTTON = {"type": "button", "action_id": "update", "text": {"type": "plain_text", "text": "Update"}}
CARD = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*A card*\nStage: Delivery"}},
    {"type": "actions", "elements": [BUTTON]},
]
NOTE = {
    "type": "input",
    "block_id": "note",
    "label": {"type": "plain_text", "text": "Note"},
    "element": {"type": "plain_text_input", "action_id": "note"},
}
FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Update"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [NOTE],
}
SAVED = {"type": "modal", "title": {"type": "plain_text", "text": "Saved"}, "blocks": CARD[:1]}


def build(slack: Workspace) -> App:
    """Return the app; it keeps nothing."""
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    app = App(client=client, signing_secret=slack.signing_secret, process_before_response=True)
    for command in ("/action", "/partner", "/meetings"):
        app.command(command)(_card)
    app.action("update")(_form)
    app.view("form")(_saved)
    return app


def _card(ack: Ack) -> None:
    ack(text="A card", blocks=CARD, response_type="ephemeral")


def _form(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
    client.views_open(trigger_id=body["trigger_id"], view=FORM)
    ack()


def _saved(ack: Ack) -> None:
    ack(response_action="update", view=SAVED)


@contextmanager
def trivial() -> Iterator[Workspace]:
    """Yield a workspace with the app beside it."""
    with Workspace(rates=False) as slack, served(asgi(build(slack))) as url:
        slack.connect(url)
        yield slack
