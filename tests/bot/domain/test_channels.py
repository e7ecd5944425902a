"""Which channel announces what, and who may set it."""

from typing import Any

import pytest
from sqlalchemy import Connection, delete

from bot.domain import channels
from bot.domain.audit import Subject
from bot.domain.channels import Announced
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed
from storage import tables
from tests.bot.domain.cast import (
    ADMIN,
    COORDINATOR,
    LATER,
    LEAD,
    LEDNET,
    NOBODY,
    NOW,
    OTHER_PLAN,
    PLAN,
    SLACK,
    STRANGE_ADMIN,
    STRANGER,
    everything,
    give,
    one,
    person_row,
    rows,
    said,
)

FIRST: Subject = ("programme", "lednet-2021")
SECOND: Subject = ("programme", "lednet-2023")
OURS: Subject = ("plan", PLAN)


def tie(
    db: Connection, chosen: list[Subject], who: Caller = LEDNET, view: str = "V1", channel: str = "C1", now: Any = NOW
) -> channels.Settings:
    return channels.tie(db, who, channel, chosen, view, SLACK, now)


def tied(db: Connection) -> set[tuple[str, ...]]:
    return {(row.team_id, row.channel_id, row.subject_kind, row.subject_id) for row in rows(db, tables.channels)}


def messages(db: Connection) -> list[Any]:
    return list(rows(db, tables.deliveries, kind="channel_tied"))


def test_one_may_tie_what_one_coordinates(db: Connection) -> None:
    assert channels.settings(db, LEDNET, "C1") == channels.Settings(
        "C1",
        (
            Announced(FIRST, "LEDNet work programme 2021/22", False),
            Announced(SECOND, "LEDNet strategy 2023", False),
        ),
    )
    assert [one.subject for one in channels.settings(db, COORDINATOR, "C1").choices] == [OURS]
    give(db, LEDNET, "coordinator", PLAN)
    assert [one.subject for one in channels.settings(db, LEDNET, "C1").choices] == [OURS, FIRST, SECOND]
    assert [one.subject for one in channels.settings(db, ADMIN, "C1").choices] == [
        OURS,
        ("plan", OTHER_PLAN),
        FIRST,
        SECOND,
        ("programme", "lga-sets-2024"),
    ]


@pytest.mark.parametrize("who", [LEAD, NOBODY, STRANGER, STRANGE_ADMIN], ids=lambda who: who.user_id)
def test_nobody_else_ties_anything(db: Connection, who: Caller) -> None:
    before = everything(db)
    for rule in (lambda: channels.settings(db, who, "C1"), lambda: tie(db, [FIRST], who)):
        with pytest.raises(NotAllowed) as refusal:
            rule()
        assert refusal.value.sentence == (
            "Only coordinators can set what a channel announces. Ask the coordinator of the plan or programme."
        )
    assert everything(db) == before


def test_what_is_new_is_said_in_the_channel_once(db: Connection) -> None:
    found = tie(db, [FIRST, SECOND])
    assert [choice.tied for choice in found.choices] == [True, True]
    assert tied(db) == {("T1", "C1", *FIRST), ("T1", "C1", *SECOND)}
    person = person_row(db, LEDNET)
    assert {(row.created_at, row.created_by_id) for row in rows(db, tables.channels)} == {(NOW, person.id)}
    (message,) = messages(db)
    assert (message.key, message.team_id, message.channel_id) == ("gesture:V1:1", "T1", "C1")
    assert (message.person_id, message.due_at, message.request_id) == (None, NOW, "req-1")
    assert message.payload == {
        "titles": ["LEDNet work programme 2021/22", "LEDNet strategy 2023"],
        "person": person.id,
    }
    assert said(db, "channel.tied") == [
        ("ULEDNET", *subject, "slack", "req-1", {"channel": "C1"}, NOW) for subject in (FIRST, SECOND)
    ]


