"""The hands: one message to Slack's Web API, and what came of it as a type."""

import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

TIMEOUT_S = 10
EVENT_TYPE = "convenor_delivery"
ALT_TEXT = 1000
GONE = ("thread_not_found", "file_not_found")
LOOK_BACK_S = 60
"""History is searched from a little before the post was begun: Slack's clock is not ours."""


@dataclass(frozen=True)
class Sent:
    """Slack has it: the channel and the message's ts ("" for a shared file)."""

    channel_id: str
    ts: str


@dataclass(frozen=True)
class Limited:
    """Too many calls of a method (HTTP 429, or our own count): try again after so many seconds."""

    wait_s: float
    method: str


@dataclass(frozen=True)
class Refused:
    """Slack said no, and will say so again: `not_in_channel`, `channel_not_found`, ..."""

    error: str


@dataclass(frozen=True)
class Hidden:
    """Slack lets us not look whether it has it: to send it again might be to send it twice."""

    error: str


@dataclass(frozen=True)
class Unsure:
    """Nobody knows whether Slack has it: time-out, broken connection, server error."""

    error: str


Outcome = Sent | Limited | Refused | Hidden | Unsure


def client(token: str, api_url: str) -> WebClient:
    """Return a client that never repeats a call by itself: the outbox decides."""
    return WebClient(token=token, base_url=api_url, timeout=TIMEOUT_S, retry_handlers=[])


def open_direct_message(slack: WebClient, user_id: str) -> str | Limited | Refused | Unsure:
    """Return the id of the direct-message channel with a person."""
    answer = _call(slack, "conversations.open", {"users": user_id})
    return str(answer["channel"]["id"]) if isinstance(answer, SlackResponse) else answer


def post(
    slack: WebClient, channel_id: str, thread_ts: str | None, text: str, blocks: Sequence[Any], delivery_id: int
) -> Outcome:
    """Post a message that carries its delivery's id, so that it can be recognised later."""
    body: dict[str, Any] = {
        "channel": channel_id,
        "text": text,
        "blocks": list(blocks),
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"delivery": delivery_id}},
        "unfurl_links": False,
    }
    if thread_ts:
        body["thread_ts"] = thread_ts
    answer = _call(slack, "chat.postMessage", body)
    return Sent(str(answer["channel"]), str(answer["ts"])) if isinstance(answer, SlackResponse) else answer


def change(slack: WebClient, channel_id: str, ts: str, text: str, blocks: Sequence[Any]) -> Outcome:
    """Let a message of ours say something else; doing it twice is as doing it once."""
    answer = _call(slack, "chat.update", {"channel": channel_id, "ts": ts, "text": text, "blocks": list(blocks)})
    return Sent(channel_id, ts) if isinstance(answer, SlackResponse) else answer


def unfurl(slack: WebClient, channel_id: str, ts: str, unfurls: Mapping[str, Sequence[Any]]) -> Outcome:
    """Show blocks below links of somebody's message; doing it twice is as doing it once."""
    shown = {url: {"blocks": list(blocks)} for url, blocks in unfurls.items()}
    answer = _call(slack, "chat.unfurl", {"channel": channel_id, "ts": ts, "unfurls": shown})
    return Sent(channel_id, ts) if isinstance(answer, SlackResponse) else answer


def find(
    slack: WebClient, channel_id: str, thread_ts: str | None, delivery_id: int, since: datetime
) -> Sent | Limited | Hidden | Unsure | None:
    """Look in a channel for the message of a delivery; None when it is not there."""
    method = "conversations.replies" if thread_ts else "conversations.history"
    body: dict[str, Any] = {
        "channel": channel_id,
        "oldest": f"{since.timestamp() - LOOK_BACK_S:.6f}",
        "include_all_metadata": True,
        "limit": 200,
    } | ({"ts": thread_ts} if thread_ts else {})
    while True:
        answer = _call(slack, method, body, form=True)
        if not isinstance(answer, SlackResponse):
            return _not_there(answer)
        for one in answer["messages"]:
            if _is_of(one, delivery_id):
                return Sent(channel_id, str(one["ts"]))
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return None
        body["cursor"] = cursor


def _not_there(answer: Limited | Refused | Unsure) -> Limited | Hidden | Unsure | None:
    """Return why nobody can tell; None when Slack says that what might hold the message is not there at all."""
    if isinstance(answer, Refused):
        return None if answer.error in GONE else Hidden(answer.error)
    return answer


