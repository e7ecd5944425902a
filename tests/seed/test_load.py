"""Loading writes every fact once, and a second load writes nothing."""

import copy
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from seed import bundle
from seed.bundle import Json, needed_organisations, read
from seed.load import BUNDLED, Loaded, chosen, load
from storage import tables, updates
from storage.engine import Database
from storage.tables import metadata

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3)
T18 = "leicestershire-2024:T18"
MEETING = "lednet-2021-05-20"
PLAN = "leicestershire-2024"

PLANS = [read(one) for one in (PLAN, "local-london-2019")]
SECTIONS, ACTIONS = (sum(len(plan[name]) for plan in PLANS) for name in ("sections", "actions"))
ORGANISATIONS = {slug for one in BUNDLED for slug in needed_organisations(read(one))}
RECORDS = len(ORGANISATIONS) + 2 + SECTIONS + ACTIONS + 3 + 2 + 16
OF_PLAN = len(needed_organisations(PLANS[0])) + 1 + len(PLANS[0]["sections"]) + len(PLANS[0]["actions"])


def fill(database: Database, *ids: str, at: datetime = NOW, workspaces: tuple[str, ...] = ("T1",)) -> Loaded:
    with database.writing() as db:
        return load(db, ids or BUNDLED, workspaces, at)


def everything(database: Database) -> dict[str, list[Any]]:
    with database.reading() as db:
        return {
            table.name: sorted(repr(tuple(row)) for row in db.execute(select(table)))
            for table in metadata.sorted_tables
        }


