"""`convenor roll-forward`: next year's dates of a programme, every one proposed."""

from datetime import UTC, date, datetime
from typing import Any

import click

from bot import config
from bot.commands.terminal import migrated, print_rows


class Days(click.ParamType[tuple[date, ...]]):
    """Dates like 2027-02-26, with commas between them."""

    name = "dates"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[date, ...]:
        try:
            return tuple(date.fromisoformat(one.strip()) for one in str(value).split(","))
        except ValueError:
            self.fail(f"{value} is not a list like 2027-02-26,2027-04-21", param, ctx)


@click.command("roll-forward")
@click.argument("programme")
@click.option("--year", type=int, required=True, help="The year of its first date.")
@click.option("--dates", type=Days(), help="Instead of the proposed dates: as many, in their order, commas between.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def roll_forward(programme: str, year: int, dates: tuple[date, ...] | None, as_json: bool) -> None:
    """Plan next year's dates: a new programme like an old one, every date proposed until it is confirmed."""
    from bot import exporting
    from bot.domain import roll_forward as rule
    from bot.domain.audit import Origin
    from bot.views import exports as views

    settings = config.read()
    database = migrated(settings)
    now = datetime.now(UTC)
    with database.writing() as db:
        planned = rule.make(db, programme, year, dates, None, Origin("cli"), now, settings.timezone)
    print_rows(exporting.meetings(database, planned.slug), as_json, views.meeting, "")
    if not as_json:
        click.echo(f"{planned.title}: planned as {planned.slug}. Its coordinator confirms the dates in Slack.")
