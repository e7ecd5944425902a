"""The outbox worker against a real local Slack: each message is sent once, whatever happens on the way."""

import threading
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from bot import listing
from bot.domain.deliveries import UNCERTAIN
from bot.domain.refusal import Refusal
from bot.sandbox import posting
from jobs.deliveries import CREW, JITTER, LEASE, LONGEST_WAIT_S, LOOKED_AT, MOST_TRIES, TRIES, TURN_S, send_due
from jobs.desk import Desk
from storage import deliveries as stored
from storage import people, tables
from storage.engine import Database
from tests.jobs.office import GENERAL, LEARNING, LEDNET, NET_ZERO, NOW, Office, Running, said, until
from tests.jobs.relay import Relay

TAKEN_OVER_S = LEASE.total_seconds() + 1


def _event(office: Office, **values: object) -> str:
    """A meeting that the workspace sees; return its id."""
    row = {
        "id": "lednet-2021-05-20",
        "programme_slug": "lednet-2021",
        "kind": "meeting",
        "title": "LEDNet meeting",
        "date": NOW.date() + timedelta(days=8),
        "zone": "Europe/London",
        "status": "confirmed",
        "revision": 0,
        "known_from": NOW,
        "updated_at": NOW,
    }
    with office.database.writing() as db:
        db.execute(tables.organisations.insert().values(id=1, slug="lednet", name="LEDNet", kind="network"))
        programme = {"slug": "lednet-2021", "title": "LEDNet", "organisation_id": 1, "kind": "meetings"}
        db.execute(tables.programmes.insert().values(programme | {"themes": [], "rules": {}}))
        seen = {"programme_slug": "lednet-2021", "workspace_id": office.slack.team_id}
        db.execute(tables.programme_workspaces.insert().values(seen))
        db.execute(tables.events.insert().values(row | values))
    return str(row["id"])


def _file(office: Office, key: str = "file") -> None:
    payload = {"event": _event(office)}
    office.put(key, kind="calendar_file", person_id=office.person().id, payload=payload)


def _files(office: Office) -> list[str]:
    dm = office.slack.as_("Transport officer").dm
    return [file.name for message in dm.messages for file in message.files]


# --- the way of a message --------------------------------------------------------------------------------


def test_a_message_is_sent_and_settled(office: Office) -> None:
    office.put("one")
    assert office.send() == 1
    row = office.row("one")
    assert office.texts() == [said("one")]
    assert (row.status, row.posted_to, row.ts, row.attempts) == ("sent", LEDNET, office.stamps()[0], 1)
    assert row.sent_at is not None and row.error is None
    assert (row.lease_token, row.lease_until) == (None, None)
    assert office.send() == 0 and len(office.texts()) == 1


def test_a_person_gets_it_in_their_direct_messages_which_are_opened_once(office: Office) -> None:
    person = office.person()
    office.put("one", person_id=person.id)
    office.put("two", person_id=person.id)
    office.send()
    dm = office.slack.as_("Transport officer").person.dm_id
    assert office.texts(dm) == [said("one"), said("two")]
    assert office.person().dm_channel == dm and office.row("one").posted_to == dm
    assert office.calls("conversations.open") == 1


def test_an_answer_goes_into_its_thread(office: Office) -> None:
    question = office.slack.as_("Transport officer").write("what is T17?", "#lednet")
    office.put("answer", thread_ts=question.ts)
    office.send()
    assert [one.text for one in question.replies] == [said("answer")]


def test_what_is_not_due_waits_for_programme_time(office: Office) -> None:
    office.put("tomorrow", due_at=NOW + timedelta(days=1))
    office.machine.pass_(2 * 24 * 3600)
    assert office.send() == 0 and office.texts() == []
    office.now = NOW + timedelta(days=1)
    assert office.send() == 1 and office.texts() == [said("tomorrow")]


def test_ts_is_stored_only_after_slack_said_ok(office: Office, relay: Relay) -> None:
    office.put("one")
    answer = relay.hold("chat.postMessage")
    worker = Running(lambda: send_due(office.worker(relay.url)))
    answer.wait()
    row = office.row("one")
    assert office.texts() == [said("one")]
    assert (row.status, row.ts, row.sent_at) == ("leased", None, None)
    answer.release()
    worker.end()
    assert office.row("one").ts == office.stamps()[0]