def one(db: Connection, table: Any, **where: Any) -> Any:
    return db.execute(select(table).where(*(table.c[name] == value for name, value in where.items()))).one()


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that gives the facts of one bundle to change, as a newer version would hold them."""
    real = bundle._file
    changed: dict[str, Json] = {}
    monkeypatch.setattr(bundle, "_file", lambda name: changed.get(name) or real(name))
    return lambda name: changed.setdefault(name, copy.deepcopy(real(name)))


def test_what_a_setting_names() -> None:
    assert chosen("") == chosen(" none ") == ()
    assert chosen("examples") == BUNDLED
    assert chosen("lednet-2023, lednet-2021,,lednet-2023") == ("lednet-2023", "lednet-2021")


@pytest.mark.parametrize("text", ["lednet-1999", "none,lednet-2021", "lednet-2021,../x", "organisations"])
def test_an_unknown_id_is_refused_in_a_sentence_that_lists_what_there_is(text: str) -> None:
    with pytest.raises(LookupError, match=r"There is no bundled data called .*: choose none, .*lga-sets-2024\.$"):
        chosen(text)


def test_an_unknown_id_writes_nothing(database: Database) -> None:
    before = everything(database)
    with pytest.raises(LookupError, match="There is no bundled data called 'nothing'"):
        fill(database, "lednet-2021", "nothing")
    assert everything(database) == before


def test_everything_is_loaded_once(database: Database) -> None:
    assert fill(database) == Loaded(new=RECORDS, changed=0, same=0)
    before = everything(database)
    counts = {name: len(rows) for name, rows in before.items()}
    assert (counts["plans"], counts["sections"], counts["actions"]) == (2, SECTIONS, ACTIONS)
    assert counts["status_entries"] == sum(bool(action["stages"]) for action in PLANS[0]["actions"])
    assert (counts["programmes"], counts["learning_sets"], counts["events"]) == (3, 2, 16)
    assert (counts["plan_workspaces"], counts["programme_workspaces"]) == (2, 3)
    assert fill(database, at=LATER) == Loaded(new=0, changed=0, same=RECORDS)
    assert everything(database) == before


def test_one_by_one_is_the_same_as_all_at_once(database: Database) -> None:
    for bundle_id in BUNDLED:
        fill(database, bundle_id)
    before = everything(database)
    assert fill(database, at=LATER).same == RECORDS
    assert everything(database) == before


def test_only_the_organisations_that_are_needed_are_loaded(database: Database) -> None:
    fill(database, "lednet-2021")
    with database.reading() as db:
        row = db.execute(select(tables.organisations)).one()
        aliases = db.execute(select(tables.organisation_aliases)).all()
    assert (row.slug, row.name, row.kind, row.nation) == (
        "lednet",
        "London Environment Directors' Network",
        "network",
        "ENG",
    )
    assert [(alias.organisation_id, alias.folded, alias.alias) for alias in aliases] == [(row.id, "lednet", "LEDNet")]


def test_an_action_and_its_published_status(database: Database) -> None:
    fill(database)
    with database.reading() as db:
        action = one(db, tables.actions, id=T18)
        entry = one(db, tables.status_entries, action_id=T18)
        partners = db.execute(
            select(tables.organisations.c.name, tables.action_partners.c.position)
            .join(tables.action_partners)
            .where(tables.action_partners.c.action_id == T18)
            .order_by(tables.action_partners.c.position)
        ).all()
    assert (action.plan_slug, action.ref, action.ref_key, action.printed_ref) == (PLAN, "T18", "t18", "T18")
    assert (action.section_id, action.subsection) == (f"{PLAN}/transport", "Ultra Low Emission Vehicles")
    assert (action.role, action.objectives, action.outcomes, action.position) == ("Lead", ["5"], [], 30)
    assert (action.source_lines, action.uncertain, action.wording) == ("46", [], None)
    assert action.current_entry_id == entry.id
    assert (entry.kind, entry.state, entry.rag, entry.note) == ("published", "accepted", None, None)
    assert entry.stages == [{"stage": "Delivery", "qualifier": None}]
    assert (entry.as_of, entry.as_of_precision, entry.created_at) == (date(2024, 12, 31), "month", NOW)
    assert (entry.author_id, entry.corrects_id) == (None, None)
    assert [tuple(row) for row in partners] == [
        ("Midlands Connect", 1),
        ("Business", 2),
        ("Residents", 3),
        ("District Councils", 4),
    ]


def test_a_plan_without_status_has_no_entries(database: Database) -> None:
    fill(database, "local-london-2019")
    with database.reading() as db:
        action = one(db, tables.actions, id="local-london-2019:Policy and planning 1")
        plan = one(db, tables.plans, slug="local-london-2019")
        assert db.execute(select(tables.status_entries)).all() == []
    assert (action.ref_key, action.section_id) == ("policyandplanning1", "local-london-2019/policy-and-planning")
    assert (action.role, action.objectives, action.current_entry_id) == (None, None, None)
    assert action.outcomes == ["Resources and powers devolved"]
    assert (plan.starts_on, plan.ends_on, plan.published_on) == (date(2019, 1, 1), date(2021, 12, 31), None)
    assert (plan.roles, plan.stages, plan.uses_rag, plan.wants_review) == ([], [], False, False)


def test_a_session_and_a_meeting(database: Database) -> None:
    fill(database)
    with database.reading() as db:
        session = one(db, tables.events, id="lga-sets-2024:sp-thu-3")
        meeting = one(db, tables.events, id=MEETING)
        learning_set = one(db, tables.learning_sets, id="lga-sets-2024:sp-thu")
        programme = one(db, tables.programmes, slug="lga-sets-2024")
    assert (session.date, session.starts, session.ends) == (date(2024, 12, 12), time(10, 30), time(12, 0))
    assert (session.zone, session.place, session.learning_set_id) == (
        "Europe/London",
        "Microsoft Teams",
        "lga-sets-2024:sp-thu",
    )
    assert (learning_set.title, learning_set.position, learning_set.places) == ("Thursday set", 2, 6)
    assert (programme.kind, programme.reminders_from, programme.rules["waiting_list"]) == (
        "learning_sets",
        None,
        True,
    )
    assert (meeting.date, meeting.starts, meeting.ends) == (date(2021, 5, 20), None, None)
    assert (meeting.kind, meeting.status, meeting.theme) == ("meeting", "confirmed", "air quality and transport")
    assert (meeting.revision, meeting.known_from, meeting.updated_at) == (0, NOW, NOW)


def test_another_workspace_is_added_and_none_is_taken_away(database: Database) -> None:
    fill(database, "leicestershire-2024", "lednet-2021")
    fill(database, "leicestershire-2024", "lednet-2021", at=LATER, workspaces=("E2", "T3"))
    with database.reading() as db:
        plans = db.scalars(select(tables.plan_workspaces.c.workspace_id)).all()
        programmes = db.scalars(select(tables.programme_workspaces.c.workspace_id)).all()
    assert sorted(plans) == sorted(programmes) == ["E2", "T1", "T3"]


def test_without_workspaces_nobody_sees_it(database: Database) -> None:
    fill(database, workspaces=())
    assert everything(database)["plan_workspaces"] == []


def test_an_entry_of_a_person_stays_the_current_one(database: Database, newer: Any) -> None:
    fill(database, PLAN)
    mine = person_updates(database, T18)
    action_of(newer(PLAN), "T18")["stages"] = [{"stage": "Complete", "qualifier": None}]
    before = [row for row in everything(database)["status_entries"] if "update" in row]
    assert fill(database, PLAN, at=LATER).changed == 1
    assert [row for row in everything(database)["status_entries"] if "update" in row] == before
    with database.reading() as db:
        assert one(db, tables.actions, id=T18).current_entry_id == mine


def person_updates(database: Database, action_id: str) -> int:
    """Let a person update an action; return the entry's id."""
    with database.writing() as db:
        person = db.execute(insert(tables.people).values(workspace_id="T1", user_id="U1", created_at=NOW))
        return updates.append(
            db,
            {
                "action_id": action_id,
                "kind": "update",
                "stages": [{"stage": "Delivery", "qualifier": None}],
                "rag": "Green",
                "as_of": date(2024, 12, 31),
                "as_of_precision": "day",
                "state": "accepted",
                "author_id": person.inserted_primary_key[0],
                "created_at": NOW,
            },
        )


