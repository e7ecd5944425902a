"""`convenor import` and `convenor export` through the command line, on both databases."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.domain import workspaces
from bot.domain.workspaces import Vault
from seed import importing, plans
from seed.importers.draft import Draft
from seed.load import load
from storage import corrections, reviews, tables, updates
from storage.engine import Database
from storage.tables import metadata
from tests.bot.commanding import Ended, call
from tests.seed.plan_document import ACTIONS, write

NOW = datetime(2031, 4, 1, 9, 0, tzinfo=UTC)
PLAN = "leicestershire-2031"
OBJECTIVES, WORDING, ROLE, PARTNERS, STAGE, RAG, NOTE = range(1, 8)

ACTION = ["plan", "ref", "section", "subsection", "objectives", "role", "stages", "rag", "partners"]
ACTION += ["title", "wording", "note", "outcomes", "source", "uncertain"]
MEETING = ["id", "programme", "date", "start", "end", "zone", "title", "theme", "kind", "provisional"]

Command = Callable[..., Ended]


@pytest.fixture
def convenor(database_url: str, tmp_path: Path) -> Command:
    """Return a function that calls the command line on this test's database."""
    settings = {"CONVENOR_DATABASE_URL": database_url, "CONVENOR_SECRET_KEY": "k", "CONVENOR_DATA_DIR": str(tmp_path)}
    return lambda *arguments: call(*arguments, **settings)


def everything(database: Database) -> dict[str, list[Any]]:
    with database.reading() as db:
        return {
            table.name: sorted(repr(tuple(row)) for row in db.execute(select(table)))
            for table in metadata.sorted_tables
        }


def one(database: Database, table: Any, **where: Any) -> Any:
    with database.reading() as db:
        return db.execute(select(table).where(*(table.c[name] == value for name, value in where.items()))).one()


def counts(ended: Ended) -> tuple[int, int, int]:
    assert (ended.code, ended.rows["refused"]) == (0, 0)
    return ended.rows["new"], ended.rows["changed"], ended.rows["same"]


def changed(ended: Ended) -> dict[str, dict[str, tuple[Any, Any]]]:
    return {
        row["id"].partition(":")[2]: {name: (pair["old"], pair["new"]) for name, pair in row["fields"].items()}
        for row in ended.rows["changes"]
        if row["fate"] == "changed"
    }


def exported(convenor: Command) -> dict[str, dict[str, Any]]:
    return {row["ref"]: row for row in convenor("export", "actions", "--json").rows}


def somebody(database: Database) -> int:
    with database.writing() as db:
        row = {"workspace_id": "T1", "user_id": "U1", "created_at": NOW}
        return int(db.execute(insert(tables.people).values(row).returning(tables.people.c.id)).scalar_one())


# --- a plan comes in, and again ------------------------------------------------------------------------------


def test_a_plan_is_imported_once(convenor: Command, database: Database, tmp_path: Path) -> None:
    path = write(tmp_path)
    first = convenor("import", path, "--json")
    assert list(first.rows)[:5] == ["new", "changed", "same", "refused", "review"]
    assert counts(first) == (3 + 1 + 2 + 6, 0, 0)
    assert [(row["ref"], row["field"], row["lines"]) for row in first.rows["review"]] == [("T2", "partners", "6")]
    before = everything(database)
    assert counts(convenor("import", path, "--json")) == (0, 0, 12)
    assert everything(database) == before


def test_what_was_imported_is_exported(convenor: Command, tmp_path: Path) -> None:
    convenor("import", write(tmp_path))
    row = exported(convenor)["T4"]
    assert list(row) == ACTION
    assert (row["plan"], row["section"], row["subsection"], row["objectives"]) == (PLAN, "Transport", None, ["All"])
    assert (row["role"], row["stages"], row["rag"], row["partners"]) == (
        "Influence",
        ["Complete"],
        "Amber",
        ["District Councils"],
    )
    assert (row["wording"], row["note"], row["outcomes"]) == ("Plan for empty buses.", "It is done.", [])
    assert row["source"] == {"document": "plan.txt", "lines": "8"}
    assert (row["uncertain"], exported(convenor)["T2"]["uncertain"]) == ([], ["partners"])
    partners = {row["name"]: row for row in convenor("export", "partners", "--json").rows}
    assert partners["District Councils"]["actions"] == ["T1", "T4", "R2"]
    assert list(partners["District Councils"]) == ["name", "aliases", "actions"]


