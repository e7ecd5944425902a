"""What documents repeat from the code: `make fix` writes it, `test_documents.py` holds it.

`python -m tests.house.generated` reports what differs (exit code 1), `--write` brings it in line.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from click import Command
from sqlalchemy import Table

from bot.cli import convenor
from bot.config import Settings
from bot.domain.roles import MAY, SCOPES
from bot.slack import features
from bot.slack.manifest import EXAMPLE_URL, manifest
from jobs.housekeeping import KEEP_DRAFTS, KEEP_GESTURES, KEEP_PAYLOADS
from storage.tables import metadata
from tests.house.source import ROOT

FOR_EVER = "for ever"

KEPT = {
    "workspaces": "the row for ever; the token until the app is uninstalled or the token revoked",
    "people": f"{FOR_EVER}; a name can be blanked",
    "deliveries": f"{FOR_EVER}; what it was drawn from is cleared {KEEP_PAYLOADS.days} days after it was sent",
    "seen": f"{KEEP_GESTURES.days} days",
    "assignments": f"{FOR_EVER}: ended roles stay, with their dates",
    "follows": "until the person stops following",
    "channels": "until a coordinator unties it",
    "reminders": f"{FOR_EVER}: sent, superseded or missed, each with its reason",
    "heartbeats": f"{FOR_EVER}: one row",
    "planning_marks": "until the next planning, some seconds later",
    "leaves": "30 days after they end",
    "drafts": f"until the update is saved or the draft thrown away; {KEEP_DRAFTS.days} days at most",
    "rates": f"{FOR_EVER}: one row a channel",
}
"""How long the rows of a table are kept, where it is not for ever."""

Rows = Iterable[Sequence[str]]


@dataclass(frozen=True)
class Part:
    """One generated part: the file it stands in, its name in the markers there, and what it says."""

    path: str
    name: str
    make: Callable[[], str]


def settings() -> str:
    """Return the table of settings."""
    rows = [
        (f"`{field.validation_alias}`", _default(field.default), field.description or "")
        for field in Settings.model_fields.values()
    ]
    return _table(("Variable", "Default", "What for"), rows)


def commands() -> str:
    """Return the table of slash commands."""
    rows = [(f"`{f'{name} {usage}'.strip()}`", text) for name, usage, text in features.COMMANDS]
    return _table(("Command", "What it does"), rows)


def roles() -> str:
    """Return the table of roles."""
    rows = []
    for role, subjects in SCOPES.items():
        deeds = [deed for deed, holders in MAY.items() if role in holders]
        given_for = "everything" if subjects == ("all",) else " or ".join(subjects)
        rows.append((role, given_for, "; ".join(deeds) or "read, like everybody"))
    return _table(("Role", "Given for", "May"), rows)


def command_line() -> str:
    """Return the table of what can be typed in a terminal."""
    rows = [(f"`convenor {name}`", (command.help or "").splitlines()[0]) for name, command in _commands()]
    return _table(("Command", "What it does"), rows)


def scopes() -> str:
    """Return the table of scopes with their reasons."""
    rows = [(f"`{scope}`", "needed", reason) for scope, reason in sorted(features.SCOPES.items())]
    rows += [(f"`{scope}`", "optional", reason) for scope, reason in sorted(features.OPTIONAL_SCOPES.items())]
    return _table(("Scope", "", "What for"), rows)


def stored() -> str:
    """Return the table of what is kept, and for how long."""
    rows = [(f"`{table.name}`", table.comment or "", KEPT.get(table.name, FOR_EVER)) for table in _tables()]
    return _table(("Table", "What", "How long"), rows)


PARTS = (
    Part("README.md", "settings", settings),
    Part("README.md", "commands", commands),
    Part("README.md", "roles", roles),
    Part("README.md", "command line", command_line),
    Part("docs/security.md", "scopes", scopes),
    Part("docs/security.md", "stored", stored),
)

MANIFEST = "bot/slack/manifest.json"


def wanted(root: Path = ROOT) -> dict[str, str]:
    """Return every file with a generated part as it should be, by its path; LookupError without its markers."""
    found = {part.path: (root / part.path).read_text(encoding="utf-8") for part in PARTS}
    for part in PARTS:
        found[part.path] = _put(found[part.path], part)
    return found | {MANIFEST: json.dumps(manifest(EXAMPLE_URL), indent=2) + "\n"}


def outdated(root: Path = ROOT) -> list[str]:
    """Return the paths of the files that differ from what they should be."""
    return [path for path, text in wanted(root).items() if not _is(root / path, text)]


def write(root: Path = ROOT) -> list[str]:
    """Bring every file in line; return the paths of those that differed."""
    changed = outdated(root)
    for path, text in wanted(root).items():
        if path in changed:
            (root / path).write_text(text, encoding="utf-8")
    return changed


def main(arguments: Sequence[str]) -> int:
    """Report, or write with --write; return the exit code."""
    if "--write" in arguments:
        for path in write():
            print(f"written: {path}")
        return 0
    found = outdated()
    for path in found:
        print(f"out of date: {path} (make fix)")
    return 1 if found else 0


def _put(text: str, part: Part) -> str:
    pattern = re.compile(rf"(<!-- generated: {part.name} -->\n).*?(<!-- end: {part.name} -->)", re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise LookupError(f"{part.path} needs the markers of “{part.name}” once")
    return pattern.sub(lambda found: f"{found[1]}\n{part.make()}\n{found[2]}", text)


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def _default(value: object) -> str:
    if value is None or value == ():
        return ""
    return f"`{value}`"


def _commands() -> list[tuple[str, Command]]:
    return sorted(convenor.commands.items())


def _tables() -> list[Table]:
    return sorted(metadata.tables.values(), key=lambda table: table.name)


def _table(head: Sequence[str], rows: Rows) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