def _is_of(message: dict[str, Any], delivery_id: int) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return metadata.get("event_type") == EVENT_TYPE and payload.get("delivery") == delivery_id


def upload(slack: WebClient, name: str, content: bytes, alt: str = "") -> str | Limited | Refused | Unsure:
    """Upload a file without showing it to anybody; return its Slack id. `alt` says what a picture shows."""
    about = {"filename": name, "length": len(content)} | ({"alt_txt": alt[:ALT_TEXT]} if alt else {})
    place = _call(slack, "files.getUploadURLExternal", about, form=True)
    if not isinstance(place, SlackResponse):
        return place
    request = urllib.request.Request(place["upload_url"], data=content, method="POST")  # noqa: S310 Slack's own URL
    request.add_header("Content-Type", "application/octet-stream")
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            answer.read()
    except (OSError, HTTPException) as failure:
        return Unsure(type(failure).__name__)
    return str(place["file_id"])


def share(slack: WebClient, file_id: str, title: str, channel_id: str, text: str) -> Outcome:
    """Show an uploaded file in a channel, with a sentence."""
    body = {"files": [{"id": file_id, "title": title}], "channel_id": channel_id, "initial_comment": text}
    answer = _call(slack, "files.completeUploadExternal", body)
    return Sent(channel_id, "") if isinstance(answer, SlackResponse) else answer


def is_shared(slack: WebClient, file_id: str, channel_id: str) -> bool | Limited | Hidden | Unsure:
    """Say whether an uploaded file is shown in a channel already."""
    answer = _call(slack, "files.info", {"file": file_id}, form=True)
    if not isinstance(answer, SlackResponse):
        return _not_there(answer) or False
    shares = answer["file"].get("shares") or {}
    return any(channel_id in channels for channels in shares.values())


def profile(slack: WebClient, user_id: str) -> dict[str, Any] | Limited | Refused | Unsure:
    """Return a person's name, zone, address and whether the account is gone, as `users.info` has them.

    The address is None unless the app may read it.
    """
    answer = _call(slack, "users.info", {"user": user_id}, form=True)
    if not isinstance(answer, SlackResponse):
        return answer
    user = answer["user"]
    shown = user.get("profile") or {}
    return {
        "name": shown.get("display_name") or shown.get("real_name") or user.get("real_name") or user.get("name"),
        "zone": user.get("tz"),
        "email": shown.get("email") or None,
        "deleted": bool(user.get("deleted")),
        "is_external": bool(user.get("is_restricted") or user.get("is_stranger")),
    }


def by_email(slack: WebClient, email: str) -> str | Limited | Refused | Unsure:
    """Return the user id of whom an e-mail address belongs to; the app needs an optional scope for it."""
    answer = _call(slack, "users.lookupByEmail", {"email": email}, form=True)
    return str(answer["user"]["id"]) if isinstance(answer, SlackResponse) else answer


def _call(
    slack: WebClient, method: str, body: dict[str, Any], form: bool = False
) -> SlackResponse | Limited | Refused | Unsure:
    try:
        return slack.api_call(method, params=body) if form else slack.api_call(method, json=body)
    except SlackApiError as failure:
        return _refusal(failure, method)
    except (SlackClientError, OSError, HTTPException) as failure:
        return Unsure(type(failure).__name__)


def is_final(failure: SlackApiError) -> bool:
    """Say whether Slack said no for good, rather than "not now" (a rate, a fault of its own, a proxy's page)."""
    return isinstance(_refusal(failure, ""), Refused)


def _refusal(failure: SlackApiError, method: str) -> Limited | Refused | Unsure:
    answer = failure.response
    status = getattr(answer, "status_code", 0)
    error = answer.get("error") if isinstance(answer, SlackResponse) else None
    if status == 429 or error in ("ratelimited", "rate_limited"):
        return Limited(float(answer.headers.get("Retry-After", 1)), method)
    if error is None or " " in error:  # no code of Slack's: a page of some proxy, which slack_sdk quotes
        return Unsure(f"HTTP {status}")
    if status >= 500 or error in ("internal_error", "fatal_error", "service_unavailable"):
        return Unsure(error)
    return Refused(error)
