"""When something breaks: the person gets an apology with a reference, and the log has the trace under it."""

import json
import re
from pathlib import Path

import httpx2
from sqlalchemy import text

from storage import tables
from tests.bot.web.payloads import T18, button, command, encoded, event, submission
from tests.office import APOLOGY, Office
from tests.office import office as opened

REFERENCE = re.compile(r"`([0-9a-f]{8})`")


def broken(office: Office, table: str) -> None:
    """Take a table away, as nothing but a mishap would."""
    with office.convenor.database.writing(wake=False) as db:
        db.execute(text(f"alter table {table} rename to lost"))


def check_log(office: Office, shown: str, gesture: str) -> None:
    assert APOLOGY in shown
    reference = REFERENCE.search(shown)
    assert reference
    faults = [line for line in office.log if line["event"] == "fault"]
    assert [line["request_id"] for line in faults] == [reference[1]]
    assert faults[0]["gesture"] == gesture
    assert faults[0]["level"] == "error"
    assert "Traceback" in faults[0]["exception"]
    assert "status_entries" in faults[0]["exception"] or "no such table" in faults[0]["exception"]
    assert "Traceback" not in shown
    assert "sqlite" not in shown.casefold()


def test_a_command(office: Office) -> None:
    broken(office, "status_entries")
    answer = office.slack.as_("Transport officer").slash("/action", "T18")
    assert answer.ephemeral
    check_log(office, answer.raw["text"], "/action")


def test_a_button(office: Office) -> None:
    card = office.slack.as_("Transport officer").slash("/action", "T18")
    broken(office, "status_entries")
    check_log(office, card.press("History").raw["text"], "action.history")


def test_a_form_says_that_nothing_was_saved(office: Office) -> None:
    form = office.slack.as_("Transport officer").slash("/action", "update T18").fill(Note="Lost in the wires.")
    broken(office, "audit")
    shown = form.submit()
    assert "went wrong" in shown.text
    assert len(office.rows(tables.status_entries, action_id=T18)) == 1
    faults = [line for line in office.log if line["event"] == "fault"]
    assert faults[0]["request_id"] in shown.text
    form = shown.close()
    assert form.values["Note"] == "Lost in the wires.", "what was typed is still there"


def test_an_event_is_acknowledged_all_the_same(office: Office) -> None:
    broken(office, "seen")
    body, content_type = encoded(event(office.slack), "event_callback")
    assert office.slack.post_signed(body, content_type) == (200, b"")
    assert [line["gesture"] for line in office.log if line["event"] == "fault"] == ["app_mention"]
    [apology] = office.rows(tables.deliveries, kind="sentence")
    assert APOLOGY in apology.payload["text"], "an event has no answer of its own: the outbox says it"


def test_each_fault_has_its_own_reference(office: Office) -> None:
    broken(office, "status_entries")
    officer = office.slack.as_("Transport officer")
    found = {REFERENCE.search(officer.slash("/action", "T18").raw["text"])[1] for _ in range(4)}
    assert len(found) == 4


def test_one_reference_from_gesture_to_audit_and_delivery(office: Office) -> None:
    office.slack.as_("Transport officer").slash("/meetings").press("Add to calendar")
    [delivery] = office.rows(tables.deliveries, kind="calendar_file")
    [audited] = office.rows(tables.audit, did="calendar.sent")
    assert delivery.request_id == audited.request_id
    assert re.fullmatch(r"[0-9a-f]{8}", audited.request_id)


def test_an_answer_url_that_is_gone(office: Office) -> None:
    """The press is done, the answer cannot be shown: that is logged, and Slack gets its 200."""
    payload = button(office.slack, "meeting.follow", "lednet-2021-05-20")
    payload["user"]["id"] = "U02NEWCOMER"
    assert office.slack.post_signed(*encoded(payload, "block_actions"))[0] == 200
    assert "response_url refused" in [line["event"] for line in office.log]
    assert len(office.rows(tables.follows, subject_kind="event")) == 1


def test_an_answer_url_without_anybody_behind_it(office: Office) -> None:
    payload = button(office.slack) | {"response_url": "http://127.0.0.1:1/nobody"}
    assert office.slack.post_signed(*encoded(payload, "block_actions"))[0] == 200
    assert not [line for line in office.log if line["event"] == "fault"]


def test_a_form_that_nobody_drew(office: Office) -> None:
    """Signed, but not ours: metadata and state as nobody sends them; answered with an apology, nothing saved."""
    for change in ({"private_metadata": "none"}, {"state": {}}, {"state": {"values": []}}, {"private_metadata": "{}"}):
        payload = submission(office.slack, base=1)
        payload["view"] |= change
        status, body = office.slack.post_signed(*encoded(payload, "view_submission"))
        assert (status, json.loads(body)["response_action"]) == (200, "push"), change
    assert len(office.rows(tables.status_entries, action_id=T18)) == 1


# --- probes -------------------------------------------------------------------------------------------------


def get(office: Office, path: str, **headers: str) -> httpx2.Response:
    with httpx2.Client(trust_env=False) as client:
        return client.get(office.url + path, headers={name.replace("_", "-"): one for name, one in headers.items()})


def test_probes_of_a_healthy_bot(any_office: Office) -> None:
    assert (get(any_office, "/healthz").status_code, get(any_office, "/healthz").text) == (200, "ok")
    assert (get(any_office, "/readyz").status_code, get(any_office, "/readyz").text) == (200, "ready")
    metrics = get(any_office, "/metrics")
    assert metrics.headers["content-type"].startswith("text/plain")
    assert "convenor_deliveries_due 0.0" in metrics.text


def test_metrics_count_what_waits(tmp_path: Path) -> None:
    with opened(tmp_path, ticking=False) as office:
        for _ in range(3):
            office.slack.post_signed(*encoded(event(office.slack), "event_callback"))
        metrics = get(office, "/metrics").text
    assert "convenor_deliveries_due 3.0" in metrics
    assert re.search(r"convenor_deliveries_oldest_seconds \d", metrics)


def test_a_bot_whose_clock_stands_still_is_not_ready(tmp_path: Path) -> None:
    with opened(tmp_path, ticking=False) as office:
        answer = get(office, "/readyz")
    assert (answer.status_code, answer.text) == (503, "the clock of the jobs stands still")


def test_figures_are_for_this_machine(office: Office) -> None:
    """A proxy beside the bot asks from 127.0.0.1, too, and says for whom."""
    for name in ("X_Forwarded_For", "Forwarded", "X_Real_IP"):
        assert get(office, "/metrics", **{name: "203.0.113.7"}).status_code == 403
    assert get(office, "/metrics", X_Forwarded_For="203.0.113.7", Authorization="Bearer x").status_code == 403


def test_probes_without_a_database(office: Office) -> None:
    assert get(office, "/readyz").status_code == 200
    broken(office, "deliveries")
    answer = get(office, "/readyz")
    assert answer.status_code == 503
    assert answer.text.startswith("no database")
    assert "deliveries" not in answer.text
    metrics = get(office, "/metrics")
    assert (metrics.status_code, "convenor_deliveries_due NaN" in metrics.text) == (200, True)
    assert get(office, "/healthz").status_code == 200


def test_slack_is_answered_without_a_database(office: Office) -> None:
    broken(office, "plan_workspaces")
    for payload, kind in ((command(office.slack), "command"), (submission(office.slack, base=1), "view_submission")):
        assert office.slack.post_signed(*encoded(payload, kind))[0] == 200
