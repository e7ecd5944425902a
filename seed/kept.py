"""What people decided by hand: no import and no newer bundle changes it."""

from sqlalchemy import Connection

from storage import corrections, reviews

WITHDRAWN = "withdrawn"
"""The corrected field of an action that a person withdrew, brought back or added: imports leave that alone."""

COLUMNS = {"section": "section_id"}
"""Where a field that is to be checked has another name than its column."""


def kept_fields(db: Connection, kind: str) -> dict[str, set[str]]:
    """Return the fields that people corrected or settled, by the id of each subject of a kind."""
    kept = {subject: set(fields) for subject, fields in corrections.fields(db, kind).items()}
    for row in reviews.settled(db, kind):
        kept.setdefault(row.subject_id, set()).update((row.field, COLUMNS.get(row.field, row.field)))
    return kept


def withdrawn_partners(db: Connection) -> set[str]:
    """Return the slugs of organisations that a person took out of all actions."""
    return {slug for slug, fields in corrections.fields(db, "organisation").items() if fields.get(WITHDRAWN)}