def test_what_is_no_longer_true_is_dropped(office: Office) -> None:
    event_id = _event(office, status="cancelled")
    office.put("late", kind="reminder", payload={"events": [event_id]})
    office.send()
    assert office.row("late").status == "dropped" and office.texts() == []


def test_asked_to_stop_it_lets_go_of_the_rest(office: Office) -> None:
    for number in range(3):
        office.put(f"{number}")
    send_due(office.desk, lambda: office.calls("chat.postMessage") == 1)
    assert office.statuses() == ["sent", "pending", "pending"]
    assert office.row("1").lease_token is None
    office.machine.pass_(3)
    office.send()
    assert office.texts() == [said("0"), said("1"), said("2")]


def test_a_place_that_is_slow_holds_up_no_other_and_keeps_its_order(office: Office, relay: Relay) -> None:
    for key in ("one", "two"):
        office.put(key)
    answer = relay.hold("chat.postMessage")
    worker = Running(lambda: send_due(office.worker(relay.url)))
    answer.wait()
    office.put("three")  # its place is busy
    office.put("elsewhere", NET_ZERO)
    until(lambda: office.row("elsewhere").status == "sent")
    assert office.row("three").status == "pending" and office.texts() == [said("one")]
    answer.release()
    worker.end()
    assert office.texts() == [said("one"), said("two"), said("three")]


def test_a_batch_that_took_long_is_not_sent_on_a_lease_that_ends(office: Office, relay: Relay) -> None:
    """After a slow first post the second one has to be claimed anew."""
    office.put("one")
    office.put("two")
    answer = relay.hold("chat.postMessage")
    worker = Running(lambda: send_due(office.worker(relay.url)))
    answer.wait()
    lease = office.row("two").lease_token
    office.machine.pass_(20)
    second = relay.hold("chat.postMessage")
    answer.release()
    second.wait()
    assert office.row("two").lease_token != lease
    second.release()
    worker.end()
    assert office.texts() == [said("one"), said("two")]


# --- uncertain ends --------------------------------------------------------------------------------------


@pytest.mark.parametrize("in_thread", [False, True])
def test_a_dropped_reply_does_not_make_a_second_message(office: Office, in_thread: bool) -> None:
    start = office.slack.as_("Transport officer").write("hello", "#lednet")
    office.put("one", thread_ts=start.ts if in_thread else None)
    office.slack.fail_next("chat.postMessage", drop_reply=True)
    office.send()
    row = office.row("one")
    assert (row.status, row.ts, row.attempts) == ("pending", None, 1) and row.posting_from is not None
    assert office.send() == 0, "it waits before it tries again"
    office.machine.pass_(2)
    office.send()
    assert office.texts().count(said("one")) == 1
    assert (office.row("one").status, office.row("one").ts) == ("sent", office.stamps()[-1])


def test_a_dropped_reply_to_a_direct_message(office: Office) -> None:
    office.put("one", person_id=office.person().id)
    office.slack.fail_next("conversations.open", drop_reply=True)
    office.send()
    office.machine.pass_(2)
    office.slack.fail_next("chat.postMessage", drop_reply=True)
    office.send()
    office.machine.pass_(5)
    office.send()
    assert office.everything() == [said("one")] and office.row("one").status == "sent"


@pytest.mark.parametrize("times", [1, 3])
def test_a_message_of_which_each_reply_is_dropped(office: Office, times: int) -> None:
    """Of several messages, too, each is recognised as its own."""
    for number in range(3):
        office.put(f"{number}")
    office.slack.fail_next("chat.postMessage", drop_reply=True, times=times)
    office.send()
    for _ in range(2):  # to look for it takes a token, too
        office.machine.pass_(2)
        office.send()
    assert office.texts() == [said("0"), said("1"), said("2")]
    assert [office.row(str(n)).ts for n in range(3)] == office.stamps()


def test_a_dropped_reply_to_a_file_does_not_share_it_twice(office: Office) -> None:
    _file(office)
    office.slack.fail_next("files.completeUploadExternal", drop_reply=True)
    office.send()
    assert office.row("file").status == "pending" and office.row("file").file_id
    office.machine.pass_(2)
    office.send()
    assert _files(office) == ["lednet-2021-05-20.ics"]
    assert office.row("file").status == "sent"


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal", "files.info"])
@pytest.mark.parametrize("status", [500, 429])
def test_a_file_survives_faults_on_its_way(office: Office, method: str, status: int) -> None:
    _file(office)
    office.slack.fail_next("files.completeUploadExternal", drop_reply=True)
    office.slack.fail_next(method, status)
    for _ in range(4):
        office.send()
        office.machine.pass_(5)
    assert _files(office) == ["lednet-2021-05-20.ics"] and office.row("file").status == "sent"
    assert office.row("file").attempts <= 2


