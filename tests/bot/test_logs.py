"""Log lines: no token ever stands in one, in either style, tracebacks and other libraries' lines included."""

import json
import subprocess
import sys
from functools import cache

import pytest

TOKENS = {
    "bot": "xoxb-1234567890-abcdefGHIJ",
    "user": "xoxp-1234567890-abcdefGHIJ",
    "app": "xapp-1-A0123-456-abcdef0123",
    "rotated": "xoxe.xoxb-1-Mi0yLTEyMzQ1",
    "refresh": "xoxe-1-My0xLTEyMzQ1Njc4",
    "signature": "v0=" + "0123456789abcdef" * 4,
}

SCRIPT = """
import logging, sys, structlog
from bot import logs
logs.configure(sys.argv[1])
token = " ".join(sys.argv[2:])
log = structlog.get_logger("ours")
log.info(f"said {token}", value=token)
log.warning("nested", headers={"Authorization": f"Bearer {token}"}, many=[token, (token,)])
log.warning("error value", error=ValueError(token))
structlog.contextvars.bind_contextvars(request_id="0a1b2c3d")
try:
    raise RuntimeError(f"refused with {token}")
except RuntimeError:
    log.exception("fault", gesture="/action")
other = logging.getLogger("slack_sdk.web")
other.warning("sent %s", token)
other.error("sent %(token)s", {"token": token})
try:
    raise RuntimeError(f"broken with {token}")
except RuntimeError:
    other.exception("failed")
other.debug("not shown")
log.debug("not shown")
"""


@cache
def lines(style: str) -> str:
    command = [sys.executable, "-c", SCRIPT, style, *TOKENS.values()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    return done.stderr


@pytest.mark.parametrize("kind", TOKENS)
@pytest.mark.parametrize("style", ["text", "json"])
def test_no_token_in_any_line(style: str, kind: str) -> None:
    written = lines(style)
    assert TOKENS[kind] not in written
    assert written.count("***") >= 6
    assert "not shown" not in written


def test_json_is_one_object_a_line() -> None:
    found = [json.loads(line) for line in lines("json").splitlines()]
    assert {"info", "warning", "error"} == {one["level"] for one in found}
    assert all(one["timestamp"].endswith("Z") for one in found)
    faults = [one for one in found if one["event"] == "fault"]
    assert faults[0]["request_id"] == "0a1b2c3d"
    assert "Traceback" in faults[0]["exception"]
    assert "RuntimeError: refused with *** ***" in faults[0]["exception"]
    failed = [one for one in found if one["event"] == "failed"]
    assert "RuntimeError: broken with *** ***" in failed[0]["exception"]


def test_text_has_the_trace_below_its_line() -> None:
    written = lines("text")
    assert "error fault gesture=/action" in written
    assert "request_id=0a1b2c3d" in written
    assert "RuntimeError: refused with *** ***" in written
    assert "RuntimeError: broken with *** ***" in written
    assert "_record" not in written
