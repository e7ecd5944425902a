"""`convenor person`: what is kept about one person, handed out or erased."""

import json
from datetime import UTC, date, datetime, time
from typing import Any

import click

from bot import config
from bot.commands.terminal import migrated


@click.group("person")
def person() -> None:
    """Hand out, or erase, what is kept about one person (a Slack id, a name, or an e-mail address)."""


@person.command()
@click.argument("who")
def export(who: str) -> None:
    """Print as JSON everything that is kept about a person."""
    from bot.domain import personal
    from bot.domain.audit import Origin

    with migrated(config.read()).writing() as db:
        found = personal.export(db, personal.one(db, who), Origin("cli"), datetime.now(UTC))
    click.echo(json.dumps(found, indent=2, ensure_ascii=False, default=_plain))


@person.command()
@click.argument("who")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(who: str, yes: bool) -> None:
    """Blank a person's name and addresses, end their roles, and drop what was to be sent to them."""
    from bot.domain import personal
    from bot.domain.audit import Origin

    database = migrated(config.read())
    with database.reading() as db:
        found = personal.one(db, who)
    named = found.name or found.user_id or who
    if not yes:
        click.confirm(f"Erase {named} for ever? Their answers stay, without their name", abort=True)
    with database.writing() as db:
        personal.erase(db, found, Origin("cli"), datetime.now(UTC))
    click.echo(f"{named} is erased. Older backups still hold the name: delete them, or keep them apart.")


def _plain(value: Any) -> str:
    assert isinstance(value, datetime | date | time), value
    return value.isoformat()
