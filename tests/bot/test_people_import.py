"""`convenor people import`: a table of people, matched by e-mail address with the real Slack protocol."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from bot.slack.features import SCOPES
from storage import tables
from tests.bot.commanding import Ended, call
from tests.office import Office
from tests.office import office as opened

PLAN = "leicestershire-2024"
TABLE = (
    ("Who answers for what", "", "", ""),
    ("Ref", "Lead officer's e-mail", "Deputy", "Officers' e-mails"),
    ("T18", "{lead}", "D. Eputy <d.eputy@example.gov.uk>", "{officer}, new.starter@example.gov.uk"),
    ("t 17", "NEW.STARTER@example.gov.uk", "", ""),
    ("X99", "{lead}", "", ""),
    ("T16", "somebody in Planning", "", ""),
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(tmp_path, ticking=False) as one:
        yield one


def email(office: Office, name: str) -> str:
    return next(str(person.email) for person in office.slack.people if person.name == name)


def cells(office: Office) -> list[list[str]]:
    known = {"lead": email(office, "Plan coordinator"), "officer": email(office, "Newcomer")}
    return [[cell.format(**known) for cell in row] for row in TABLE]


def as_csv(path: Path, rows: list[list[str]]) -> Path:
    path.write_text("\n".join(";".join(f'"{cell}"' for cell in row) for row in rows), encoding="utf-8")
    return path


def as_workbook(path: Path, rows: list[list[str]]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def on(office: Office, *arguments: str, **settings: str) -> Ended:
    address = office.convenor.database.url.render_as_string(hide_password=False)
    given = {"CONVENOR_DATABASE_URL": address, "CONVENOR_DATA_DIR": str(office.folder)}
    slack = {"SLACK_API_URL": office.slack.api_url, "CONVENOR_SECRET_KEY": "for tests only"}
    return call("people", "import", *arguments, "--plan", PLAN, **given, **slack, **settings)


def holders(office: Office, ref: str) -> dict[str, list[Any]]:
    people = {row.id: row for row in office.rows(tables.people)}
    found: dict[str, list[Any]] = {}
    for row in office.rows(tables.assignments, subject_id=f"{PLAN}:{ref}", until_at=None):
        person = people[row.person_id]
        found.setdefault(row.role, []).append(person.user_id or person.email)
    return found


def test_a_table_is_previewed_then_brought_in_once(office: Office) -> None:
    path = as_csv(office.folder / "people.csv", cells(office))
    before = office.counts()
    preview = on(office, str(path), "--dry-run")
    assert preview.code == 0
    assert preview.out.startswith("Nothing was written")
    assert office.counts() == before
    report = on(office, str(path), "--json").rows
    assert [(one["ref"], one["role"]) for one in report["given"]] == [
        ("T18", "lead"), ("T18", "deputy"), ("T18", "officer"), ("T18", "officer"), ("T17", "lead"),
    ]  # fmt: skip
    assert report["without_slack"] == ["d.eputy@example.gov.uk", "new.starter@example.gov.uk"]
    assert report["doubts"] == [
        {"line": 5, "reason": "There is no action “X99”."},
        {"line": 6, "reason": "“somebody in Planning” has no e-mail address."},
    ]
    ids = {person.name: person.id for person in office.slack.people}
    assert holders(office, "T18") == {
        "lead": [ids["Plan coordinator"]],
        "deputy": ["d.eputy@example.gov.uk"],
        "officer": [ids["Newcomer"], "new.starter@example.gov.uk"],
    }
    counts = office.counts()
    again = on(office, str(as_workbook(office.folder / "people.xlsx", cells(office))), "--json").rows
    assert (again["given"], again["same"]) == ([], 5)
    assert office.counts() == counts


def test_a_later_table_changes_the_lead_officer(office: Office) -> None:
    head = ["Action", "Owner"]
    first = as_csv(office.folder / "one.csv", [head, ["T18", "a.khan@example.gov.uk"]])
    second = as_csv(office.folder / "two.csv", [head, ["T18", "b.lee@example.gov.uk"]])
    on(office, str(first))
    done = on(office, str(second))
    assert "Ended: 1." in done.out
    assert holders(office, "T18")["lead"] == ["b.lee@example.gov.uk"]


def test_what_cannot_be_read_is_a_sentence(office: Office) -> None:
    path = as_csv(office.folder / "people.csv", [["Name", "Colour"], ["A", "red"]])
    assert "There is no row of headings" in on(office, str(path)).err
    address = office.convenor.database.url.render_as_string(hide_password=False)
    good = as_csv(office.folder / "good.csv", cells(office))
    settings = {"CONVENOR_DATABASE_URL": address, "CONVENOR_DATA_DIR": str(office.folder)}
    ended = call("people", "import", str(good), **settings, SLACK_API_URL=office.slack.api_url)
    assert (ended.code, "Say which plan" in ended.err) == (1, True)


def test_without_the_scope_nobody_is_matched_on_slack_and_it_is_said(office: Office) -> None:
    office.slack.state.app.scopes = frozenset(SCOPES)
    path = as_csv(office.folder / "people.csv", cells(office))
    done = on(office, str(path))
    assert "users:read.email is missing" in done.out
    assert holders(office, "T18")["lead"] == [email(office, "Plan coordinator")]