def test_a_later_publication_counts_before_an_older_answer(database: Database, newer: Any) -> None:
    """contracts.md: the current status is the entry with the latest `as_of`."""
    fill(database, PLAN)
    mine = person_updates(database, T18)
    facts = newer(PLAN)
    facts["published_on"] = "2025-12-31"
    fill(database, PLAN, at=LATER)
    with database.reading() as db:
        current = one(db, tables.actions, id=T18).current_entry_id
        assert current != mine
        assert one(db, tables.status_entries, id=current).as_of == date(2025, 12, 31)


def action_of(facts: Json, ref: str) -> Json:
    found: Json = next(action for action in facts["actions"] if action["ref"] == ref)
    return found


def test_a_corrected_published_status_is_a_new_entry(database: Database, newer: Any) -> None:
    fill(database, PLAN)
    action_of(newer(PLAN), "T18")["stages"] = [{"stage": "Complete", "qualifier": None}]
    with database.writing() as db:
        db.execute(update(tables.status_entries).values(note="from an import"))
    assert fill(database, PLAN, at=LATER) == Loaded(new=0, changed=1, same=OF_PLAN - 1)
    with database.reading() as db:
        table = tables.status_entries
        old, new = db.execute(select(table).where(table.c.action_id == T18).order_by(table.c.id)).all()
        assert one(db, tables.actions, id=T18).current_entry_id == new.id
    assert (new.corrects_id, new.stages[0]["stage"], new.created_at) == (old.id, "Complete", LATER)
    assert (new.note, old.stages[0]["stage"]) == ("from an import", "Delivery")


