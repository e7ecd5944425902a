"""`convenor ask`: a question in plain words, answered on the command line."""

from datetime import UTC, datetime

import click

from bot import config
from bot.commands.terminal import Moment, migrated, print_json


@click.command()
@click.argument("question")
@click.option("--plan", metavar="SLUG", help="Only of this plan.")
@click.option("--as", "person", metavar="PERSON", help="As this person would be answered: a Slack id or a name.")
@click.option("--at", type=Moment(), help="As if it were then; default now.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def ask(question: str, plan: str | None, person: str | None, at: datetime | None, as_json: bool) -> None:
    """Answer a question about actions, partners and dates."""
    from bot import asking

    settings = config.read()
    answer = asking.answer(migrated(settings), question, plan, person, at or datetime.now(UTC), settings.timezone)
    if as_json:
        print_json(answer.as_json())
    else:
        click.echo(answer.as_text())
