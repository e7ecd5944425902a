"""Remembers all that people are shown, and afterwards presses every button and sends every form of it."""

import copy
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from bot.sandbox import interactions, payloads
from bot.sandbox.blocks import Control, controls
from bot.sandbox.state import Change, Message, View
from tests.office import APOLOGY, Office

STRANGER = "Newcomer"
VALUES_EACH = 2
"""Of a list of thirty actions, pressing each *Show* proves no more than pressing two."""


TIMES_EACH = 2
"""A view that many stories show is pressed in the first of them that a process tells."""

_told: Counter[tuple[bool, str, str]] = Counter()


@dataclass(frozen=True)
class Surface:
    """A message or a view as a person saw it at one moment."""

    person_id: str
    message: Message | None = None
    view: View | None = None

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return self.message.blocks if self.message else (self.view.blocks if self.view else [])

    @property
    def kind(self) -> str:
        return "message" if self.message else str(self.view and self.view.content["type"])


class Watch:
    """Notes each message of the bot and each view from when it is made; `press_everything` ends it."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._state = office.slack.state
        self.surfaces: list[Surface] = []
        office.slack.call(self._state.listeners.append, self._note)

    def _note(self, change: Change) -> None:
        if change.kind in ("message", "message_changed"):
            message = self._state.message(change.channel_id or "", change.item or "")
            if message and message.author_id == self._state.cast.bot.id:
                self.surfaces.append(Surface(self._reader(message), message=copy.deepcopy(message)))
        elif change.kind in ("view", "home"):
            view = self._state.view(change.item or "")
            if view:
                self.surfaces.append(Surface(view.person_id, view=copy.deepcopy(view)))

    def _reader(self, message: Message) -> str:
        channel = self._state.channels[message.channel_id]
        return message.only_for or channel.person_id or self._office.slack.as_(STRANGER).id

    @property
    def texts(self) -> list[str]:
        """All that was shown, as JSON."""
        return [json.dumps([one.message.text if one.message else "", one.blocks]) for one in self.surfaces]

    def press_everything(self) -> dict[tuple[str, str], int]:
        """Press each button, by who saw it and by a stranger, and send each form; what that shows, too.

        Returns how often each (kind of surface, id) was pressed; raises AssertionError for any answer but 200
        and for an apology.
        """
        done: dict[tuple[str, str, str], set[str]] = {}
        counted: dict[tuple[str, str], int] = {}
        stranger = self._office.slack.as_(STRANGER).id
        waiting = 0
        while waiting < len(self.surfaces):
            surface = self.surfaces[waiting]
            waiting += 1
            for person_id in dict.fromkeys((surface.person_id, stranger)):
                for name, key, payload in self._gestures(surface, person_id):
                    values = done.setdefault((person_id, surface.kind, name), set())
                    told = (person_id == stranger, surface.kind, name)
                    if key not in values and len(values) < VALUES_EACH and _told[told] < TIMES_EACH:
                        values.add(key)
                        _told[told] += 1
                        counted[surface.kind, name] = counted.get((surface.kind, name), 0) + 1
                        self._send(payload(), name)
        faults = [one.get("exception") for one in self._office.log if one["event"] == "fault"]
        assert not [text for text in self.texts if APOLOGY in text], faults[-1:]
        return counted

    def _gestures(self, surface: Surface, person_id: str) -> list[tuple[str, str, Callable[[], dict[str, Any]]]]:
        call = self._office.slack.call
        found: list[tuple[str, str, Callable[[], dict[str, Any]]]] = []
        for control in controls(surface.blocks):
            if control.type == "button" and not control.element.get("url"):
                value = control.element.get("value", "")
                found.append((control.action_id, value, partial(call, self._press, surface, person_id, control)))
        view = surface.view
        if view and view.content.get("submit"):
            name, metadata = view.content["callback_id"], view.content["private_metadata"]
            found.append((name, metadata, partial(call, self._submit, view, person_id)))
        return found

    def _press(self, surface: Surface, person_id: str, control: Control) -> dict[str, Any]:
        state = self._state
        payload = interactions.base(state, person_id, "block_actions")
        number = next(state.numbers)
        if surface.message:
            payload |= interactions.in_message(state, surface.message)
            channel_id, ts = surface.message.channel_id, surface.message.ts
            key = state.tickets.reply_url(person_id, channel_id, number, ts, surface.message.thread_ts)
            payload["response_url"] = interactions.reply_url(state, key)
        elif surface.view:
            payload |= interactions.in_view(state, surface.view)
        payload["trigger_id"] = state.tickets.trigger(person_id, number)
        payload["actions"] = [interactions.action(state, control, None)]
        return payload

    def _submit(self, view: View, person_id: str) -> dict[str, Any]:
        state = self._state
        sent = replace(view, id=f"V{next(state.numbers):010}", person_id=person_id)
        return interactions.base(state, person_id, "view_submission") | {
            "trigger_id": state.tickets.trigger(person_id, next(state.numbers)),
            "view": payloads.view(state, sent, view.values),
            "response_urls": [],
        }

    def _send(self, payload: dict[str, Any], name: str) -> None:
        status, body = self._office.slack.post_signed(urlencode({"payload": json.dumps(payload)}).encode())
        assert status == 200, (status, name, body)
        assert APOLOGY.encode() not in body, (name, body)