def test_one_saved_form_is_done_once(db: Connection) -> None:
    tie(db, [FIRST])
    before = everything(db)
    tie(db, [FIRST])
    assert [choice.tied for choice in tie(db, [], now=LATER).choices] == [True, False]
    assert everything(db) == before


def test_only_what_is_new_is_said(db: Connection) -> None:
    tie(db, [FIRST])
    tie(db, [FIRST, SECOND], view="V2", now=LATER)
    assert [message.payload["titles"] for message in messages(db)] == [
        ["LEDNet work programme 2021/22"],
        ["LEDNet strategy 2023"],
    ]
    assert messages(db)[1].due_at == LATER
    assert one(db, tables.channels, subject_id="lednet-2021").created_at == NOW
    tie(db, [SECOND, OURS], view="V3")
    assert len(messages(db)) == 2


def test_saving_the_same_again_says_it_again(db: Connection) -> None:
    """Who has invited the bot meanwhile sees at once that it can write."""
    tie(db, [FIRST])
    tie(db, [FIRST], view="V2", now=LATER)
    assert [message.payload for message in messages(db)] == [messages(db)[0].payload] * 2
    assert messages(db)[1].due_at == LATER
    assert len(said(db, "channel.tied")) == 1
    tie(db, [], view="V3")
    tie(db, [], view="V4")
    assert len(messages(db)) == 2
    assert len(said(db, "channel.untied")) == 1


def test_what_is_not_chosen_any_more_is_untied_without_a_word(db: Connection) -> None:
    tie(db, [FIRST, SECOND])
    tie(db, [FIRST, SECOND], channel="C2", view="V2")
    found = tie(db, [SECOND], view="V3", now=LATER)
    assert [choice.tied for choice in found.choices] == [False, True]
    assert tied(db) == {("T1", "C1", *SECOND), ("T1", "C2", *FIRST), ("T1", "C2", *SECOND)}
    assert len(messages(db)) == 2
    assert said(db, "channel.untied") == [("ULEDNET", *FIRST, "slack", "req-1", {"channel": "C1"}, LATER)]


def test_what_others_tied_stays(db: Connection) -> None:
    tie(db, [OURS], COORDINATOR)
    tie(db, [FIRST], LEDNET, "V2")
    tie(db, [], LEDNET, "V3")
    assert tied(db) == {("T1", "C1", *OURS)}
    assert [choice.tied for choice in channels.settings(db, COORDINATOR, "C1").choices] == [True]
    assert [choice.tied for choice in channels.settings(db, COORDINATOR, "C2").choices] == [False]


def test_what_one_may_not_tie_is_left_alone(db: Connection) -> None:
    found = tie(db, [OURS, ("programme", "lednet-1999"), ("plan", "lednet-2021"), FIRST])
    assert tied(db) == {("T1", "C1", *FIRST)}
    assert [choice.subject for choice in found.choices] == [FIRST, SECOND]
    assert messages(db)[0].payload["titles"] == ["LEDNet work programme 2021/22"]


def test_a_channel_is_of_its_own_workspace(db: Connection) -> None:
    """A plan that two workspaces see is tied in each by itself."""
    db.execute(tables.programme_workspaces.insert().values(programme_slug="lednet-2021", workspace_id="T2"))
    tie(db, [FIRST])
    assert channels.settings(db, STRANGE_ADMIN, "C1").choices == (
        Announced(FIRST, "LEDNet work programme 2021/22", False),
    )
    tie(db, [FIRST], STRANGE_ADMIN, "V2")
    tie(db, [], STRANGE_ADMIN, "V3")
    assert tied(db) == {("T1", "C1", *FIRST)}


def test_what_is_shown_no_more_is_offered_no_more(db: Connection) -> None:
    db.execute(delete(tables.plan_workspaces))
    with pytest.raises(NotAllowed):
        channels.settings(db, COORDINATOR, "C1")
