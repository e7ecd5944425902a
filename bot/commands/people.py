"""`convenor people`: who answers for which action, from a table."""

from datetime import UTC, datetime
from pathlib import Path

import click

from bot import config
from bot.commands.exports import as_json_option, plan_option
from bot.commands.terminal import migrated, print_json
from bot.domain.refusal import Refusal


@click.group()
def people() -> None:
    """Bring in who answers for which action."""


@people.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@plan_option
@as_json_option
def import_people(file: Path, dry_run: bool, plan: str | None, as_json: bool) -> None:
    """Assign lead officers, deputies and officers from a CSV file or a workbook.

    Its columns are Ref, Lead, Deputy and Officers, with e-mail addresses, several with commas between. People are
    matched by them: with those we know, then on Slack where the app may read addresses; others are kept without Slack.
    """
    from bot import directory
    from bot.domain import people_import
    from bot.domain.audit import Origin
    from bot.views import people_import as views
    from seed.importers.draft import CannotRead
    from seed.importers.people_tables import read_file

    settings = config.read()
    database = migrated(settings)
    try:
        rows = read_file(file)
    except CannotRead as fault:
        raise Refusal(str(fault)) from None
    with database.reading() as db:
        unknown = people_import.unknown(db, rows)
    found = directory.look_up(database, settings, unknown)
    with database.trying() if dry_run else database.writing(wake=False) as db:
        report = people_import.bring_in(db, rows, plan, found.people, Origin("cli"), datetime.now(UTC))
    if as_json:
        print_json(views.as_json(report, dry_run))
    else:
        click.echo(views.as_text(report, dry_run, found.note))
