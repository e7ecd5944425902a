"""Dates, people and statuses in the words that officers use."""

from datetime import date, datetime, time

from bot.domain.actions import Author, Stage, Status
from bot.domain.clock import local
from bot.views.blocks import escape


def day(value: date) -> str:
    """Return "Thursday 20 May 2021"."""
    return f"{value:%A} {value.day} {value:%B %Y}"


def short_day(value: date) -> str:
    """Return "20 May 2021"."""
    return f"{value.day} {value:%B %Y}"


def as_of(value: date, precision: str) -> str:
    """Return a date no more exact than it is known: "December 2024"."""
    return {"year": f"{value:%Y}", "month": f"{value:%B %Y}"}.get(precision, short_day(value))


def when(on: date, starts: time | None, ends: time | None) -> str:
    """Return day and times: "Tuesday 5 November 2024, 10:30 to 12:00"."""
    if starts is None:
        return f"{day(on)} (time not known yet)"
    return f"{day(on)}, {starts:%H:%M}" + (f" to {ends:%H:%M}" if ends else "")


def local_day(value: datetime, zone: str) -> str:
    """Return "20 May 2021" of a moment, in local time."""
    return short_day(local(value, zone).date())


def moment_of(value: datetime, zone: str) -> str:
    """Return "20 May 2021, 10:30" in local time."""
    there = local(value, zone)
    return f"{short_day(there.date())}, {there:%H:%M}"


def person(author: Author) -> str:
    """Return a mention where there is a Slack id, else the name."""
    if author.user_id:
        return f"<@{author.user_id}>"
    return escape(author.name) if author.name else "somebody who has left"


def plain_person(author: Author) -> str:
    """Return a name for where a mention cannot stand: an option of a menu."""
    return author.name or author.user_id or "somebody who has left"


def people(authors: tuple[Author, ...]) -> str:
    """Return people in a row."""
    return ", ".join(person(one) for one in authors)


def stages(values: tuple[Stage, ...]) -> str:
    """Return stages in a row, each with the part it is about: "Delivery (MMLe), Discovery"."""
    return escape(plain_stages(values))


def plain_stages(values: tuple[Stage, ...]) -> str:
    """Return the same for where nothing is to be escaped: a web page, a spreadsheet."""
    named = (f"{one.stage} ({one.qualifier})" if one.qualifier else one.stage for one in values)
    return ", ".join(named) or "not given"


def rag(value: str | None) -> str:
    """Return the RAG as a word."""
    return value or "not given"


def by_whom(status: Status, zone: str) -> str:
    """Return where a status comes from: "published, December 2024", "<@U1>, 20 May 2021" or "no change, <@U1>, ..."."""
    if status.author is None:
        return f"published, {as_of(status.as_of, status.precision)}"
    kind = "no change, " if status.kind == "no_change" else ""
    return f"{kind}{person(status.author)}, {short_day(local(status.created_at, zone).date())}"


def count(number: int, noun: str) -> str:
    """Return "1 action" or "3 actions"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def lines(value: str) -> str:
    """Return "line 24", or "lines 133 to 134" of "133-134"."""
    first, dash, last = value.partition("-")
    return f"lines {first} to {last}" if dash else f"line {value}"