@pytest.mark.parametrize("status", [500, 429])
def test_while_nobody_can_look_it_is_not_sent_again(office: Office, status: int) -> None:
    office.put("one")
    office.slack.fail_next("chat.postMessage", drop_reply=True)
    office.send()
    office.slack.fail_next("conversations.history", status, times=2)
    for _ in range(4):
        office.machine.pass_(10)
        office.send()
    assert office.texts() == [said("one")] and office.row("one").status == "sent"


def test_where_nobody_may_look_it_is_listed_and_not_sent_again(office: Office) -> None:
    office.slack.scopes = frozenset({"chat:write"})
    office.put("one")
    office.slack.fail_next("chat.postMessage", drop_reply=True)
    office.send()
    office.machine.pass_(2)
    office.send()
    assert office.texts() == [said("one")]
    (failed,) = listing.outbox(office.database, failed_only=True)
    assert failed["error"] == f"{UNCERTAIN} (missing_scope)"


def test_it_is_found_among_many(office: Office) -> None:
    office.put("one")
    office.slack.fail_next("chat.postMessage", drop_reply=True)
    office.send()

    def chatter() -> None:
        for number in range(450):
            posting.post(office.slack.state, LEDNET, posting.Draft(f"chatter {number}"))

    office.slack.call(chatter)
    office.machine.pass_(2)
    office.send()
    assert office.texts().count(said("one")) == 1 and office.row("one").ts == office.stamps()[0]


def test_a_page_of_some_proxy_is_no_answer_of_slack(office: Office, relay: Relay) -> None:
    office.put("one")
    relay.answer_next("chat.postMessage", 200, "text/html", b"<html>Please sign in</html>")
    desk = office.worker(relay.url)
    send_due(desk)
    assert office.row("one").status == "pending"
    office.machine.pass_(2)
    send_due(desk)
    assert office.texts() == [said("one")] and office.row("one").status == "sent"


# --- dying workers ---------------------------------------------------------------------------------------


def test_a_worker_that_dies_after_posting_is_taken_over_and_cannot_change_the_result(
    office: Office, relay: Relay
) -> None:
    office.put("one")
    answer = relay.hold("chat.postMessage")
    dying = Running(lambda: send_due(office.worker(relay.url)))
    answer.wait()
    assert office.send() == 0, "its lease holds"
    office.machine.pass_(TAKEN_OVER_S)
    assert office.send() == 1
    settled = office.row("one")
    assert (settled.status, settled.ts) == ("sent", office.stamps()[0])
    answer.release(status=500)
    dying.end()
    assert office.row("one") == settled
    office.machine.pass_(TAKEN_OVER_S)
    assert office.send() == 0 and office.texts() == [said("one")]


def test_a_worker_that_was_taken_over_cannot_declare_it_dead(office: Office, relay: Relay) -> None:
    """The refusal that comes late is told to nobody either."""
    person = office.person()
    payload = {"titles": ["LEDNet"], "person": person.id}
    office.put("tied", GENERAL, kind="channel_tied", payload=payload)
    answer = relay.hold("chat.postMessage")
    slow = Running(lambda: send_due(office.worker(relay.url)))
    answer.wait()
    office.slack.call(office.slack.state.channels[GENERAL].members.add, office.slack.bot_user_id)
    office.machine.pass_(TAKEN_OVER_S)
    assert office.send() == 1
    answer.release()
    slow.end()
    assert office.row("tied").status == "sent"
    assert office.statuses() == ["sent"]


def test_a_worker_that_was_taken_over_before_it_posted_does_not_post(office: Office, relay: Relay) -> None:
    office.put("one", person_id=office.person().id)
    request = relay.hold("conversations.open", "request")
    slow = Running(lambda: send_due(office.worker(relay.url)))
    request.wait()
    office.machine.pass_(TAKEN_OVER_S)
    office.send()
    request.release()
    slow.end()
    assert office.everything() == [said("one")] and office.row("one").attempts == 1