def test_the_note_is_in_a_published_entry_of_its_month(convenor: Command, database: Database, tmp_path: Path) -> None:
    convenor("import", write(tmp_path))
    entry = one(database, tables.status_entries, action_id=f"{PLAN}:T1")
    assert (entry.kind, entry.note, entry.as_of, entry.as_of_precision) == (
        "published",
        "Half is drawn.",
        date(2031, 3, 31),
        "month",
    )
    assert one(database, tables.actions, id=f"{PLAN}:T1").current_entry_id == entry.id


def test_a_changed_document_shows_what_differs(convenor: Command, database: Database, tmp_path: Path) -> None:
    convenor("import", write(tmp_path))
    path = write(tmp_path, {"T3": {WORDING: "Count vans.", STAGE: "Design", PARTNERS: "Residents Districts"}})
    trial = convenor("import", path, "--dry-run", "--json")
    wanted = {
        "T3": {
            "wording": ("Count the vans that deliver.", "Count vans."),
            "title": ("Count the vans that deliver", "Count vans"),
            "partners": (["Residents"], ["Residents", "District Councils"]),
            "stages": ([{"stage": "Discovery", "qualifier": None}], [{"stage": "Design", "qualifier": None}]),
        }
    }
    assert changed(trial) == wanted
    assert exported(convenor)["T3"]["stages"] == ["Discovery"]
    in_words = convenor("import", path)
    assert "6 actions: 1 changed, 5 same" in in_words.out
    assert "  stages: Discovery -> Design\n" in in_words.out
    assert exported(convenor)["T3"]["stages"] == ["Design"]
    assert counts(convenor("import", path, "--json")) == (0, 0, 12)
    with database.reading() as db:
        assert len(updates.of_action(db, f"{PLAN}:T3")) == 2, "the older published entry is still there"


def test_a_line_more_above_changes_no_record(convenor: Command, database: Database, tmp_path: Path) -> None:
    path = Path(write(tmp_path))
    convenor("import", str(path))
    path.write_text("\n\n" + path.read_text())
    assert counts(convenor("import", str(path), "--json")) == (0, 0, 12)
    assert one(database, tables.actions, id=f"{PLAN}:T4").source_lines == "10"


# --- what people did stays -----------------------------------------------------------------------------------


def test_an_update_of_a_person_stays_and_counts(convenor: Command, database: Database, tmp_path: Path) -> None:
    convenor("import", write(tmp_path))
    entry = {"action_id": f"{PLAN}:T1", "kind": "update", "stages": [{"stage": "Delivery", "qualifier": None}]}
    entry |= {"as_of": NOW.date(), "as_of_precision": "day", "state": "accepted", "created_at": NOW}
    with database.writing() as db:
        mine = updates.append(db, entry | {"author_id": None})
    convenor("import", write(tmp_path, {"T1": {STAGE: "Complete"}}))
    assert one(database, tables.actions, id=f"{PLAN}:T1").current_entry_id == mine
    assert exported(convenor)["T1"]["stages"] == ["Complete"], "what is exported is what was published"


def test_what_people_set_for_a_plan_or_a_meeting_stays(
    convenor: Command, database: Database, shared_seeds: Path, tmp_path: Path
) -> None:
    meetings = str(next(shared_seeds.glob("000_*")))
    convenor("import", write(tmp_path), meetings)
    with database.writing() as db:
        db.execute(update(tables.plans).values(wants_review=True))
        db.execute(update(tables.events).where(tables.events.c.id == "lednet-2021-05-20").values(status="cancelled"))
    assert counts(convenor("import", write(tmp_path), meetings, "--json"))[:2] == (0, 0)
    assert one(database, tables.plans).wants_review
    assert one(database, tables.events, id="lednet-2021-05-20").status == "cancelled"
    assert len(convenor("export", "meetings", "--json").rows) == 4


