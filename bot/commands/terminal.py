"""What every command needs: a time typed by a person, the database, rows printed for people or as JSON."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from bot import config
from bot.config import CannotStart, Settings


class Moment(click.ParamType[datetime]):
    """A time like 2021-05-13T09:00; without an offset it is London's (or CONVENOR_TIMEZONE's)."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value} is not a time like 2021-05-13T09:00", param, ctx)
        zone = ZoneInfo(config.read().timezone)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def opened(settings: Settings) -> Any:
    """Return the database, which is closed when the command ends."""
    from storage.engine import Database

    database = Database(settings.database)
    click.get_current_context().call_on_close(database.close)
    return database


def migrated(settings: Settings) -> Any:
    """Return the database; raises CannotStart where it is not at this version's schema."""
    from storage import migrate as migrations

    database = opened(settings)
    if not migrations.is_current(database):
        raise CannotStart("The database is not at this version's schema. Run `convenor migrate` first.")
    return database


def print_rows(rows: list[dict[str, Any]], as_json: bool, line: Callable[[dict[str, Any]], str], empty: str) -> None:
    """Print rows as JSON, or each as a line; `empty` where there is none."""
    if as_json:
        print_json(rows)
    else:
        click.echo("\n".join(line(row) for row in rows) or empty)


def print_json(value: Any) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