def test_a_worker_that_was_taken_over_before_it_shared_does_not_share(office: Office, relay: Relay) -> None:
    _file(office)
    request = relay.hold("files.getUploadURLExternal", "request")
    slow = Running(lambda: send_due(office.worker(relay.url)))
    request.wait()
    office.machine.pass_(TAKEN_OVER_S)
    office.send()
    request.release()
    slow.end()
    assert len(_files(office)) == 1 and office.row("file").status == "sent"


def test_a_worker_that_dies_before_posting_loses_nothing(office: Office) -> None:
    office.put("one")
    with office.database.writing() as db:
        stored.lease(db, [office.row("one").id], "dead", office.machine() + LEASE)
    assert office.send() == 0
    office.machine.pass_(TAKEN_OVER_S)
    assert office.send() == 1 and office.texts() == [said("one")]


def test_each_begun_post_holds_the_message_for_a_whole_lease(office: Office, relay: Relay) -> None:
    office.put("one", person_id=office.person().id)
    opening, answer = relay.hold("conversations.open"), relay.hold("chat.postMessage")
    worker = Running(lambda: send_due(office.worker(relay.url)))
    opening.wait()
    office.machine.pass_(14)
    opening.release()
    answer.wait()
    office.machine.pass_(20)  # 34 s since it was claimed, 20 since the post began
    assert office.send() == 0
    answer.release()
    worker.end()
    assert office.everything() == [said("one")] and office.row("one").attempts == 1


def _workers(office: Office, closing: ExitStack, number: int = 2) -> list[Desk]:
    desks = []
    for _ in range(number):
        database = Database(office.database.url.render_as_string(hide_password=False))
        closing.callback(database.close)
        desks.append(office.worker(database=database))
    return desks


def test_two_workers_send_each_message_once(office: Office) -> None:
    places = [LEDNET, NET_ZERO, LEARNING]
    everybody = [office.person(one.id).id for one in office.slack.people]
    for number in range(3):
        for place in places:
            office.put(f"{place} {number}", place)
        for person_id in everybody:
            office.put(f"{person_id} {number}", person_id=person_id)
    office.slack.fail_next("chat.postMessage", drop_reply=True, times=4)
    together = threading.Barrier(2)

    def work(desk: Desk) -> None:
        together.wait()
        send_due(desk)

    with ExitStack() as closing:
        desks = _workers(office, closing)
        for worker in [Running(lambda desk=desk: work(desk)) for desk in desks]:
            worker.end()
        office.machine.pass_(5)
        for worker in [Running(lambda desk=desk: work(desk)) for desk in desks]:
            worker.end()
    counted = Counter(office.everything())
    assert len(counted) == 36 and set(counted.values()) == {1}
    assert set(office.statuses()) == {"sent"}


def test_a_claimed_message_is_not_claimed_again(office: Office) -> None:
    for number in range(4):
        office.put(str(number))

    def claim(database: Database, token: str, most: int) -> list[int]:
        until = office.machine() + LEASE
        with database.writing() as db:
            ids = [row.id for row in stored.claimable(db, NOW, office.machine(), most)]
            return [row.id for row in stored.lease(db, ids, token, until)] if ids else []

    with ExitStack() as closing:
        first, second = _workers(office, closing)
        mine, theirs = claim(first.database, "a", 3), claim(second.database, "b", 3)
    assert len(mine) == 3 and len(theirs) == 1 and not set(mine) & set(theirs)


def test_on_postgresql_a_worker_does_not_wait_for_another_ones_claim(slack, postgresql_database: Database) -> None:
    office = Office(slack, postgresql_database)
    for number in range(4):
        office.put(str(number))
    with ExitStack() as closing:
        first, second = _workers(office, closing)
        with first.database.writing() as a, second.database.writing() as b:
            mine = stored.claimable(a, NOW, office.machine(), 2)
            b.exec_driver_sql("set local lock_timeout = '3s'")
            theirs = stored.claimable(b, NOW, office.machine(), 4)
    assert len(mine) == 2 and len(theirs) == 2 and not {row.id for row in mine} & {row.id for row in theirs}


# --- what Slack says -------------------------------------------------------------------------------------


