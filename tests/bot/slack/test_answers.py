"""Where each answer goes (contracts.md, "Where an answer goes"), seen on the wire."""

import json
from typing import Any

import pytest

from bot.sandbox.legality import view_complaints
from bot.slack.features import BOT_EVENTS, COMMANDS, FEATURES
from bot.slack.replies import PRESS_AGAIN
from bot.views.action_options import ACTION, menu
from bot.views.blocks import field_of, modal
from storage import tables
from tests.bot.web.payloads import T18, button, command, encoded, event, submission, suggestion
from tests.office import Office

OFFICER = "Transport officer"


def calls(office: Office, since: int) -> list[str]:
    """What the bot called after the first `since` exchanges, but for what its jobs read of people by themselves."""
    called = [one.name for one in office.slack.wire[since:] if one.direction == "from bot"]
    return [name for name in called if name not in ("users.info", "users.list")]


def answered(office: Office, payload: Any, kind: str) -> tuple[int, Any]:
    status, body = office.slack.post_signed(*encoded(payload, kind))
    return status, json.loads(body) if body else None


# --- commands and forms: the body of the acknowledgement ----------------------------------------------------


@pytest.mark.parametrize("name", [name for name, _, _ in COMMANDS])
def test_a_command_is_answered_in_its_acknowledgement(office: Office, name: str) -> None:
    status, answer = answered(office, command(office.slack, name, ""), "command")
    assert status == 200
    assert answer["response_type"] == "ephemeral"
    assert answer["text"].strip()
    assert answer["blocks"]
    assert calls(office, 0) == ["auth.test"]


def test_a_form_is_answered_in_its_acknowledgement(office: Office) -> None:
    base = office.rows(tables.actions, id=T18)[0].current_entry_id
    since = len(office.slack.wire)
    _, wrong = answered(office, submission(office.slack, base=base, note=" "), "view_submission")
    assert wrong["response_action"] == "errors"
    assert list(wrong["errors"]) == ["note"]
    _, saved = answered(office, submission(office.slack, base=base), "view_submission")
    assert saved["response_action"] == "update"
    _, overtaken = answered(office, submission(office.slack, base=base), "view_submission")
    assert overtaken["response_action"] == "update"
    assert overtaken["view"]["submit"]
    assert calls(office, since) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"stage": "Somewhere"}, "stage"),
        ({"stage": ""}, "stage"),
        ({"rag": "Blue"}, "rag"),
        ({"note": ""}, "note"),
        ({"note": "x" * 3001}, "note"),
    ],
)
def test_a_form_that_was_tampered_with_is_refused(office: Office, change: dict[str, str], field: str) -> None:
    base = office.rows(tables.actions, id=T18)[0].current_entry_id
    _, answer = answered(office, submission(office.slack, base=base, **change), "view_submission")
    assert (answer["response_action"], list(answer["errors"])) == ("errors", [field])
    assert len(office.rows(tables.status_entries, action_id=T18)) == 1


def test_a_form_of_somebody_without_the_right_saves_nothing(office: Office) -> None:
    payload = submission(office.slack, base=office.rows(tables.actions, id=T18)[0].current_entry_id)
    payload["user"]["id"] = "U02NEWCOMER"
    _, answer = answered(office, payload, "view_submission")
    assert "You cannot update T18" in json.dumps(answer)
    assert len(office.rows(tables.status_entries, action_id=T18)) == 1


# --- buttons ------------------------------------------------------------------------------------------------


