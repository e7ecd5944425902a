"""A coordinator's way through: checking readings, correcting, merging, withdrawing, and hearing of what is wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import tables
from tests.office import Office
from tests.office import office as opened
from tests.pressing import Watch

T1, T2 = "leicestershire-2024:T1", "leicestershire-2024:T2"
COORDINATOR, ADMIN, NEWCOMER = "Plan coordinator", "Administrator", "Newcomer"


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    """The bot beside a workspace, on each kind of database; at the end all that was shown can be pressed."""
    with opened(tmp_path, database_url) as one:
        watch = Watch(one)
        yield one
        assert all("Sorry" not in text for text in watch.texts)
        watch.press_everything()
        assert one.slack.rejected == ()


def test_a_coordinator_checks_and_corrects(office: Office) -> None:
    coordinator = office.slack.as_(COORDINATOR)
    assert "Sub-section: not given in the text that was read" in coordinator.slash("/action", "T1").text

    home = coordinator.home()
    count = len(office.rows(tables.review_items, state="open"))
    assert f"{count} to check" in home.buttons
    listed = home.press(f"{count} to check")
    item = listed.press("Check")
    assert "the text itself is not at hand" in item.text.lower()
    wrong = item.fill(**{"What is right?": "Something else is right"}).submit()
    assert "what stands there already" in str(wrong.errors)
    following = wrong.fill(**{"Sub-section": "Plans"}).submit()
    assert f"{count - 1} left" in following.text
    card = coordinator.slash("/action", "T1")
    assert "Transport › Plans" in card.text
    assert "not given in the text" not in card.text

    form = card.press("Correct")
    assert form.values["Title"].startswith("Vision and strategy")
    refused = form.fill(Reference="t 2", Reason="Typing error").submit()
    assert "T2 is taken" in str(refused.errors)
    refused = refused.fill(Reference="T1", **{"Who may be involved": "Transport partners\nMidlands Conect"}).submit()
    assert "Do you mean “Midlands Connect”?" in str(refused.errors)
    done = refused.fill(Title="Plan for transport", **{"Who may be involved": "Midlands Connect"}).submit()
    assert done.title == "T1 is corrected"
    card = coordinator.slash("/action", "T1")
    assert "T1: Plan for transport" in card.text
    assert "Who may be involved: Midlands Connect" in card.text
    audited = [row.did for row in office.rows(tables.audit, subject_id=T1)]
    assert audited == ["action.corrected", "review.settled", "action.corrected"]
