"""`convenor workspace`: more workspaces for one bot."""

import sys
from datetime import UTC, datetime

import click

from bot import config
from bot.commands.terminal import migrated
from bot.config import BOT_TOKENS, CannotStart


@click.group("workspace")
def workspace() -> None:
    """More Slack workspaces for one bot; that of SLACK_BOT_TOKEN is added when the bot starts."""


@workspace.command()
def add() -> None:
    """Add a workspace: its bot token is asked for, or read from standard input."""
    from slack_sdk.errors import SlackApiError

    from bot import delivery
    from bot.assembly import WHO
    from bot.domain import workspaces
    from bot.domain.workspaces import Vault

    settings = config.read()
    database = migrated(settings)
    token = str(click.prompt("Bot token (xoxb-...)", hide_input=sys.stdin.isatty())).strip()
    if not token.startswith(BOT_TOKENS):
        raise CannotStart("That is no bot token: it begins with xoxb-. Copy it from OAuth & Permissions.")
    try:
        who = delivery.client(token, settings.api_url).auth_test()
    except SlackApiError as refusal:
        raise CannotStart(f"Slack refuses that token ({refusal.response.get('error')}). Copy it anew.") from None
    except OSError as failure:
        raise CannotStart(f"Slack cannot be reached at {settings.api_url} ({failure}). Check the network.") from None
    with database.writing() as db:
        named = {name: who.get(name) for name in WHO}
        workspaces.install(db, named, token, Vault(settings.secret()), datetime.now(UTC))
    click.echo(f"{who['team']} ({who['team_id']}) is added. Running bots know it within a minute.")