def test_a_button_in_a_message_is_answered_by_one_post(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    found = officer.slash("/action", "T99")
    since = len(office.slack.wire)
    found.press("Show")
    assert calls(office, since) == ["response_url"]


def test_a_button_that_opens_a_form_calls_views_open_alone(office: Office) -> None:
    card = office.slack.as_(OFFICER).slash("/action", "T18")
    since = len(office.slack.wire)
    card.press("Update")
    assert calls(office, since) == ["views.open"]


def test_a_button_at_home_is_answered_at_home(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    home = officer.home()
    since = len(office.slack.wire)
    home.press("Stop following")
    assert calls(office, since) == ["views.publish"]
    assert "[Follow]" in officer.home().text
    since = len(office.slack.wire)
    officer.home().press("Show")
    assert "views.open" in calls(office, since)
    assert officer.modal
    assert "T1" in officer.modal.text


def test_a_refusal_at_home_opens_as_a_modal(office: Office) -> None:
    coordinator = office.slack.as_("LEDNet team")
    home = coordinator.home()
    with office.convenor.database.writing() as db:
        db.execute(tables.assignments.delete())
    shown = home.press("Switch off")
    assert "Only a coordinator" in shown.text


def test_a_button_on_a_modal_is_pushed_on_top(office: Office) -> None:
    newcomer = office.slack.as_("Newcomer")
    coordinator = office.slack.as_("Plan coordinator")
    newcomer.slash("/action", "T18").press("Update").press("Ask to be added")
    coordinator.dm.wait_for("asks to be added").press("Show")
    assert "views.push" not in calls(office, 0)


def test_a_press_that_slack_is_too_slow_for(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    card = officer.slash("/action", "T18")
    payload = button(office.slack, "action.update", T18)  # a trigger id that Slack does not know (any more)
    payload["response_url"] = f"{office.slack.url}/hooks/{office.slack.team_id}/gone"
    assert answered(office, payload, "block_actions")[0] == 200
    assert "view not opened" in [line["event"] for line in office.log]
    assert card.press("Update").title == "Update T18"
    assert PRESS_AGAIN


# --- what is gone meanwhile ---------------------------------------------------------------------------------


@pytest.mark.parametrize("action_id", sorted(FEATURES.buttons))
@pytest.mark.parametrize("value", ["", "gone", "7 gone", "leicestershire-2024:T999", "999 leicestershire-2024:T18"])
def test_a_button_about_something_gone(shared_office: Office, action_id: str, value: str) -> None:
    """An old message's button: a sentence, never a fault."""
    before = len(shared_office.log)
    status, _ = answered(shared_office, button(shared_office.slack, action_id, value), "block_actions")
    assert status == 200
    faults = [line for line in shared_office.log[before:] if line["event"] == "fault"]
    assert faults == []


# --- commands in words --------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["", "help", "T18", "<@U02NEWCOMER>", "&", "*", "'; drop table people", "x" * 4000])
@pytest.mark.parametrize("name", [name for name, _, _ in COMMANDS])
def test_any_words_are_answered(shared_office: Office, name: str, words: str) -> None:
    status, answer = answered(shared_office, command(shared_office.slack, name, words), "command")
    assert status == 200
    assert answer["text"].strip()
    assert "Sorry" not in answer["text"]


@pytest.mark.parametrize("typed", ["R&D", "a < b", "<!channel>", "Arts & Crafts"])
def test_typed_signs_are_shown_as_they_were_typed(office: Office, typed: str) -> None:
    officer = office.slack.as_(OFFICER)
    assert f"“{typed}”" in officer.slash("/partner", typed).text
    for name in ("/action", "/partner"):
        assert "<!channel>" not in json.dumps(officer.slash(name, typed).raw)


def test_a_partner_whose_name_has_an_ampersand_is_found(office: Office) -> None:
    with office.convenor.database.writing() as db:
        table = tables.organisations
        db.execute(table.update().where(table.c.slug == "midlands-connect").values(name="Arts & Crafts"))
    assert "May be involved in" in office.slack.as_(OFFICER).slash("/partner", "arts & crafts").text


# --- events -------------------------------------------------------------------------------------------------


def test_its_own_messages_are_not_answered(office: Office) -> None:
    before = office.counts()["deliveries"]
    own = event(office.slack, "message", "T18")
    own["event"] |= {"channel": "D02TRANSOFF", "channel_type": "im"}
    for change in ({"bot_id": "B02SANDBOX0"}, {"subtype": "message_changed"}, {"user": office.slack.bot_user_id}):
        payload = own | {"event": own["event"] | change, "event_id": f"Ev{change}"}
        assert answered(office, payload, "event_callback")[0] == 200
    assert office.counts()["deliveries"] == before


def test_app_home_draws_the_home_tab_only(office: Office) -> None:
    opened = event(office.slack, "app_home_opened") | {"event_id": "Ev1"}
    opened["event"] |= {"tab": "messages", "channel": "D02TRANSOFF"}
    since = len(office.slack.wire)
    assert answered(office, opened, "event_callback")[0] == 200
    assert "views.publish" not in calls(office, since)


def test_an_event_without_a_person(office: Office) -> None:
    nobody = event(office.slack, "message")
    del nobody["event"]["user"]
    before = office.counts()["deliveries"]
    assert answered(office, nobody, "event_callback")[0] == 200
    assert office.counts()["deliveries"] == before


@pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])
def test_a_workspace_that_takes_the_app_away(office: Office, kind: str) -> None:
    assert office.slack.as_(OFFICER).slash("/action", "T18").text
    theirs = event(office.slack, "tokens_revoked")
    theirs["event"]["tokens"] = {"oauth": ["U02NEWCOMER"], "bot": []}
    assert answered(office, theirs, "event_callback")[0] == 200
    assert office.rows(tables.workspaces)[0].bot_token is not None, "a person's own token is nothing to us"
    ours = event(office.slack, kind)
    ours["event"]["tokens"] = {"oauth": [], "bot": ["U02APPBOT00"]}
    ours["event_id"] += "B"
    assert answered(office, ours, "event_callback")[0] == 200
    [row] = office.rows(tables.workspaces)
    assert row.bot_token is None
    assert row.revoked_at is not None
    status, answer = answered(office, command(office.slack), "command")
    assert b"Electric" not in json.dumps(answer).encode()
    assert status in (200, 401, 404)


def test_every_event_has_a_handler_and_is_asked_for() -> None:
    assert {name.partition(".")[0] for name in BOT_EVENTS} == set(FEATURES.events)


# --- who somebody is ----------------------------------------------------------------------------------------


def test_on_enterprise_grid_a_person_is_one_in_all_workspaces(office: Office) -> None:
    follow = button(office.slack, "meeting.follow", "lednet-2021-05-20")
    follow["user"]["id"] = "U02GRID0000"
    follow["enterprise"] = {"id": "E0GRID", "name": "County"}
    answered(office, follow, "block_actions")
    assert office.rows(tables.people, user_id="U02GRID0000") == []  # E0GRID sees no programme of T02SANDBOX0
    with office.convenor.database.writing() as db:
        db.execute(tables.programme_workspaces.insert().values(programme_slug="lednet-2021", workspace_id="E0GRID"))
    answered(office, follow, "block_actions")
    [person] = office.rows(tables.people, user_id="U02GRID0000")
    assert (person.workspace_id, person.team_id) == ("E0GRID", office.slack.team_id)


# --- menus that ask as one types ----------------------------------------------------------------------------


def test_a_menu_offers_the_actions_that_the_person_sees(office: Office) -> None:
    payload = suggestion(office.slack) | {"action_id": ACTION, "value": "T1"}
    _, answer = answered(office, payload, "block_suggestion")
    offered = answer["options"]
    assert offered[0]["text"]["text"].startswith("T1 ")
    assert offered[0]["value"] == "leicestershire-2024:T1"
    chosen = field_of("action", "Action", menu() | {"initial_option": offered[0]})
    assert view_complaints(modal("x", "x", [chosen], "Send")) == []
