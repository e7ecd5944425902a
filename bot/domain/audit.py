"""Who did what, when and from where: a line for every change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from storage import audit

Subject = tuple[str, str]
"""What something is about: (kind, id), such as ("action", "leicestershire-2024:T18")."""


@dataclass(frozen=True)
class Origin:
    """Where a change came from: slack, cli, job or setting, and the request that caused it."""

    door: str
    request_id: str | None = None


def record(
    db: Connection,
    did: str,
    subject: Subject,
    person_id: int | None,
    origin: Origin,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """Write one audit row; `details` holds ids and values, never private text."""
    audit.write(
        db,
        {
            "at": now,
            "person_id": person_id,
            "did": did,
            "subject_kind": subject[0],
            "subject_id": subject[1],
            "details": details or {},
            "origin": origin.door,
            "request_id": origin.request_id,
        },
    )
