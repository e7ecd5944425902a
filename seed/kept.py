"""What people decided by hand: no import and no newer bundle changes it."""

from sqlalchemy import Connection

from storage import corrections, reviews

WITHDRAWN = "withdrawn"
"""The corrected field of an action that a person withdrew, brought back or added: imports leave that alone."""


def kept_fields(db: Connection, kind: str) -> dict[str, set[str]]:
    """Return the fields that people corrected or settled, by the id of each subject of a kind."""
    kept = {subject: set(fields) for subject, fields in corrections.fields(db, kind).items()}
    for row in reviews.settled(db, kind):
        kept.setdefault(row.subject_id, set()).add(row.field)
    return kept
