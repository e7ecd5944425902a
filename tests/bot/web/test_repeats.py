"""Slack delivers again what it is not sure of: what arrives five times is done once."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from storage import tables
from tests.bot.web.payloads import T18, button, command, encoded, event, submission
from tests.office import Office

TIMES = 5


def base_of(office: Office) -> int:
    return int(office.rows(tables.actions, id=T18)[0].current_entry_id)


def deliver(office: Office, payload: Any, kind: str, together: bool) -> list[tuple[int, bytes]]:
    body, content_type = encoded(payload, kind)

    def once(number: int) -> tuple[int, bytes]:
        return office.slack.post_signed(body, content_type, retry_num=number or None)

    if not together:
        return [once(number) for number in range(TIMES)]
    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(once, range(TIMES)))


@pytest.mark.parametrize("together", [False, True], ids=["in turn", "at once"])
def test_the_same_submission(any_office: Office, together: bool) -> None:
    payload = submission(any_office.slack, base=base_of(any_office), note="Five times the same.")
    answers = deliver(any_office, payload, "view_submission", together)
    assert [status for status, _ in answers] == [200] * TIMES
    assert all("is updated" in json.loads(body)["view"]["title"]["text"] for _, body in answers)
    assert len(any_office.rows(tables.status_entries, action_id=T18, kind="update")) == 1
    assert len(any_office.rows(tables.audit, did="update.saved", subject_id=T18)) == 1


def test_two_forms_sent_at_once(any_office: Office) -> None:
    base = base_of(any_office)
    forms = [submission(any_office.slack, base=base, note=f"Writer {number}.") for number in range(2)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda form: any_office.slack.post_signed(*encoded(form, "view_submission"))[1], forms))
    titles = sorted(json.loads(answer)["view"]["title"]["text"] for answer in answers)
    assert titles == ["T18 is updated", "Update T18"]
    assert len(any_office.rows(tables.status_entries, action_id=T18, kind="update")) == 1


@pytest.mark.parametrize("together", [False, True], ids=["in turn", "at once"])
def test_the_same_event(any_office: Office, together: bool) -> None:
    payload = event(any_office.slack, "message", "T18")
    payload["event"] |= {"channel": "D02TRANSOFF", "channel_type": "im"}
    assert {status for status, _ in deliver(any_office, payload, "event_callback", together)} == {200}
    any_office.slack.as_("Transport officer").dm.wait_for("Electric vehicle")
    assert len(any_office.rows(tables.deliveries, kind="answer")) == 1
    assert len(any_office.slack.as_("Transport officer").dm.messages) == 1


@pytest.mark.parametrize("together", [False, True], ids=["in turn", "at once"])
def test_the_same_press(any_office: Office, together: bool) -> None:
    payload = button(any_office.slack, "meeting.add_to_calendar", "lednet-2021-05-20")
    assert {status for status, _ in deliver(any_office, payload, "block_actions", together)} == {200}
    any_office.slack.as_("Transport officer").dm.wait_for("Open this file")
    assert len(any_office.rows(tables.deliveries, kind="calendar_file")) == 1
    assert len(any_office.rows(tables.audit, did="calendar.sent")) == 1


def test_the_same_request_to_be_added(any_office: Office) -> None:
    payload = button(any_office.slack, "action.ask_to_be_added", T18)
    payload["user"]["id"] = "U02NEWCOMER"
    deliver(any_office, payload, "block_actions", together=True)
    assert len(any_office.rows(tables.deliveries, kind="asked_to_be_added")) == 1


def test_a_person_first_seen_five_times_at_once(any_office: Office) -> None:
    commands = [command(any_office.slack, "/convenor", "help") for _ in range(TIMES)]
    follows = [button(any_office.slack, "meeting.follow", "lednet-2021-05-20") for _ in range(TIMES)]
    for one in follows:
        one["user"]["id"] = "U02STRANGE0"
    with ThreadPoolExecutor(TIMES * 2) as pool:
        sent = [encoded(one, "command") for one in commands] + [encoded(one, "block_actions") for one in follows]
        answers = list(pool.map(lambda body: any_office.slack.post_signed(*body), sent))
    assert {status for status, _ in answers} == {200}
    people = any_office.rows(tables.people, user_id="U02STRANGE0")
    assert len(people) == 1
    assert len(any_office.rows(tables.follows, person_id=people[0].id)) == 1
    assert not any("fault" in line["event"] for line in any_office.log)
