"""`convenor export`: what is in the database, for people as lines and for machines as JSON (contracts.md)."""

from datetime import UTC, datetime
from pathlib import Path

import click

from bot import config
from bot.commands.terminal import migrated, print_rows
from bot.config import CannotStart

as_json_option = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
plan_option = click.option("--plan", metavar="SLUG", help="Only of this plan.")


@click.group()
def export() -> None:
    """Write out actions, meetings, partners, updates or a report: published facts only."""


@export.command()
@plan_option
@as_json_option
def actions(plan: str | None, as_json: bool) -> None:
    """The actions of the plans, each with its published status."""
    from bot import exporting
    from bot.views import exports as views

    rows = exporting.actions(migrated(config.read()), plan)
    print_rows(rows, as_json, views.action, "There are no actions yet. `convenor import PATH` brings a plan in.")


@export.command()
@click.option("--programme", metavar="SLUG", help="Only of this programme.")
@as_json_option
def meetings(programme: str | None, as_json: bool) -> None:
    """The meetings and sessions of the programmes, the earliest first."""
    from bot import exporting
    from bot.views import exports as views

    rows = exporting.meetings(migrated(config.read()), programme)
    print_rows(rows, as_json, views.meeting, "There are no meetings yet. `convenor import PATH` brings a programme in.")


@export.command()
@plan_option
@as_json_option
def partners(plan: str | None, as_json: bool) -> None:
    """The partners, each with its other names and the actions it may be involved in."""
    from bot import exporting
    from bot.views import exports as views

    rows = exporting.partners(migrated(config.read()), plan)
    print_rows(rows, as_json, views.partner, "There are no partners yet. `convenor import PATH` brings a plan in.")


@export.command()
@plan_option
@as_json_option
def updates(plan: str | None, as_json: bool) -> None:
    """Every status that actions ever had, in the order in which they were recorded."""
    from bot import exporting
    from bot.views import exports as views

    rows = exporting.updates(migrated(config.read()), plan)
    print_rows(rows, as_json, views.update, "There are no updates yet. `convenor import PATH` brings a plan in.")


@export.command()
@click.argument("plan")
@click.option("--period", metavar="TITLE", help="Of this reporting period; `today` for how the plan stands.")
@click.option("--format", "format_", type=click.Choice(("all", "docx", "xlsx", "csv", "png")), default="all")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=".", help="Into this folder.")
def report(plan: str, period: str | None, format_: str, out: Path) -> None:
    """The report of a plan as files: Word, Excel, CSV, and one page with charts.

    Without --period it is the one that is open now, else the one closed last, else the plan as it stands.
    """
    from bot import exporting

    settings = config.read()
    now = datetime.now(UTC)
    made = exporting.report(migrated(settings), plan, period, now, settings.timezone)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in exporting.report_files(made, format_, settings.timezone):
            (out / name).write_bytes(content)
            click.echo(out / name)
    except OSError as failure:
        raise CannotStart(f"The files cannot be written to {out}: {failure.strerror}. Choose another --out.") from None
    click.echo("\n".join(exporting.report_notices(made, settings.timezone)), err=True)