def test_a_corrected_field_is_kept(convenor: Command, database: Database, tmp_path: Path) -> None:
    convenor("import", write(tmp_path))
    row = {"subject_kind": "action", "subject_id": f"{PLAN}:T1", "reason": "Said so", "at": NOW}
    with database.writing() as db:
        db.execute(update(tables.actions).where(tables.actions.c.id == f"{PLAN}:T1").values(title="Safe ways"))
        corrections.append(db, row | {"field": "title", "value": "Safe ways"})
        corrections.append(db, row | {"field": "partners", "value": ["districts"]})
    path = write(tmp_path, {"T1": {WORDING: "Draw two maps.", PARTNERS: "Residents", ROLE: "Ask"}})
    again = changed(convenor("import", path, "--json"))
    assert again == {"T1": {"wording": (ACTIONS["T1"][2], "Draw two maps."), "role": ("Lead", "Ask")}}
    assert (exported(convenor)["T1"]["title"], exported(convenor)["T1"]["partners"]) == (
        "Safe ways",
        ["District Councils"],
    )


def test_a_settled_item_stays_settled(convenor: Command, database: Database, tmp_path: Path) -> None:
    path = Path(write(tmp_path))
    assert "(T2, partners)" in convenor("import", str(path), "--review").out
    person = somebody(database)
    with database.writing() as db:
        [item] = reviews.every_open(db)
        assert (item.source, item.state, item.plan_slug) == ("\t".join(ACTIONS["T2"]), "open", PLAN)
        settled = {"settled_value": ["bell-founders-guild"], "settled_by_id": person, "settled_at": NOW}
        assert reviews.settle(db, item.id, settled)
        assert not reviews.settle(db, item.id, settled)
        db.execute(update(tables.actions).where(tables.actions.c.id == f"{PLAN}:T2").values(uncertain=[]))
    path.write_text("\n" + path.read_text())
    again = convenor("import", str(path), "--json")
    assert (counts(again), again.rows["review"]) == ((0, 0, 12), [])
    assert one(database, tables.review_items).settled_value == ["bell-founders-guild"]
    assert exported(convenor)["T2"]["uncertain"] == []
    assert convenor("import", "--review").out == "Nothing is to be checked.\n"


def test_an_item_goes_when_the_document_is_mended(convenor: Command, database: Database, tmp_path: Path) -> None:
    convenor("import", write(tmp_path))
    assert len(convenor("import", "--review", "--json").rows) == 1
    convenor("import", write(tmp_path, {"T2": {PARTNERS: "Residents"}}))
    assert convenor("import", "--review", "--json").rows == []
    assert exported(convenor)["T2"]["uncertain"] == []


def test_an_action_that_is_gone_is_withdrawn_and_comes_back(
    convenor: Command, database: Database, tmp_path: Path
) -> None:
    convenor("import", write(tmp_path))
    gone = convenor("import", write(tmp_path, without=["R2"]))
    assert f"{PLAN}:R2 is no longer in the plan: marked as withdrawn" in gone.out
    assert one(database, tables.actions, id=f"{PLAN}:R2").withdrawn_at is not None
    assert "R2" not in exported(convenor)
    assert counts(convenor("import", write(tmp_path, without=["R2"]), "--json")) == (0, 0, 11)
    assert f"{PLAN}:R2 is in the plan again" in convenor("import", write(tmp_path)).out
    assert one(database, tables.actions, id=f"{PLAN}:R2").withdrawn_at is None


def test_what_a_person_withdrew_does_not_come_back(convenor: Command, database: Database, tmp_path: Path) -> None:
    convenor("import", write(tmp_path))
    row = {"subject_kind": "action", "field": "withdrawn", "reason": "Said so", "at": NOW}
    with database.writing() as db:
        corrections.append(db, row | {"subject_id": f"{PLAN}:R1", "value": True})
        corrections.append(db, row | {"subject_id": f"{PLAN}:R2", "value": False})
        db.execute(update(tables.actions).where(tables.actions.c.ref == "R1").values(withdrawn_at=NOW))
    assert counts(convenor("import", write(tmp_path, without=["R2"]), "--json"))[:2] == (0, 0)
    assert {"R1", "R2"} & exported(convenor).keys() == {"R2"}


def test_another_plan_under_the_same_name_is_refused(convenor: Command, database: Database, tmp_path: Path) -> None:
    convenor("import", write(tmp_path))
    before = everything(database)
    path = write(tmp_path, without=["T1", "T2", "T3", "R1"])
    refused = convenor("import", path)
    assert refused.code == 1
    assert "plan.txt, line 1: 4 of the 6 actions of leicestershire-2031 are not in it" in refused.err
    assert everything(database) == before
    assert counts(convenor("import", path, "--withdraw", "--json"))[1] == 4


