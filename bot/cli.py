"""The command line: exit code 0 done, 1 refused with the reason, 2 usage or settings."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot import config, logs
from bot.commands.ask import ask
from bot.commands.exports import export
from bot.commands.imports import import_documents
from bot.commands.people import people
from bot.commands.person import person
from bot.commands.roll_forward import roll_forward
from bot.commands.terminal import Moment, migrated, opened, print_rows
from bot.commands.workspace import workspace
from bot.config import CannotStart, Settings, SettingsFault
from bot.domain.refusal import Refusal
from bot.start import without_collecting


def main() -> None:
    """Run the command line; every expected failure is a sentence, never a traceback."""
    try:
        convenor(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as failure:
        failure.show()
        sys.exit(2)
    except SettingsFault as fault:
        click.echo("\n".join(fault.lines), err=True)
        sys.exit(2)
    except Exception as failure:
        sentence = _explained(failure)
        if sentence is None:
            raise
        click.echo(sentence, err=True)
        sys.exit(1)


def _explained(failure: Exception) -> str | None:
    """Return the sentence for a failure that is expected, None for a fault of ours."""
    from sqlalchemy.exc import DBAPIError

    from storage.backup import CannotBackUp
    from storage.migrate import NewerSchema

    if isinstance(failure, CannotStart | CannotBackUp | Refusal | NewerSchema):
        return str(failure)
    if isinstance(failure, DBAPIError):
        reason = str(failure.orig).strip().splitlines()[0]
        return f"The database does not do its work: {reason}. Check CONVENOR_DATABASE_URL; `convenor doctor` helps."
    return None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="convenor")
def convenor() -> None:
    """Convenor: a Slack bot for councils' climate programmes."""


@convenor.command()
def run() -> None:
    """Serve Slack: over HTTP, or Socket Mode when SLACK_APP_TOKEN is set."""
    settings = config.read()
    with without_collecting():
        chosen = _chosen_for_slack(settings)
        logs.configure(settings.log)
        os.environ.pop("SLACK_BOT_TOKEN")  # Bolt would read it, too, and act with it in every workspace
        from bot import serving

    serving.run(settings, chosen)


@convenor.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the page; default 8090, or a free one.")
@click.option("--at", type=Moment(), help="Where programme time begins, such as 2021-05-12T09:00.")
@click.option("--alone", is_flag=True, help="Only the workspace, for any bot.")
@click.option("--events-url", help="With --alone: where that bot listens.")
def sandbox(port: int | None, at: datetime | None, alone: bool, events_url: str | None) -> None:
    """Serve a local Slack workspace in the browser, with the bot beside it."""
    with without_collecting():
        from bot import serving

    if os.environ.get("SLACK_BOT_TOKEN", "").startswith(config.BOT_TOKENS) and not alone:
        raise click.UsageError(
            "SLACK_BOT_TOKEN holds a token: the sandbox does not start beside a real Slack. Unset it."
        )
    data_dir = Path(os.environ.get("CONVENOR_DATA_DIR") or "data")
    logs.configure(os.environ.get("CONVENOR_LOG") or "text")
    if alone:
        serving.sandbox_alone(data_dir, port, at, events_url)
    else:
        serving.sandbox(data_dir, port, at, "Convenor's sandbox is open: ")


@convenor.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from storage import migrate as migrations

    database = opened(config.read())
    migrations.upgrade(database)
    click.echo(f"The database is at schema {migrations.revision(database)}.")


@convenor.command()
@click.option("--dry-run", is_flag=True, required=True, help="Only list; sending is the work of `convenor run`.")
@click.option("--at", type=Moment(), help="As if it were then; default now.")
@click.option("--only", "only", help="Only what goes to this person: a Slack id or a name.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def remind(dry_run: bool, at: datetime | None, only: str | None, as_json: bool) -> None:
    """List the reminders that would go, to whom, and their text."""
    from bot import listing

    settings = config.read()
    rows = listing.due_reminders(migrated(settings), at or datetime.now(UTC), settings.timezone, only)
    print_rows(rows, as_json, lambda row: f"{row['at']}  {row['to']}: {row['text']}", "Nothing would go.")


@convenor.command()
@click.option("--failed", is_flag=True, help="Only what could not be delivered.")
@click.option("--retry", type=int, metavar="ID", help="Send one of those again.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def outbox(failed: bool, retry: int | None, as_json: bool) -> None:
    """List the messages of the outbox, or send a failed one again."""
    from bot import listing

    database = migrated(config.read())
    if retry is not None:
        listing.retry(database, retry)
        click.echo(f"Delivery {retry} will be sent again.")
        return
    rows = listing.outbox(database, failed)
    nothing = "Nothing has failed." if failed else "It is empty."
    print_rows(rows, as_json, _message, nothing)


def _message(row: dict[str, Any]) -> str:
    line = f"{row['id']:>6}  {row['status']:8} {row['kind']:20} {row['to']}"
    return f"{line}  {row['error']}" if row["error"] else line


@convenor.command()
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), help="The file; default: backups/ in the data directory."
)
def backup(to: Path | None) -> None:
    """Copy the database into a file, while `convenor run` works with it."""
    from storage.backup import back_up

    settings = config.read()
    database = migrated(settings)
    ending = "db" if database.is_sqlite else "dump"
    name = f"convenor-{datetime.now(UTC):%Y%m%d-%H%M%S}.{ending}"
    to = to or settings.data_dir / "backups" / name
    back_up(database, to)
    click.echo(f"Backed up to {to} ({to.stat().st_size / 1e6:.1f} MB).")


@convenor.command()
@click.option("--url", help="Address under which Slack reaches the bot, https://...")
@click.option("--socket-mode", is_flag=True, help="For Socket Mode: no address is needed.")
def manifest(url: str | None, socket_mode: bool) -> None:
    """Print the Slack app manifest, to be pasted when the app is created."""
    from bot.slack.manifest import manifest as build

    if not url and not socket_mode:
        raise click.UsageError("Say --url https://..., or --socket-mode.")
    if url and not url.startswith("https://"):
        raise click.UsageError(f"{url} is not an address like https://convenor.example.gov.uk: Slack wants https.")
    click.echo(json.dumps(build(url, socket_mode), indent=2))


@convenor.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def doctor(as_json: bool) -> None:
    """Check token, scopes, channels, public address, clock and database, and say how to mend each fault."""
    from bot import doctor as checks

    findings = checks.examine(config.read())
    rows = [{"check": one.check, "ok": one.ok, "found": one.found, "mend": one.mend} for one in findings]
    print_rows(rows, as_json, checks.line, "")
    if not all(one.ok for one in findings):
        sys.exit(1)


def _chosen_for_slack(settings: Settings) -> tuple[str, ...]:
    """Return what is to be loaded; what Slack needs and what CONVENOR_LOAD names are refused together."""
    lines: list[str] = []
    found: tuple[str, ...] = ()
    try:
        config.check_for_slack(settings)
    except SettingsFault as fault:
        lines += fault.lines
    try:
        found = _chosen(settings)
    except SettingsFault as fault:
        lines += fault.lines
    if lines:
        raise SettingsFault(lines)
    return found


def _chosen(settings: Settings) -> tuple[str, ...]:
    from seed.load import chosen

    try:
        return chosen(settings.load)
    except LookupError as unknown:
        raise SettingsFault([f"CONVENOR_LOAD: {unknown.args[0]}"]) from None


convenor.add_command(import_documents)
convenor.add_command(export)
convenor.add_command(roll_forward)
convenor.add_command(people)
convenor.add_command(ask)
convenor.add_command(person)
convenor.add_command(workspace)