def test_retry_after_is_honoured_and_not_counted(office: Office) -> None:
    office.put("one")
    office.put("two")
    office.slack.fail_next("chat.postMessage", 429, retry_after=7)
    office.send()
    office.put("elsewhere", NET_ZERO)
    office.send()
    row = office.row("one")
    assert (row.status, row.attempts, row.posting_from) == ("pending", 0, None)
    assert timedelta(seconds=6) < row.next_attempt_at - office.machine() <= timedelta(seconds=7)
    assert office.everything() == [], "the method waits, in the whole workspace"
    office.machine.pass_(6)
    office.send()
    assert office.everything() == []
    for _ in range(3):
        office.machine.pass_(1)
        office.send()
    assert office.texts() == [said("one"), said("two")] and office.texts(NET_ZERO) == [said("elsewhere")]
    assert office.calls("chat.postMessage") == 4 and office.calls("conversations.history") == 0


def test_many_429s_lose_nothing(office: Office) -> None:
    office.put("one")
    office.slack.fail_next("chat.postMessage", 429, retry_after=1, times=3 * MOST_TRIES)
    for _ in range(4 * MOST_TRIES):
        office.send()
        office.machine.pass_(2)
    assert office.texts() == [said("one")] and office.row("one").attempts == 1


@pytest.mark.parametrize("method", ["conversations.open", "chat.postMessage"])
def test_server_errors_are_tried_again_ever_later_and_end_in_dead(office: Office, method: str) -> None:
    delivery_id = office.put("one", person_id=office.person().id)
    office.slack.fail_next(method, 500, times=100)
    waits = []
    for _ in range(MOST_TRIES - 1):
        office.send()
        wait = (office.row("one").next_attempt_at - office.machine()).total_seconds()
        waits.append(wait)
        office.machine.pass_(wait - 0.5)
        assert office.send() == 0 and office.calls(method) == len(waits)
        office.machine.pass_(1)
    planned = [min(2**n, LONGEST_WAIT_S) for n in range(MOST_TRIES - 1)]
    assert all(JITTER[0] * plan - 0.1 <= wait <= JITTER[1] * plan for wait, plan in zip(waits, planned, strict=True))
    assert len({wait / plan for wait, plan in zip(waits, planned, strict=True)}) > 5, "not all at the same moment"
    assert office.send() == 1
    row = office.row("one")
    assert (row.status, row.error, row.attempts) == ("dead", "internal_error", MOST_TRIES - 1 + (method[0:4] == "chat"))
    assert office.calls(method) == MOST_TRIES
    office.machine.pass_(3600)
    assert office.send() == 0, "dead is dead"
    office.slack.state.faults.clear()
    (failed,) = listing.outbox(office.database, failed_only=True)
    assert (failed["id"], failed["error"], failed["status"]) == (delivery_id, "internal_error", "dead")
    listing.retry(office.database, delivery_id)
    assert listing.outbox(office.database, failed_only=True) == []
    assert office.send() == 1 and office.everything() == [said("one")]
    assert office.row("one").status == "sent"
    with pytest.raises(Refusal, match="No failed delivery"):
        listing.retry(office.database, delivery_id)


def test_an_answer_is_given_up_after_minutes_not_hours(office: Office) -> None:
    office.put("late", kind="answer", payload={"words": "T18", "person": office.person().id})
    office.slack.fail_next("chat.postMessage", 500, times=100)
    tries = 0
    while office.row("late").status == "pending":
        office.send()
        office.machine.pass_(200)
        tries += 1
    assert tries == TRIES["answer"] and office.row("late").status == "dead"


def test_what_was_posted_before_it_died_is_found_on_retry(office: Office) -> None:
    delivery_id = office.put("one")
    office.slack.fail_next("chat.postMessage", drop_reply=True)
    office.send()
    office.slack.fail_next("conversations.history", 500, times=100)
    for _ in range(MOST_TRIES):
        office.machine.pass_(LONGEST_WAIT_S * JITTER[1] + 1)
        office.send()
    assert office.row("one").status == "dead"
    office.slack.state.faults.clear()
    listing.retry(office.database, delivery_id)
    office.send()
    assert office.texts() == [said("one")] and office.row("one").ts == office.stamps()[0]


@pytest.mark.parametrize(("channel_id", "error"), [(GENERAL, "not_in_channel"), ("C0NOWHERE", "channel_not_found")])
def test_a_refusal_is_final(office: Office, channel_id: str, error: str) -> None:
    office.put("one", channel_id)
    assert office.send() == 1
    row = office.row("one")
    assert (row.status, row.error, row.lease_token, row.lease_until) == ("dead", error, None, None)
    office.machine.pass_(3600)
    assert office.send() == 0 and office.calls("chat.postMessage") == 1


