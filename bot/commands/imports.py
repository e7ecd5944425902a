"""`convenor import`: documents into the database, all of them or none."""

import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import config
from bot.commands.terminal import migrated, print_json
from bot.views.imports import FIELDS

if TYPE_CHECKING:
    from bot.domain.imports import Report
    from seed.importers import Asked
    from seed.importing import Wish

PATIENCE_S = 1.0
"""What is done sooner shows no progress bar."""


class Mapped(click.ParamType[tuple[str, str]]):
    """`stage=Project stage`: a field, and the heading of its column."""

    name = "FIELD=HEADING"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Return field and heading; fails with the fields there are."""
        from seed.importers.columns import field_of, fields

        name, equals, heading = str(value).partition("=")
        field = field_of(name)
        if field is None or not equals or not heading.strip():
            known = ", ".join(FIELDS.get(each, each) for each in fields())
            self.fail(f'{value!r} is not like stage="Project stage". The fields are {known}.', param, ctx)
        return field, heading


@click.command("import")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--review", is_flag=True, help="List what is to be checked; without PATH: all that is still open.")
@click.option("--plan", metavar="SLUG", help="Bring the plan in under this name, such as leicestershire-2024.")
@click.option("--programme", metavar="SLUG", help="Bring a calendar's meetings in as this programme.")
@click.option("--title", help="What people call the plan or programme of a table or calendar.")
@click.option("--organisation", metavar="NAME", help="Whose plan a table is, or who runs a calendar's meetings.")
@click.option("--map", "columns", type=Mapped(), multiple=True, help='Name a column: --map stage="Project stage".')
@click.option("--sheet", help="Which sheet of a workbook; without it, the first.")
@click.option("--withdraw", is_flag=True, help="Go on where more than half of a plan's actions are gone.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def import_documents(
    paths: tuple[Path, ...], dry_run: bool, review: bool, withdraw: bool, as_json: bool, **asked: Any
) -> None:
    """Read documents and bring what they say into the database.

    Texts of known kinds, tables (CSV, XLSX) and calendars (.ics). A second import changes nothing; a changed document
    changes what differs. What people updated, corrected or settled stays. One fault in one file, and nothing is
    written.
    """
    from bot.views import imports as views
    from seed.importers import Asked
    from seed.importing import Wish

    if not paths and not review:
        raise click.UsageError("Name the documents: convenor import PATH...")
    database = migrated(config.read())
    if not paths:
        _list_open(database, as_json)
        return
    said = Asked(**(asked | {"columns": dict(asked["columns"])}))
    report = _import(database, paths, dry_run, Wish(said.plan, withdraw), said)
    if as_json:
        print_json(views.as_json(report))
    else:
        click.echo(views.as_text(report, dry_run, review), err=bool(report.refused))
    if report.refused:
        sys.exit(1)


def _list_open(database: Any, as_json: bool) -> None:
    from bot import listing
    from bot.views import imports as views

    items = listing.to_check(database)
    if as_json:
        print_json(views.checks_as_json(items))
    else:
        click.echo(views.checks(items))


def _import(database: Any, paths: Sequence[Path], dry_run: bool, wish: "Wish", asked: "Asked") -> "Report":
    from bot.domain.imports import Report
    from seed.importing import bring_in
    from seed.reading import read_files

    drafts, refused = read_files(paths, asked)
    if refused:
        return Report(refused=tuple(refused))
    with (
        Progress(sum(len(draft.facts["actions"]) for draft in drafts if draft.facts["kind"] == "plan")) as progress,
        database.trying() if dry_run else database.writing(wake=False) as db,
    ):
        return bring_in(db, drafts, datetime.now(UTC), wish, progress.add)


class Progress:
    """A progress bar on the terminal, once the work takes longer than a moment."""

    def __init__(self, total: int) -> None:
        self._began = time.monotonic()
        self._done = 0
        self._bar = click.progressbar(length=total, label="Importing", file=sys.stderr)
        self._open = ExitStack()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, actions: int) -> None:
        """Say that so many more actions are written."""
        self._done += actions
        if time.monotonic() - self._began > PATIENCE_S:
            self._show()

    def _show(self) -> None:
        if self._bar.pos == 0:
            self._open.enter_context(self._bar)
        self._bar.update(self._done - self._bar.pos)
