"""One workspace's requests to the app: events in their envelope, their retries, and the log of it all."""

import json
import secrets
import time
from typing import Any, Final

from bot.sandbox.carrier import EVENT, Carrier, Reply
from bot.sandbox.retries import Retries
from bot.sandbox.state import Exchange, Json, State

LOGGED: Final = 20_000  # characters of a body that the log keeps


class Wire:
    """The way from one workspace to the app."""

    def __init__(self, state: State, carrier: Carrier) -> None:
        self.state = state
        self.retries = Retries(state.clock, self._event_again)
        self._carrier = carrier

    async def deliver(self, kind: str, payload: Json, name: str, headers: dict[str, str] | None = None) -> Reply:
        """Send a payload and wait for the answer, for as long as Slack would (3 s)."""
        began = time.perf_counter()
        reply = await self._carrier.carry(kind, payload, name, headers or {})
        self._log(name, payload, reply, began)
        return reply

    async def event(self, event: Json) -> Reply:
        """Send an event in its envelope; when no 200 comes, again at once and later two more times."""
        envelope = self._envelope(event)
        reply = await self.deliver(EVENT, envelope, str(event["type"]))
        reason = _reason(reply)
        if reason is not None:
            reason = await self._event_again(envelope, 1, reason)
        if reason is not None:
            self.retries.plan(envelope, reason)
        return reply

    async def _event_again(self, envelope: Json, number: int, reason: str) -> str | None:
        headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        return _reason(await self.deliver(EVENT, envelope, str(envelope["event"]["type"]), headers))

    def _envelope(self, event: Json) -> Json:
        cast = self.state.cast
        authorization = {
            "enterprise_id": None,
            "team_id": cast.team_id,
            "user_id": cast.bot.id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": self.state.app.verification_token,
            "team_id": cast.team_id,
            "api_app_id": cast.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": "Ev" + secrets.token_hex(5).upper(),
            "event_time": int(time.time()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
        }

    def _log(self, name: str, payload: Json, reply: Reply, began: float) -> None:
        shown = {key: value for key, value in payload.items() if key != "token"}
        answer = reply.fault or ("" if reply.body is None else reply.body)
        self.state.log(
            Exchange(
                number=next(self.state.numbers),
                at=self.state.clock.now(),
                direction="to bot",
                name=name,
                request=readable(shown),
                headers=reply.sent,
                status=reply.status,
                answer=readable(answer),
                milliseconds=(time.perf_counter() - began) * 1000,
                answer_headers=reply.headers,
            )
        )


def _reason(reply: Reply) -> str | None:
    """Say why an event is to be sent again, in Slack's words; None when it is not."""
    if reply.fault is None or reply.headers.get("x-slack-no-retry") == "1":
        return None
    return {"operation_timeout": "http_timeout", "dispatch_failed": "connection_failed"}.get(reply.fault, "http_error")


def readable(value: Any) -> str:
    """Write a body for the log, cut to 20,000 characters."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text[:LOGGED]