def test_a_ref_that_is_taken_is_refused(convenor: Command, database: Database, tmp_path: Path) -> None:
    convenor("import", write(tmp_path, without=["T4"]))
    with database.writing() as db:
        db.execute(update(tables.actions).where(tables.actions.c.ref == "T3").values(ref="T4", ref_key="t4"))
    refused = convenor("import", write(tmp_path))
    assert refused.code == 1
    assert f"plan.txt, line 8: T4 is what {PLAN}:T3 is called here by now." in refused.err


# --- the bundle's own words ----------------------------------------------------------------------------------


def test_over_the_bundle_and_without_it_the_same_words(convenor: Command, database: Database, tmp_path: Path) -> None:
    path = write(tmp_path, month="December 2024")
    convenor("import", path)
    alone = exported(convenor)["T2"]
    assert alone["title"] == "Asking people about travel needs and improvements"
    with database.writing() as db:
        load(db, ["leicestershire-2024"], (), NOW)
    assert exported(convenor)["T2"]["wording"] == alone["wording"]
    over = convenor("import", path, "--withdraw", "--json")
    assert "title" not in changed(over).get("T2", {})
    assert exported(convenor)["T2"]["title"] == alone["title"]


def test_the_documents_over_the_bundle(
    convenor: Command, database: Database, shared_seeds: Path, tmp_path: Path
) -> None:
    """Wording and note are added to records that people know by our titles; a second import changes nothing."""
    with database.writing() as db:
        load(db, ["leicestershire-2024", "local-london-2019", "lednet-2021", "lednet-2023", "lga-sets-2024"], (), NOW)
    before = exported(convenor)
    assert counts(convenor("import", str(shared_seeds), "--json"))[1] > 0
    after = exported(convenor)
    assert {ref: after[ref]["title"] for ref in before} == {ref: row["title"] for ref, row in before.items()}
    assert all(row["wording"] for row in after.values() if "wording" not in row["uncertain"])
    held = everything(database)
    assert counts(convenor("import", str(shared_seeds), "--json"))[:2] == (0, 0)
    assert everything(database) == held
    meetings = convenor("export", "meetings", "--json").rows
    assert (len(meetings), list(meetings[0])) == (16, MEETING)
    session = next(row for row in meetings if row["id"] == "lga-sets-2024:sp-tue-1")
    assert (session["start"], session["end"], session["provisional"]) == ("10:30", "12:00", False)
    assert {row["start"] for row in meetings if row["programme"] == "lednet-2021"} == {None}


# --- nothing by halves ---------------------------------------------------------------------------------------