def test_who_ties_a_channel_without_the_bot_is_told(office: Office) -> None:
    person = office.person()
    payload = {"titles": ["LEDNet"], "person": person.id}
    office.put("tied", GENERAL, kind="channel_tied", payload=payload)
    office.send()
    assert office.row("tied").error == "not_in_channel"
    (told,) = office.texts(office.slack.as_("Transport officer").person.dm_id)
    assert f"<#{GENERAL}>" in told and "/invite" in told
    office.slack.call(office.slack.state.channels[GENERAL].members.add, office.slack.bot_user_id)
    listing.retry(office.database, office.row("tied").id)
    office.send()
    assert len(office.everything()) == 2 and "LEDNet" in office.texts(GENERAL)[0]


def test_a_workspace_without_a_token_and_people_who_are_gone(office: Office) -> None:
    with office.database.writing() as db:
        db.execute(tables.workspaces.insert().values(team_id="T9", name="Gone", installed_at=NOW))
        people.change(db, office.person().id, {"deactivated_at": NOW})
    office.put("workspace", team_id="T9")
    office.put("person", person_id=office.person().id)
    office.send()
    assert office.row("workspace").error == "token_revoked"
    assert (office.row("person").status, office.row("person").error) == ("dead", "user_not_found")
    assert office.everything() == [] and office.calls("conversations.open") == 0


def test_a_fault_of_ours_holds_up_no_other_message(office: Office) -> None:
    office.put("broken", kind="reminder", payload={})  # cannot be drawn
    office.put("one")
    with capture_logs() as logged:
        office.send()
        assert office.texts() == [said("one")]
        for _ in range(MOST_TRIES):
            office.machine.pass_(LONGEST_WAIT_S * JITTER[1] + 1)
            office.send()
    assert office.row("broken").status == "dead"
    assert [entry["event"] for entry in logged] == ["job failed"] * MOST_TRIES + ["not delivered"]


# --- rates -----------------------------------------------------------------------------------------------


def test_a_channel_gets_one_message_a_second_after_a_short_burst(office: Office) -> None:
    for number in range(6):
        office.put(f"{number}")
    office.put("elsewhere", NET_ZERO)
    office.send()
    assert len(office.texts()) == 3 and office.texts(NET_ZERO) == [said("elsewhere")]
    for seen in (4, 5, 6):
        office.machine.pass_(1.01)
        office.send()
        assert len(office.texts()) == seen
    assert [office.row(f"{n}").attempts for n in range(6)] == [1] * 6, "waiting is no attempt"
    assert sorted(office.texts()) == [said(str(n)) for n in range(6)]


def test_a_workspace_gets_no_more_than_is_set(office: Office) -> None:
    office.desk = office.worker(posts_per_minute=30)
    places = [LEDNET, NET_ZERO, LEARNING]
    for number in range(9):
        office.put(f"{number}", places[number % 3])
    office.send()
    assert len(office.everything()) == 3, "a tenth of it at once"
    office.machine.pass_(2.01)
    office.send()
    assert len(office.everything()) == 4
    office.machine.pass_(60)
    office.send()
    assert len(office.everything()) == 7, "what was not used is not saved up"


def test_waiting_for_a_token_is_no_busy_loop(office: Office) -> None:
    for number in range(5):
        office.put(f"{number}")
    office.send()
    assert office.machine.asked <= 8 * 5
    asked = office.machine.asked
    assert office.send() == 0 and office.machine.asked == asked + 1, "what has to wait is not even claimed"
    assert office.row("4").attempts == 0 and office.row("4").status == "pending"


def test_the_backlog_of_one_channel_holds_up_no_other(office: Office) -> None:
    for number in range(LOOKED_AT * CREW + 5):
        office.put(f"{number}")
    office.send()
    office.put("elsewhere", NET_ZERO)
    office.send()
    assert office.texts(NET_ZERO) == [said("elsewhere")] and len(office.texts()) == 3


def test_what_somebody_asked_for_goes_before_a_backlog_and_each_place_keeps_its_order(office: Office) -> None:
    for number in range(LOOKED_AT * CREW + 5):
        office.put(f"{number}", (LEDNET, LEARNING)[number % 2])
    office.put("before", NET_ZERO)
    _ask(office, "asked", NET_ZERO)
    _send_one(office, second=1)
    assert office.everything() == [said("before")]
    _send_one(office, second=9)
    assert office.everything() == [said("before"), "asked"]
    _send_one(office, second=17)
    assert office.row("0").status == "sent"


