"""What an import of people did, for a terminal and for machines."""

from collections import Counter
from typing import Any

from bot.domain.people_import import Report
from bot.views import words
from bot.views.people import role_word

LISTED = 30


def as_text(report: Report, is_preview: bool, note: str = "") -> str:
    """Return the report for a person to read."""
    first = "Nothing was written: this is what would be done." if is_preview else "Done."
    counted = Counter(role for _, role, _ in report.given)
    roles = ", ".join(words.count(number, role_word(role)) for role, number in counted.items()) or "nobody new"
    lines = [first, f"Assigned: {roles}. Already so: {report.same}. Ended: {report.ended}."]
    lines += _listed("Assigned", [f"{ref}: {email} as {role_word(role)}" for ref, role, email in report.given])
    lines += _listed("Not found on Slack (kept as people without Slack; ask them yourself)", report.without_slack)
    lines += _listed("To be looked at", [f"line {line}: {sentence}" for line, sentence in report.doubts])
    return "\n".join([*lines, *([note] if note else [])])


def as_json(report: Report, is_preview: bool) -> dict[str, Any]:
    """Return the same for machines."""
    return {
        "dry_run": is_preview,
        "given": [{"ref": ref, "role": role, "email": email} for ref, role, email in report.given],
        "same": report.same,
        "ended": report.ended,
        "without_slack": list(report.without_slack),
        "doubts": [{"line": line, "reason": sentence} for line, sentence in report.doubts],
    }


def _listed(title: str, found: Any) -> list[str]:
    if not found:
        return []
    more = [f"  and {len(found) - LISTED} more"] if len(found) > LISTED else []
    return [f"{title}:", *(f"  {one}" for one in found[:LISTED]), *more]
