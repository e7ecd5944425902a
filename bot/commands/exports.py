"""`convenor export`: what is in the database, for people as lines and for machines as JSON (contracts.md)."""

import click

from bot import config
from bot.commands.terminal import migrated, print_rows

as_json_option = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
plan_option = click.option("--plan", metavar="SLUG", help="Only of this plan.")


@click.group()
def export() -> None:
    """Write out actions, meetings or partners: published facts only."""


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