def test_in_one_second_of_four_what_waits_for_longest_goes_first(office: Office) -> None:
    office.put("first", LEDNET)
    for number in range(4):
        _ask(office, f"asked {number}", NET_ZERO)
    for second in (1, 9, 2 * 4 * TURN_S, 41):
        _send_one(office, second)
    assert office.texts(NET_ZERO) == ["asked 0", "asked 1", "asked 2"] and office.texts(LEDNET) == [said("first")]


def test_a_message_changes_in_place_though_many_wait_but_after_what_somebody_asked_for(office: Office) -> None:
    person, long_ago = office.person().id, NOW - timedelta(hours=1)
    office.put("of the day", person_id=person)
    office.send()
    with office.database.writing() as db:
        sent = {"kind": "digest", "payload": {}, "created_at": NOW}
        db.execute(update(tables.deliveries).values(sent))
    for number in range(LOOKED_AT * CREW + 5):
        office.put(f"{number}", (LEDNET, LEARNING)[number % 2], due_at=long_ago)
    office.put("redraw", person_id=person, kind="redraw", payload={"delivery": office.row("of the day").id})
    _ask(office, "asked", NET_ZERO)
    _send_one(office, second=1)
    assert (office.row("asked").status, office.row("redraw").status) == ("sent", "pending")
    _send_one(office, second=9)
    assert office.row("redraw").status == "sent" and office.calls("chat.update") == 1
    _send_one(office, second=17)
    assert office.row("0").status == "sent"


def _ask(office: Office, key: str, channel_id: str) -> None:
    office.put(key, channel_id, kind="sentence", payload={"text": key})


def _send_one(office: Office, second: int) -> None:
    """Let a worker tick in a second of machine time, whose workspace allows one message in six."""
    at = datetime(2030, 1, 1, 0, 0, second, tzinfo=UTC)
    assert send_due(office.worker(machine_clock=lambda: at, posts_per_minute=10)) == 1


def test_while_all_is_paused_only_what_somebody_asked_for_leaves(office: Office) -> None:
    for kind, payload in (("reminder", {"events": []}), ("correction", {"notice": 1})):  # of which nothing is true now
        office.put(kind, kind=kind, payload=payload)
    _ask(office, "asked", NET_ZERO)
    with office.database.writing() as db:
        db.execute(tables.pauses.insert().values(from_at=NOW))
    office.send()
    assert office.statuses() == ["pending", "pending", "sent"]
    with office.database.writing() as db:
        db.execute(update(tables.pauses).values(until_at=NOW))
    office.send()
    assert office.statuses() == ["dropped", "dropped", "sent"]


def test_whatever_people_and_organisations_chose_what_was_asked_for_may_leave(office: Office) -> None:
    person, today = office.person().id, NOW.date()
    for kind in (*stored.ASKED_FOR, *stored.SCHEDULED):
        office.put(kind, person_id=person, kind=kind)
    with office.database.writing() as db:
        muted = ["meeting", "session", "update", "week"]
        off = {"muted": muted, "paused_until": today + timedelta(days=9), "changed_at": NOW}
        db.execute(tables.person_settings.insert().values(off | {"person_id": person}))
        away = {"person_id": person, "from_on": today, "until_on": today + timedelta(days=9), "created_at": NOW}
        db.execute(tables.leaves.insert().values(away))
        db.execute(tables.pauses.insert().values(from_at=NOW))
        found = stored.claimable(db, NOW, office.machine(), 99)
        assert {stored.by_id(db, row.id).kind for row in found} == set(stored.ASKED_FOR)


def test_every_status_is_sent_only_from_pending(office: Office) -> None:
    for status in ("sent", "dropped", "dead"):
        office.put(status)
        with office.database.writing() as db:
            db.execute(update(tables.deliveries).where(tables.deliveries.c.key == status).values(status=status))
    office.machine.pass_(3600)
    assert office.send() == 0 and office.everything() == []


def test_a_key_is_sent_once(office: Office) -> None:
    office.put("one")
    office.send()
    with pytest.raises(AssertionError):
        office.put("one")
    assert office.send() == 0 and office.texts() == [said("one")]
