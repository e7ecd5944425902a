"""What an import did, for the terminal and as JSON (contracts.md, "Command line")."""

from collections.abc import Iterable
from typing import Any

from bot.domain.imports import Columns, Record, Report, ToCheck, named

SHOWN = 40
"""Changed or refused records on a screen; all of them are in the JSON."""

LONGEST = 60
FIELDS = {"wording": "action", "subsection": "sub-section", "stages": "stage", "rag": "RAG"}
"""Fields by the words of people, where they are others."""

NOUNS = {
    "organisations": ("organisation", "organisations"),
    "plans": ("plan", "plans"),
    "sections": ("section", "sections"),
    "actions": ("action", "actions"),
    "programmes": ("programme", "programmes"),
    "learning_sets": ("learning set", "learning sets"),
    "events": ("event", "events"),
}


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as the row of its JSON; `changes` and `refusals` say of which records."""
    return {
        "new": report.count("new"),
        "changed": report.count("changed"),
        "same": report.count("same"),
        "refused": len(report.refused),
        "review": checks_as_json(report.review),
        "changes": [_change(record) for record in report.records if record.fate != "same"],
        "columns": [_columns(one) for one in report.columns],
        "refusals": [{"file": one.file, "lines": one.lines, "reason": one.reason} for one in report.refused],
    }


def as_text(report: Report, dry_run: bool, listed: bool) -> str:
    """Return the report for people: counts, differences from old to new, and what is to be checked."""
    taken = [line for one in report.columns for line in _taken(one)]
    if report.refused:
        more = [f"… and {len(report.refused) - SHOWN:,} more."] if len(report.refused) > SHOWN else []
        return "\n".join([*taken, *map(str, report.refused[:SHOWN]), *more, "Nothing was imported."])
    lines = [*taken, *(_counted(kind, counts) for kind, counts in report.counts().items())]
    changed = [record for record in report.records if record.fate == "changed"]
    lines += [line for record in changed[:SHOWN] for line in _differences(record)]
    if len(changed) > SHOWN:
        lines.append(f"… and {len(changed) - SHOWN:,} more changed records: --json has them all.")
    if listed:
        lines += ["", checks(report.review)]
    elif report.review:
        lines.append(f"{len(report.review):,} to check: --review lists them with their lines.")
    if dry_run:
        lines.append("This was a trial: nothing was written.")
    return "\n".join(lines)


def checks(items: Iterable[ToCheck]) -> str:
    """Return what is to be checked, each beside the lines of the document it was read from."""
    shown = [f"{_place(one)}: {one.reason}\n{_indented(one.text)}" for one in items]
    return "\n".join(shown) or "Nothing is to be checked."


def checks_as_json(items: Iterable[ToCheck]) -> list[dict[str, Any]]:
    """Return what is to be checked as rows."""
    return [{"ref": one.ref, "field": one.field, "lines": one.lines, "reason": one.reason} for one in items]


def _columns(one: Columns) -> dict[str, Any]:
    return {"file": one.document, "lines": one.lines, "columns": dict(one.used), "unused": list(one.unused)}


def _taken(one: Columns) -> list[str]:
    """Say what the columns of a table were taken for, and how to change that."""
    pairs = [f"  {FIELDS.get(name, name)}: {heading}" for name, heading in one.used.items()]
    unused = [f"  not read: {', '.join(one.unused)}"] if one.unused else []
    head = f"{one.document}: headings in {named(one.lines)}. Name another with --map, as in --map stage=Phase."
    return [head, *pairs, *unused]


def _change(record: Record) -> dict[str, Any]:
    fields = {name: {"old": _plain(old), "new": _plain(new)} for name, (old, new) in record.fields.items()}
    return {"kind": NOUNS[record.kind][0], "id": record.id, "fate": record.fate, "fields": fields}


def _counted(kind: str, counts: Any) -> str:
    total = sum(counts.values())
    fates = ", ".join(f"{counts[fate]:,} {fate}" for fate in ("new", "changed", "same") if counts[fate])
    return f"{total:,} {NOUNS[kind][total != 1]}: {fates}"


def _differences(record: Record) -> list[str]:
    fields = dict(record.fields)
    head = {(False, True): " is no longer in the plan: marked as withdrawn", (True, False): " is in the plan again"}
    first = record.id + head.get(fields.pop("withdrawn", (None, None)), "")
    return [first, *(f"  {name}: {_short(old)} -> {_short(new)}" for name, (old, new) in fields.items())]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str | list | dict) else str(value)


def _short(value: Any) -> str:
    """Return a value on one line: "not given", names in a row, or the beginning of a text."""
    if value in (None, [], ""):
        return "not given"
    if isinstance(value, list):
        value = ", ".join(_stage(one) if isinstance(one, dict) else str(one) for one in value)
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _stage(one: dict[str, Any]) -> str:
    name = str(one.get("stage") or one.get("title") or one)
    return f"{name} ({one['qualifier']})" if one.get("qualifier") else name


def _place(one: ToCheck) -> str:
    what = ", ".join(word for word in (one.ref, one.field) if word)
    return f"{one.document}, {named(one.lines)}" + (f" ({what})" if what else "")


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
