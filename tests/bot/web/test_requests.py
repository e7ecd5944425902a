"""What is turned away at the door, with which status, and that it leaves no trace."""

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sandbox.carrier import sign
from tests.bot.web.payloads import (
    FORM,
    JSON,
    KINDS,
    REQUIRED,
    button,
    command,
    encoded,
    event,
    message_action,
    paths,
    shortcut,
    submission,
    with_changed,
)
from tests.office import Office

MINUTES = 60
FUZZED = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def untouched(shared_office: Office) -> Iterator[Office]:
    """The office of this module; no table may have more or fewer rows afterwards."""
    before = shared_office.counts()
    yield shared_office
    assert shared_office.counts() == before


def post(office: Office, body: bytes, content_type: str = FORM, **how: Any) -> int:
    status, _ = office.slack.post_signed(body, content_type, **how)
    return status


# --- signature ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_signed_request_is_let_in(shared_office: Office, kind: str) -> None:
    body, content_type = encoded(KINDS[kind](shared_office.slack), kind)
    assert post(shared_office, body, content_type) in (200, 404)


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_signature(untouched: Office, kind: str) -> None:
    slack = untouched.slack
    body, content_type = encoded(KINDS[kind](slack), kind)
    now = str(int(time.time()))
    right = sign(slack.signing_secret, now, body)
    wrong = {
        "another secret": sign("another secret", now, body),
        "another body": sign(slack.signing_secret, now, body + b" "),
        "another time": sign(slack.signing_secret, str(int(now) - 1), body),
        "cut": right[:-1],
        "without version": right.removeprefix("v0="),
        "another version": right.replace("v0=", "v1="),
        "not ASCII": "v0=ÿ",
        "blank": "",
    }
    for name, signature in wrong.items():
        headers = {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": signature}
        assert post_plain(untouched, body, content_type, headers) == 401, name


@pytest.mark.parametrize("seconds", [-6 * MINUTES, 6 * MINUTES, -86_400, -(10**9)])
def test_a_timestamp_far_from_now(untouched: Office, seconds: int) -> None:
    body, content_type = encoded(command(untouched.slack), "command")
    assert post(untouched, body, content_type, timestamp=str(int(time.time()) + seconds)) == 401


@pytest.mark.parametrize("seconds", [-4 * MINUTES, 4 * MINUTES])
def test_a_timestamp_near_now(shared_office: Office, seconds: int) -> None:
    body, content_type = encoded(command(shared_office.slack), "command")
    assert post(shared_office, body, content_type, timestamp=str(int(time.time()) + seconds)) == 200


@pytest.mark.parametrize("timestamp", ["abc", "", "1.5", "-1", "0x10", "1e9", "9" * 400, "\u0661\u0662", "²", "nan"])
def test_a_timestamp_that_is_none(untouched: Office, timestamp: str) -> None:
    body, content_type = encoded(command(untouched.slack), "command")
    latin = timestamp if timestamp.isascii() else timestamp.encode().decode("latin-1")
    signature = sign(untouched.slack.signing_secret, latin, body)
    headers = {"X-Slack-Request-Timestamp": latin, "X-Slack-Signature": signature}
    assert post_plain(untouched, body, content_type, headers) == 401


@pytest.mark.parametrize("left_out", ["X-Slack-Signature", "X-Slack-Request-Timestamp", "both"])
def test_missing_headers(untouched: Office, left_out: str) -> None:
    body, content_type = encoded(command(untouched.slack), "command")
    now = str(int(time.time()))
    headers = {
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": sign(untouched.slack.signing_secret, now, body),
    }
    headers.pop(left_out, None)
    assert post_plain(untouched, body, content_type, {} if left_out == "both" else headers) == 401


def test_other_methods_and_paths(untouched: Office) -> None:
    import httpx2

    with httpx2.Client(base_url=untouched.url, trust_env=False) as client:
        assert client.get("/slack/events").status_code == 405
        assert client.put("/slack/events").status_code == 405
        assert client.post("/slack/install").status_code == 404
        assert client.get("/").status_code == 404


def post_plain(office: Office, body: bytes, content_type: str, headers: dict[str, str]) -> int:
    import httpx2

    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    raw.append((b"Content-Type", content_type.encode()))
    with httpx2.Client(trust_env=False) as client:
        return client.post(f"{office.url}/slack/events", content=body, headers=raw).status_code


# --- shape --------------------------------------------------------------------------------------------------

NONSENSE = (
    b"",
    b"null",
    b"[]",
    b"[1]",
    b"1",
    b'"text"',
    b"true",
    b"{}",
    b"{",
    b'{"type": "event_callback"',
    b'{"type": "event_callback"}',
    b'{"type": null}',
    b'{"type": []}',
    b'{"type": {}}',
    b"{\x00}",
    b"NaN",
    b'{"type": "event_callback", "event": null}',
    b"[" * 100_000,
)


@pytest.mark.parametrize("body", NONSENSE, ids=lambda body: repr(body[:24]))
def test_nonsense_as_json(untouched: Office, body: bytes) -> None:
    assert post(untouched, body, JSON) == 400
    assert post(untouched, body, "application/json; charset=utf-8") == 400


@pytest.mark.parametrize("body", NONSENSE, ids=lambda body: repr(body[:24]))
def test_nonsense_as_a_form(untouched: Office, body: bytes) -> None:
    assert post(untouched, body) == 400
    assert post(untouched, b"payload=" + body) == 400
    assert post(untouched, body, "") == 400


@pytest.mark.parametrize("kind", KINDS)
def test_a_truncated_body(untouched: Office, kind: str) -> None:
    if kind == "command":
        body, content_type = b"command=%2Faction&text=T18", FORM
    else:
        whole = json.dumps(KINDS[kind](untouched.slack))
        half = whole[: len(whole) // 2]
        is_form = encoded({}, kind)[1] == FORM
        body, content_type = (urlencode({"payload": half}).encode(), FORM) if is_form else (half.encode(), JSON)
    assert post(untouched, body, content_type) == 400


@pytest.mark.parametrize(
    ("kind", "path"), [(kind, path) for kind, required in REQUIRED.items() for path in required], ids=str
)
def test_a_required_field_of_the_wrong_type(untouched: Office, kind: str, path: str) -> None:
    whole = KINDS[kind](untouched.slack)
    for value in (..., "") if kind == "command" else (..., None, 1, 1.5, True, [], {}, [None], [[]], "", {"id": 1}):
        body, content_type = encoded(with_changed(whole, path, value), kind)
        assert post(untouched, body, content_type) == 400, value


@pytest.mark.parametrize("kind", ["block_actions", "view_submission", "shortcut", "message_action"])
@pytest.mark.parametrize("team", ["T02SANDBOX0", 1, True, [], [1], {"id": 1}, {"id": ["T1"]}, {}], ids=repr)
def test_a_team_of_the_wrong_type(untouched: Office, kind: str, team: Any) -> None:
    whole = with_changed(KINDS[kind](untouched.slack), "user.team_id", ...)
    body, content_type = encoded(whole | {"team": team}, kind)
    assert post(untouched, body, content_type) == 400


def test_bytes_that_are_no_text(untouched: Office) -> None:
    assert post(untouched, b"\xff\xfe", JSON) == 401
    assert post(untouched, b"payload=\xff") == 401
    assert post(untouched, b"payload=%FF%FE") == 400


def test_no_actions(untouched: Office) -> None:
    for actions in ([], {}, "action.show", None, [None], ["action.show"]):
        body, content_type = encoded(button(untouched.slack) | {"actions": actions}, "block_actions")
        assert post(untouched, body, content_type) == 400, actions


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "command"])
def test_any_field_of_any_type_is_no_fault_of_the_server(shared_office: Office, kind: str) -> None:
    """Optional fields may be wrong, too: 200, 400 or 404, never 500."""
    whole = KINDS[kind](shared_office.slack)
    bad = {}
    for path in paths(whole):
        for value in (None, 7, True, "text", [], [None], {}, {"id": 7}):
            body, content_type = encoded(with_changed(whole, path, value), kind)
            status = post(shared_office, body, content_type)
            if status not in (200, 400, 404):
                bad[path, repr(value)] = status
    assert bad == {}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = (
    "type command user team id actions action_id view event event_id team_id user_id callback_id trigger_id "
    "challenge payload authorizations enterprise state container channel response_url response_urls"
)
KNOWN = st.sampled_from(KEYS.split())
SHAPES = st.recursive(
    VALUES | st.sampled_from([*KINDS, "button", "/action", "T02SANDBOX0", "U02TRANSOFF", "update.save", "message"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KNOWN, inner, max_size=6),
    max_leaves=24,
)


@FUZZED
@given(payload=SHAPES, as_form=st.booleans())
def test_random_json_is_no_fault_of_the_server(shared_office: Office, payload: Any, as_form: bool) -> None:
    text = json.dumps(payload)
    body, content_type = (urlencode({"payload": text}).encode(), FORM) if as_form else (text.encode(), JSON)
    assert post(shared_office, body, content_type) in (200, 400, 404)


@FUZZED
@given(kind=st.sampled_from([kind for kind in KINDS if kind != "command"]), data=st.data())
def test_random_json_inside_a_payload(shared_office: Office, kind: str, data: st.DataObject) -> None:
    whole = KINDS[kind](shared_office.slack)
    for _ in range(data.draw(st.integers(1, 3))):
        whole = with_changed(whole, data.draw(st.sampled_from(paths(whole))), data.draw(VALUES))
    body, content_type = encoded(whole, kind)
    assert post(shared_office, body, content_type) in (200, 400, 404)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "command"])