def test_a_newer_bundle_changes_facts_and_leaves_the_rest(database: Database, newer: Any) -> None:
    fill(database, PLAN)
    with database.writing() as db:
        db.execute(update(tables.actions).values(wording="official", next_due_at=NOW))
    action = action_of(newer(PLAN), "T18")
    action["title"], action["partners"] = "Another title", ["residents", "adept"]
    action_of(newer(PLAN), "T19")["partners"] = ["residents"]
    assert fill(database, PLAN, at=LATER) == Loaded(new=0, changed=2, same=OF_PLAN - 2)
    with database.reading() as db:
        row = one(db, tables.actions, id=T18)
        partners = select(tables.organisations.c.slug).join(tables.action_partners)
        partners = partners.where(tables.action_partners.c.action_id == T18)
        slugs = db.scalars(partners.order_by(tables.action_partners.c.position)).all()
    assert (row.title, row.wording, row.next_due_at) == ("Another title", "official", NOW)
    assert list(slugs) == ["residents", "adept"]
    before = everything(database)
    assert fill(database, PLAN, at=LATER + timedelta(days=1)).same == OF_PLAN
    assert everything(database) == before


def test_a_date_that_moved_gets_the_next_revision(database: Database, newer: Any) -> None:
    fill(database, "lednet-2021")
    with database.writing() as db:
        db.execute(update(tables.programmes).values(reminders_from=NOW))
    first, second, *_ = newer("lednet-2021")["events"]
    first["date"], second["title"] = "2021-05-21", "Another title"
    assert fill(database, "lednet-2021", at=LATER) == Loaded(new=0, changed=2, same=5)
    with database.reading() as db:
        moved, renamed = one(db, tables.events, id=MEETING), one(db, tables.events, id="lednet-2021-07-29")
        untouched = one(db, tables.events, id="lednet-2021-10-06")
        assert one(db, tables.programmes, slug="lednet-2021").reminders_from == NOW
    assert (moved.date, moved.revision, moved.known_from, moved.updated_at) == (date(2021, 5, 21), 1, LATER, LATER)
    assert (renamed.revision, renamed.known_from, renamed.updated_at) == (1, NOW, LATER)
    assert (untouched.revision, untouched.updated_at) == (0, NOW)


def test_what_people_changed_since_stays(database: Database) -> None:
    fill(database)
    with database.writing() as db:
        db.execute(
            update(tables.events).where(tables.events.c.id == MEETING).values(date=date(2021, 5, 27), revision=1)
        )
        db.execute(delete(tables.organisation_aliases).where(tables.organisation_aliases.c.folded == "wpd"))
    before = everything(database)
    fill(database, at=LATER)
    assert everything(database) == before


def test_a_new_alias_changes_its_organisation(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(database, "lednet-2021")
    known = copy.deepcopy(bundle.organisations())
    known["lednet"]["aliases"].append("The  LEDNet group")
    monkeypatch.setattr("seed.load.organisations", lambda: known)
    assert fill(database, "lednet-2021", at=LATER) == Loaded(new=0, changed=1, same=6)
    with database.reading() as db:
        aliases = db.scalars(select(tables.organisation_aliases.c.folded)).all()
    assert sorted(aliases) == ["lednet", "lednet group"]


def test_each_load_that_writes_is_in_the_audit_log(database: Database) -> None:
    fill(database, PLAN, "lednet-2021")
    fill(database, PLAN, "lednet-2021", at=LATER)
    with database.reading() as db:
        rows = db.execute(select(tables.audit).order_by(tables.audit.c.id)).all()
    assert [(row.did, row.subject_kind, row.subject_id, row.at, row.person_id, row.origin) for row in rows] == [
        ("seed.loaded", "plan", PLAN, NOW, None, "setting"),
        ("seed.loaded", "programme", "lednet-2021", NOW, None, "setting"),
    ]


def test_a_fault_in_the_middle_leaves_nothing(database: Database, newer: Any) -> None:
    newer("lednet-2021")["events"][2]["kind"] = "picnic"
    before = everything(database)
    with pytest.raises(IntegrityError):
        fill(database, PLAN, "lednet-2021")
    assert everything(database) == before


def test_two_that_start_together_load_once(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = [future.result() for future in [pool.submit(fill, database) for _ in range(4)]]
    assert sorted(loaded.new for loaded in found) == [0, 0, 0, RECORDS]
    assert sorted(loaded.same for loaded in found) == [0, RECORDS, RECORDS, RECORDS]
