"""Questions in plain words reach the right rule."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from bot.domain import actions, answers, learning_sets, meetings
from bot.domain.actions import Card, Choice, Mine, NotFound
from bot.domain.answers import Help
from bot.domain.meetings import Meetings
from bot.domain.partners import NoPartner, Partner
from tests.bot.domain.cast import LEAD, LONDON, NOBODY, NOW, PEOPLE_1, STRANGER, T17, T18
from tests.bot.domain.test_actions import a_plan

BEFORE = datetime(2021, 5, 12, 8, tzinfo=UTC)
NGED = "National Grid Electricity Distribution"


def ask(db: Connection, words: str) -> answers.Answer:
    return answers.ask(db, LEAD, words, BEFORE, LONDON)


@pytest.mark.parametrize(
    ("words", "action_id"),
    [
        ("T18", T18),
        ("t 18?", T18),
        ("Т18!", T18),
        ("leicestershire-2024:T18", T18),
        ("action T18", T18),
        ("Action   t-18 ?", T18),
        ("actions T18", T18),
        ("people 1", PEOPLE_1),
        ("action People-1.", PEOPLE_1),
        ("What is T18?", T18),
        ("how does T18, our own, stand", T18),
        ("is T99 or T17 newer", T17),
        ("update on t17...", T17),
        ("how is People 1 going?", PEOPLE_1),
        ("how is T18a or T17", T17),
        ("about T17, please", T17),
    ],
)
def test_an_action(db: Connection, words: str, action_id: str) -> None:
    answer = ask(db, words)
    assert isinstance(answer, Card), answer
    assert answer.action.id == action_id


@pytest.mark.parametrize(
    "words", ["", "  ", "?", "mine", "Mine?", "my", "action", "actions", "action mine?", "my actions"]
)
def test_ones_own_actions(db: Connection, words: str) -> None:
    assert ask(db, words) == actions.mine(db, LEAD)
    assert isinstance(ask(db, words), Mine)


@pytest.mark.parametrize(
    "words",
    ["meetings", "Meetings?", "meeting", "next meetings", "which meetings are coming up?", "when do we meet?"],
)
def test_meetings(db: Connection, words: str) -> None:
    assert ask(db, words) == meetings.ahead(db, LEAD, BEFORE, LONDON)
    assert isinstance(ask(db, words), Meetings)


@pytest.mark.parametrize(
    "words",
    [
        *("learning sets", "Learning-Sets", "learning set?", "sessions"),
        *("when are the learning sets?", "learning set meetings"),
    ],
)
def test_learning_sets(db: Connection, words: str) -> None:
    assert ask(db, words) == learning_sets.every(db, LEAD, BEFORE, LONDON) != ()


@pytest.mark.parametrize("words", ["NGED", "nged?", "partner NGED", "Partners  the nged", "partner NGED?", "WPD!"])
def test_a_partner(db: Connection, words: str) -> None:
    answer = ask(db, words)
    assert isinstance(answer, Partner), answer
    assert answer.name == NGED


def test_partners_alone_lists_them(db: Connection) -> None:
    for words in ("partner", "Partners?"):
        answer = ask(db, words)
        assert isinstance(answer, NoPartner)
        assert len(answer.names) == 77


def test_a_leading_word_is_a_command(db: Connection) -> None:
    """ "partner T18" is no action."""
    assert isinstance(ask(db, "action T18"), Card)
    assert isinstance(ask(db, "partner T18"), NoPartner)


def test_a_choice_within_a_sentence(db: Connection) -> None:
    a_plan(db, "another-2025", "T18")
    assert isinstance(ask(db, "what about T18?"), Choice)
    assert isinstance(ask(db, "T18?"), Choice)


@pytest.mark.parametrize(("words", "looked_for"), [("T99?", "T99"), ("what is T99?", "T99")])
def test_what_is_unknown_is_told_as_an_action(db: Connection, words: str, looked_for: str) -> None:
    answer = ask(db, words)
    assert isinstance(answer, NotFound)
    assert answer.words == looked_for
    assert answer.has_plans


def test_who_is_not_understood_is_told_what_was_read(db: Connection) -> None:
    assert ask(db, "xyzzy") == Help("xyzzy")


def test_who_greets_asks_nothing(db: Connection) -> None:
    assert ask(db, "Hello!") == Help(topic="greeting")


@pytest.mark.parametrize("words", ["what does WPD do?", "tell me about National Grid Electricity Distribution please"])
def test_a_partner_is_found_in_a_sentence(db: Connection, words: str) -> None:
    answer = ask(db, words)
    assert isinstance(answer, Partner)
    assert answer.name == "National Grid Electricity Distribution"


@pytest.mark.parametrize("words", ["Which meetings are coming up?", "when do we meet again?"])
def test_meetings_are_found_in_a_sentence(db: Connection, words: str) -> None:
    assert isinstance(ask(db, words), Meetings)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("", Mine),
        ("mine", Mine),
        ("t18", Card),
        ("T99", NotFound),
        ("MY", Mine),
        ("my actions", Mine),
        ("nged", Partner),
    ],
)
def test_what_follows_the_action_command(db: Connection, words: str, kind: type) -> None:
    assert isinstance(answers.about_actions(db, LEAD, words, BEFORE, LONDON), kind)


def test_another_workspace_is_answered_with_nothing(db: Connection) -> None:
    for words in ("T18", "action T18", "what is T18?", "NGED"):
        answer = answers.ask(db, STRANGER, words, BEFORE, LONDON)
        assert isinstance(answer, NotFound)
        assert (answer.nearest, answer.has_plans) == ((), False)
    assert answers.ask(db, STRANGER, "mine", BEFORE, LONDON) == Mine((), False)
    assert answers.ask(db, STRANGER, "meetings", BEFORE, LONDON) == Meetings((), None)
    assert answers.ask(db, STRANGER, "learning sets", BEFORE, LONDON) == ()
    assert answers.ask(db, STRANGER, "partner NGED", BEFORE, LONDON) == NoPartner("NGED", ())


def test_the_answer_is_of_the_moment(db: Connection) -> None:
    answer = answers.ask(db, NOBODY, "meetings", NOW, LONDON)
    assert isinstance(answer, Meetings)
    assert answer.ahead == ()