def test_half_a_surrogate_pair_is_no_fault_of_the_server(shared_office: Office, kind: str) -> None:
    """JSON can write what no text can hold."""
    whole = KINDS[kind](shared_office.slack)
    for path in paths(whole):
        body, content_type = encoded(with_changed(whole, path, "\ud800"), kind)
        assert post(shared_office, body, content_type) in (200, 400, 404), path


@FUZZED
@given(body=st.binary(max_size=200), content_type=st.sampled_from([FORM, JSON, "", "text/plain", "multipart/x"]))
def test_random_bytes(shared_office: Office, body: bytes, content_type: str) -> None:
    assert post(shared_office, body, content_type) in (400, 401, 404)


# --- ids, size, workspaces ----------------------------------------------------------------------------------


def test_unknown_ids(untouched: Office) -> None:
    slack = untouched.slack
    unknown = [
        (command(slack, "/weather"), "command"),
        (command(slack, "action"), "command"),
        (button(slack, "no.such.button"), "block_actions"),
        (button(slack, "update.save"), "block_actions"),
        (submission(slack, "no.such.form"), "view_submission"),
        (submission(slack, "action.show"), "view_submission"),
        (event(slack, "reaction_added"), "event_callback"),
        (shortcut(slack, "no.such.shortcut"), "shortcut"),
        (message_action(slack, "no.such.shortcut"), "message_action"),
    ]
    for payload, kind in unknown:
        body, content_type = encoded(payload, kind)
        assert post(untouched, body, content_type) == 404, payload


