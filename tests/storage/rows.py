"""One row for each table, each naming the others: the least that a full database holds."""

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, func, insert, select

from storage.tables import metadata

NOW = datetime(2024, 12, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()

ROWS: dict[str, dict[str, Any]] = {
    "workspaces": {"team_id": "T1", "name": "Council", "bot_token": b"sealed", "installed_at": NOW},
    "organisations": {"id": 1, "slug": "leicestershire", "name": "Leicestershire", "kind": "council"},
    "organisation_aliases": {"organisation_id": 1, "folded": "lcc", "alias": "LCC"},
    "people": {
        "id": 1,
        "workspace_id": "T1",
        "user_id": "U1",
        "team_id": "T1",
        "organisation_id": 1,
        "name": "Transport officer",
        "created_at": NOW,
    },
    "assignments": {
        "id": 1,
        "person_id": 1,
        "role": "officer",
        "subject_kind": "action",
        "subject_id": "leicestershire-2024:T18",
        "from_at": NOW,
        "given_by_id": 1,
    },
    "follows": {
        "person_id": 1,
        "subject_kind": "event",
        "subject_id": "lednet-2021-05-20",
        "created_at": NOW,
    },
    "channels": {
        "team_id": "T1",
        "channel_id": "C1",
        "subject_kind": "plan",
        "subject_id": "leicestershire-2024",
        "created_at": NOW,
        "created_by_id": 1,
    },
    "plans": {
        "slug": "leicestershire-2024",
        "title": "Net zero action plan",
        "organisation_id": 1,
        "roles": ["Lead", "Ask", "Influence"],
        "stages": ["Discovery", "Design", "Delivery", "Complete"],
        "uses_rag": False,
        "wants_review": False,
    },
    "plan_workspaces": {"plan_slug": "leicestershire-2024", "workspace_id": "T1"},
    "sections": {
        "id": "leicestershire-2024/transport",
        "plan_slug": "leicestershire-2024",
        "title": "Transport",
        "position": 1,
    },
    "actions": {
        "id": "leicestershire-2024:T18",
        "plan_slug": "leicestershire-2024",
        "ref": "T18",
        "ref_key": "t18",
        "printed_ref": "T18",
        "section_id": "leicestershire-2024/transport",
        "position": 18,
        "title": "Shared cars",
        "outcomes": [],
        "uncertain": [],
        "current_entry_id": 1,
    },
    "action_partners": {"action_id": "leicestershire-2024:T18", "organisation_id": 1, "position": 1},
    "status_entries": {
        "id": 1,
        "action_id": "leicestershire-2024:T18",
        "kind": "update",
        "stages": [{"stage": "Design", "qualifier": None}],
        "rag": "Amber",
        "note": "Tender is out – replies by May",
        "as_of": TODAY,
        "as_of_precision": "day",
        "state": "submitted",
        "author_id": 1,
        "corrects_id": 1,
        "created_at": NOW,
    },
    "search_entries": {
        "id": 1,
        "action_id": "leicestershire-2024:T18",
        "title": "electric vehicl",
        "wording": "develop strategy",
        "note": "",
    },
    "search_words": {"word": "strategy"},
    "action_facets": {
        "facet": "stage",
        "value": "Design",
        "plan_slug": "leicestershire-2024",
        "position": 1,
        "action_id": "leicestershire-2024:T18",
    },
    "glossary": {
        "id": 1,
        "words": ["EV", "electric vehicle"],
        "workspace_id": "T1",
        "added_by_id": 1,
        "created_at": NOW,
    },
    "review_items": {
        "id": 1,
        "subject_kind": "action",
        "subject_id": "leicestershire-2024:T18",
        "plan_slug": "leicestershire-2024",
        "ref": "T18",
        "field": "partners",
        "reason": "The cell holds a role as well.",
        "document": "plan.txt",
        "lines": "41-43",
        "source": "T18",
        "reading": ["leicestershire"],
        "state": "settled",
        "settled_value": [],
        "settled_by_id": 1,
        "settled_at": NOW,
        "created_at": NOW,
    },
    "corrections": {
        "id": 1,
        "subject_kind": "action",
        "subject_id": "leicestershire-2024:T18",
        "field": "title",
        "value": "Shared cars and vans",
        "reason": "The title left the vans out",
        "person_id": 1,
        "at": NOW,
    },
    "programmes": {
        "slug": "lednet-2021",
        "title": "LEDNet",
        "organisation_id": 1,
        "kind": "meetings",
        "themes": [],
        "rules": {},
    },
    "programme_workspaces": {"programme_slug": "lednet-2021", "workspace_id": "T1"},
    "learning_sets": {
        "id": "lga-sets-2024:sp-tue",
        "programme_slug": "lednet-2021",
        "title": "Tuesday set",
        "position": 1,
        "places": 9,
    },
    "events": {
        "id": "lednet-2021-05-20",
        "programme_slug": "lednet-2021",
        "learning_set_id": "lga-sets-2024:sp-tue",
        "kind": "meeting",
        "title": "LEDNet meeting",
        "date": date(2021, 5, 20),
        "starts": time(10, 30),
        "zone": "Europe/London",
        "status": "confirmed",
        "revision": 0,
        "known_from": NOW,
        "updated_at": NOW,
    },
    "deliveries": {
        "id": 1,
        "key": "digest:1:2024-12-02",
        "kind": "digest",
        "team_id": "T1",
        "person_id": 1,
        "payload": {"items": [1]},
        "status": "pending",
        "due_at": NOW,
        "next_attempt_at": NOW,
        "created_at": NOW,
    },
    "reminders": {
        "id": 1,
        "rule": "meeting",
        "subject_kind": "event",
        "subject_id": "lednet-2021-05-20",
        "occurrence": "2021-05-20",
        "recipient": "person:1",
        "revision": 0,
        "person_id": 1,
        "team_id": "T1",
        "due_at": NOW,
        "status": "planned",
        "delivery_id": 1,
        "created_at": NOW,
    },
    "rates": {"bucket": "T1 chat.postMessage", "allowance": 1.5, "refilled_at": NOW},
    "seen": {"gesture": "Ev1", "answer": {"ref": "T18"}, "created_at": NOW},
    "audit": {
        "id": 1,
        "at": NOW,
        "person_id": 1,
        "did": "update.saved",
        "subject_kind": "action",
        "subject_id": "leicestershire-2024:T18",
        "details": {"entry": 1},
        "origin": "slack",
        "request_id": "r1",
    },
}


def fill(db: Connection) -> None:
    """Insert a row into every table."""
    for table in metadata.sorted_tables:
        db.execute(insert(table).values(ROWS[table.name]))


def counts(db: Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    return {
        table.name: db.execute(select(func.count()).select_from(table)).scalar_one() for table in metadata.sorted_tables
    }