def test_a_fault_in_the_middle_leaves_the_database(
    convenor: Command, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    convenor("import", write(tmp_path))
    before = everything(database)
    withdraw = plans.withdraw

    def breaks(*arguments: Any) -> Any:
        withdraw(*arguments)
        raise OSError("no space left")

    monkeypatch.setattr(importing, "withdraw", breaks)
    with pytest.raises(OSError, match="no space left"):
        convenor("import", write(tmp_path, {"T3": {STAGE: "Design"}}, without=["R2"]))
    assert everything(database) == before


def test_one_bad_file_among_good_ones(convenor: Command, database: Database, tmp_path: Path) -> None:
    good, bad = write(tmp_path), tmp_path / "picture.txt"
    bad.write_bytes(b"Transport\nx\0y")
    before = everything(database)
    refused = convenor("import", good, str(bad), str(tmp_path / "none.txt"))
    assert refused.code == 1
    first, second, last = refused.err.splitlines()
    assert first.startswith("picture.txt, line 2: ")
    assert second == "none.txt, line 1: It cannot be opened: No such file or directory."
    assert last == "Nothing was imported."
    as_json = convenor("import", good, str(bad), "--json")
    assert (as_json.code, as_json.rows["refused"], as_json.rows["new"]) == (1, 1, 0)
    assert as_json.rows["refusals"][0]["file"] == "picture.txt"
    assert everything(database) == before


def test_what_cannot_be_stored_is_refused_by_line(convenor: Command, tmp_path: Path) -> None:
    twice = Path(write(tmp_path))
    other = tmp_path / "other.txt"
    other.write_text(twice.read_text())
    refused = convenor("import", str(twice), str(other))
    assert (refused.code, "other.txt, line 1: It is leicestershire-2031" in refused.err) == (1, True)
    assert convenor("import").code == 2


def damaged(text: str, chance: random.Random) -> str:
    """Return a document with a few lines cut, doubled, moved, emptied, or with their cells in another order."""
    lines = text.split("\n")
    for _ in range(chance.randint(1, 5)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        cells = lines[at].split("\t")
        chance.shuffle(cells)
        ways = (lines[at][: len(lines[at]) // 2], lines[other], "", "\t".join(cells), lines[at] * 40, "\x00\u0422")
        lines[at] = chance.choice(ways)
    return "\n".join(lines)


def test_a_damaged_document_ends_in_a_report_or_a_refusal(
    convenor: Command, database: Database, tmp_path: Path
) -> None:
    path, chance = Path(write(tmp_path)), random.Random(4)
    text, before = path.read_text(), everything(database)
    codes = set()
    for _ in range(40):
        path.write_text(damaged(text, chance))
        ended = convenor("import", str(path), "--dry-run")
        assert ended.code == 0 or "plan.txt, line" in ended.err
        codes.add(ended.code)
    assert codes == {0, 1}
    assert everything(database) == before


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ref": "T-1"}, "T-1 stands in line 5 already"),
        ({"ref": "…"}, "no ref"),
        ({"title": " "}, "no title"),
        ({"section": "sea"}, "in no section"),
        ({"rag": "Blue"}, "use Red, Amber or Green"),
        ({"partners": ["nobody"]}, "nobody knows: nobody"),
        ({"subsection": "s" * 301}, "subsection has 301 characters"),
        ({"ref": "T" * 81}, "ref has 81 characters"),
    ],
    ids=str,
)
def test_each_refusal_names_its_line(database: Database, tmp_path: Path, changes: Any, reason: str) -> None:
    from seed.importers import read_document

    draft = read_document("plan.txt", Path(write(tmp_path)).read_bytes())
    assert draft.facts["kind"] == "plan"
    draft.facts["actions"][1] |= changes
    with database.writing() as db:
        report = importing.bring_in(db, [Draft(draft.facts)], NOW)
    [refused] = report.refused
    assert str(refused).startswith("plan.txt, line 6: ")
    assert reason in refused.reason
    assert written(database) == 0


def written(database: Database) -> int:
    return len(everything(database)["actions"]) + len(everything(database)["organisations"])


# --- who sees it, and who is told ----------------------------------------------------------------------------


def test_every_workspace_sees_it_also_one_that_comes_later(
    convenor: Command, database: Database, tmp_path: Path
) -> None:
    def install(team: str, enterprise: str | None) -> None:
        with database.writing() as db:
            who = {"team_id": team, "enterprise_id": enterprise, "team": team, "user_id": "U1"}
            workspaces.install(db, who, "xoxb-1", Vault("k"), NOW)

    install("T1", None)
    convenor("import", write(tmp_path))
    install("T2", "E2")
    install("T2", "E2")
    with database.reading() as db:
        seen = db.execute(select(tables.plan_workspaces).order_by(tables.plan_workspaces.c.workspace_id)).all()
    assert [tuple(row) for row in seen] == [(PLAN, "E2"), (PLAN, "T1")]


def test_each_import_that_writes_is_in_the_audit_log(convenor: Command, database: Database, tmp_path: Path) -> None:
    for _ in range(2):
        convenor("import", write(tmp_path))
    row = one(database, tables.audit)
    assert (row.did, row.subject_kind, row.subject_id, row.origin) == ("import.done", "plan", PLAN, "cli")
    assert row.details == {"new": 12, "changed": 0, "same": 0, "document": "plan.txt", "to_check": 1}


def test_export_of_what_is_not_there(convenor: Command) -> None:
    assert convenor("export", "actions", "--json").rows == []
    assert "`convenor import PATH` brings a plan in" in convenor("export", "partners").out
    refused = convenor("export", "actions", "--plan", "atlantis")
    assert (refused.code, refused.err) == (1, "There is no plan called 'atlantis'. There are: none yet.\n")