def test_too_large(untouched: Office) -> None:
    most = 1_048_576
    small, _ = encoded(command(untouched.slack), "command")
    assert post(untouched, small + b"&x=" + b"a" * (most - len(small) - 3)) == 200
    assert post(untouched, b"a" * (most + 1)) == 413
    assert post(untouched, b"a" * (3 * most)) == 413
    assert post(untouched, b"a" * (most + 1), signature="v0=wrong") == 413


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("url_verification", "view_closed")])
def test_another_workspace_gets_nothing(untouched: Office, kind: str) -> None:
    whole = KINDS[kind](untouched.slack)
    text = json.dumps(whole).replace(untouched.slack.team_id, "T0STRANGER")
    body, content_type = encoded(json.loads(text), kind)
    status, answer = untouched.slack.post_signed(body, content_type)
    assert status in (200, 401, 404)
    for word in (b"Electric", b"T18", b"Leicestershire", b"Transport"):
        assert word not in answer


def test_a_stranger_claiming_our_user_in_another_team_gets_nothing(untouched: Office) -> None:
    payload = button(untouched.slack, "action.update") | {"team": {"id": "T0STRANGER"}}
    status, answer = untouched.slack.post_signed(*encoded(payload, "block_actions"))
    assert status in (200, 401, 404)
    assert b"T18" not in answer


def test_the_challenge_is_answered(untouched: Office) -> None:
    payload = KINDS["url_verification"](untouched.slack)
    status, answer = untouched.slack.post_signed(*encoded(payload, "url_verification"))
    assert (status, json.loads(answer)) == (200, {"challenge": payload["challenge"]})


def test_the_challenge_is_signed_too(untouched: Office) -> None:
    body, content_type = encoded(KINDS["url_verification"](untouched.slack), "url_verification")
    assert post(untouched, body, content_type, signature="v0=wrong") == 401


def test_ssl_check_is_answered(untouched: Office) -> None:
    assert post(untouched, b"ssl_check=1&token=x") == 200
