"""What a person does: async, shared by the page and the tests; each gesture returns when the bot has answered."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import forms, interactions, legality, payloads, posting, submission, unfurls, uploads
from bot.sandbox.blocks import VALUE_KEYS, Control, find
from bot.sandbox.carrier import COMMAND, INTERACTIVE, Reply
from bot.sandbox.errors import SlackError
from bot.sandbox.state import Change, Json, Message, State, StoredFile, Values, View
from bot.sandbox.typed import escaped
from bot.sandbox.wire import Wire


@dataclass(frozen=True, slots=True)
class Place:
    """Where a control stands: in a message (`channel_id`, `ts`) or in a view (`view_id`)."""

    channel_id: str | None = None
    ts: str | None = None
    view_id: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a gesture.

    `number` is the one that `Change.gesture` carries; `failed` is the sentence Slack would show; `message` the
    answer in the acknowledgement of a command (or the message written); `errors` maps block_id to a sentence.
    """

    number: int
    failed: str | None = None
    message: Message | None = None
    errors: dict[str, str] = field(default_factory=dict)


class Gestures:
    """All that people can do here; to be awaited on the workspace's event loop.

    A person, channel, message, view or control that is not there raises LookupError.
    """

    def __init__(self, state: State, wire: Wire) -> None:
        self.state = state
        self.wire = wire

    # --- typing ------------------------------------------------------------------------------------------

    async def send(self, person_id: str, channel_id: str, typed: str, thread_ts: str | None = None) -> Outcome:
        """Send what the composer holds: a slash command when it begins with "/", else a message."""
        if typed.startswith("/"):
            return await self.command(person_id, channel_id, typed)
        return await self.write(person_id, channel_id, typed, thread_ts)

    async def command(self, person_id: str, channel_id: str, typed: str) -> Outcome:
        """Give a slash command, typed with its slash; a failure stands in `Outcome.failed` and in the channel."""
        number = next(self.state.numbers)
        command, rest = [*typed.split(maxsplit=1), ""][:2]
        if command == "/invite" and self._names_bot(rest):
            return await self._invite(person_id, channel_id, number)
        known = {name for name, _, _ in self.state.app.commands}
        if known and command not in known:
            return self._failure(person_id, channel_id, number, f"{command} is not a valid command.")
        payload = interactions.command(self.state, person_id, channel_id, command, rest.strip(), number)
        reply = await self.wire.deliver(COMMAND, payload, typed.strip())
        if reply.fault:
            text = f'{command} failed with the error "{reply.fault}"'
            return self._failure(person_id, channel_id, number, text)
        return self._command_answer(person_id, channel_id, number, typed, reply)

    async def write(self, person_id: str, channel_id: str, typed: str, thread_ts: str | None = None) -> Outcome:
        """Write a message; the app hears of it in its DM, or when it is mentioned."""
        number = next(self.state.numbers)
        text = escaped(self.state, typed, labelled=False)
        message = self._person_says(person_id, channel_id, text, thread_ts, number)
        event = payloads.message(self.state, message) | {
            "channel": channel_id,
            "event_ts": message.ts,
            "client_msg_id": f"sandbox-{number}",
        }
        channel = self.state.channels[channel_id]
        if channel.is_im:
            await self._event("message.im", event | {"channel_type": "im"})
        elif f"<@{self.state.cast.bot.id}>" in text:
            await self._mention(person_id, channel_id, event, number)
        if not channel.is_im and self.state.cast.bot.id in channel.members:
            await self._event("message.channels", event | {"channel_type": "channel"})
        shared = unfurls.event(self.state, message)
        if shared is not None:
            await self._event("link_shared", shared)
        return Outcome(number, message=message)

    async def upload(self, person_id: str, name: str, content: bytes, mimetype: str = "") -> StoredFile:
        """Choose a file for a `file_input`: its id goes into the field's `files`, before `submit` or `press`.

        Raises ValueError with a sentence for an empty file and for one above 10 MB.
        """
        return uploads.kept(self.state, person_id, name, content, mimetype)

    # --- pressing and choosing ---------------------------------------------------------------------------

    async def press(
        self,
        person_id: str,
        place: Place,
        block_id: str,
        action_id: str,
        chosen: Json | None = None,
        values: Values | None = None,
    ) -> Outcome:
        """Use a control outside a submission: a button, or (with `chosen`, e.g. {"selected_option": {...}}) a menu.

        `values` is what the other fields of the view or message hold now. Confirm dialogs are the caller's part.
        """
        number = next(self.state.numbers)
        control = self._control(person_id, place, block_id, action_id)
        where = self._typed(person_id, place, control, chosen, values or {})
        payload = interactions.base(self.state, person_id, "block_actions") | where
        payload["trigger_id"] = self.state.tickets.trigger(person_id, number, place.view_id)
        payload["actions"] = [interactions.action(self.state, control, chosen)]
        if place.channel_id is not None:
            message = self._message(person_id, place.channel_id, place.ts)
            key = self.state.tickets.reply_url(person_id, place.channel_id, number, place.ts, message.thread_ts)
            payload["response_url"] = interactions.reply_url(self.state, key)
        reply = await self.wire.deliver(INTERACTIVE, payload, f"block_actions {action_id}")
        return Outcome(number, failed=reply.fault)

    async def suggest(self, person_id: str, place: Place, block_id: str, action_id: str, typed: str) -> list[Json]:
        """Ask the bot for the options of an external select: options, or groups {"label": ..., "options": [...]}."""
        control = self._control(person_id, place, block_id, action_id)
        where = self._typed(person_id, place, control, None, {})
        payload = interactions.base(self.state, person_id, "block_suggestion") | where
        payload |= {"block_id": block_id, "action_id": action_id, "value": typed}
        reply = await self.wire.deliver(INTERACTIVE, payload, f"block_suggestion {action_id}")
        if reply.fault or not isinstance(reply.body, dict):
            return []
        complaints = legality.options_complaints(reply.body)
        if complaints:
            posting.refusal(self.state, "block_suggestion", "invalid_options", complaints, reply.body, None, person_id)
            return []
        offered: list[Json] = reply.body.get("options") or reply.body.get("option_groups") or []
        return offered

    # --- modals ------------------------------------------------------------------------------------------

    async def submit(self, person_id: str, view_id: str, values: Values) -> Outcome:
        """Submit a modal; `errors` are also kept in the view, which stays open."""
        number = next(self.state.numbers)
        view = self._view(person_id, view_id)
        view.values = forms.merged(view.values, uploads.described(self.state, values))
        view.errors, view.trouble = forms.complaints(view.blocks, view.values), None
        if view.errors:
            self.state.view_changed(view, number)
            return Outcome(number, errors=view.errors)
        view.waiting = True
        self.state.view_changed(view)
        payload = interactions.base(self.state, person_id, "view_submission") | {
            "trigger_id": self.state.tickets.trigger(person_id, number, view_id),
            "view": payloads.view(self.state, view, view.values),
            "response_urls": interactions.response_urls(self.state, view, view.values, number),
        }
        name = f"view_submission {view.content.get('callback_id', '')}"
        reply = await self.wire.deliver(INTERACTIVE, payload, name)
        view.waiting = False
        submission.answered(self.state, view, reply, number)
        return Outcome(number, failed=view.trouble, errors=view.errors)

    async def close(self, person_id: str, view_id: str, everything: bool = False) -> Outcome:
        """Close one modal (the button at its foot) or, with `everything`, the whole stack (the cross)."""
        number = next(self.state.numbers)
        view = self._view(person_id, view_id)
        stack = list(self.state.modals[person_id])
        is_cleared = everything or bool(view.content.get("clear_on_close"))
        told = stack[0] if is_cleared else view
        for one in stack if is_cleared else [view]:
            self.state.drop_view(one, number)
        if told.content.get("notify_on_close"):
            payload = interactions.base(self.state, person_id, "view_closed") | {
                "view": payloads.view(self.state, told, told.values),
                "is_cleared": is_cleared,
            }
            await self.wire.deliver(INTERACTIVE, payload, "view_closed")
        return Outcome(number)

    # --- the app's tabs and shortcuts --------------------------------------------------------------------

    async def open_home(self, person_id: str) -> Outcome:
        """Look at the app's Home tab; the bot publishes into `state.homes[person_id]`."""
        return await self._open_tab(person_id, "home")

    async def open_messages(self, person_id: str) -> Outcome:
        """Look at the app's Messages tab (its DM): the bot hears app_home_opened with tab "messages"."""
        return await self._open_tab(person_id, "messages")

    async def shortcut(self, person_id: str, callback_id: str) -> Outcome:
        """Use a global shortcut."""
        return await self._shortcut(person_id, "shortcut", callback_id, {})

    async def message_shortcut(self, person_id: str, channel_id: str, ts: str, callback_id: str) -> Outcome:
        """Use a shortcut on a message."""
        message = self._message(person_id, channel_id, ts)
        key = self.state.tickets.reply_url(person_id, channel_id, 0, ts, message.thread_ts)
        where = {
            "message": payloads.message(self.state, message),
            "message_ts": ts,
            "channel": interactions.channel(self.state, channel_id),
            "response_url": interactions.reply_url(self.state, key),
        }
        return await self._shortcut(person_id, "message_action", callback_id, where)

    def mark_read(self, person_id: str, channel_id: str) -> None:
        """Note that the person has seen all that stands in a channel now."""
        seen = self.state.seen_by(person_id, channel_id)
        marks = self.state.read_marks.setdefault(person_id, {})
        if seen and marks.get(channel_id) != seen[-1].ts:
            marks[channel_id] = seen[-1].ts
            self.state.changed(Change("read", channel_id, person_id))

    # --- within ------------------------------------------------------------------------------------------

    def _names_bot(self, text: str) -> bool:
        return text.strip().lower() == "@" + self.state.cast.bot.name.lower()

    def _command_answer(self, person_id: str, channel_id: str, number: int, typed: str, reply: Reply) -> Outcome:
        body: Any = {"text": reply.body} if isinstance(reply.body, str) else reply.body
        if not isinstance(body, dict) or not (body.get("text") or body.get("blocks") or body.get("attachments")):
            return Outcome(number)
        is_public = body.get("response_type") == "in_channel"
        command = typed.split()[0]
        try:
            content = posting.draft(self.state, f"answer to {command}", body, channel_id, person_id)
        except SlackError as error:
            return self._failure(person_id, channel_id, number, f'{command} failed with the error "{error.code}"')
        if is_public:
            self._person_says(person_id, channel_id, escaped(self.state, typed, labelled=False), None, None)
        only_for = None if is_public else person_id
        message = posting.post(self.state, channel_id, content, only_for=only_for, gesture=number)
        return Outcome(number, message=message)

    def _failure(self, person_id: str, channel_id: str, number: int, text: str) -> Outcome:
        message = posting.say(self.state, person_id, channel_id, text, number, is_failure=True)
        return Outcome(number, failed=text, message=message)

    def _person_says(
        self, person_id: str, channel_id: str, text: str, thread_ts: str | None, number: int | None
    ) -> Message:
        if person_id not in self.state.channels[channel_id].members:
            raise LookupError(f"{self.state.people[person_id].name} is not in this channel")
        message = Message(
            ts=self.state.clock.stamp(),
            channel_id=channel_id,
            author_id=person_id,
            text=text,
            shown_at=self.state.clock.now(),
            thread_ts=thread_ts,
        )
        self.state.add_message(message, number)
        self.mark_read(person_id, channel_id)
        return message

    async def _event(self, subscription: str, event: Json) -> None:
        if subscription in self.state.app.events:
            await self.wire.event(event)

    async def _mention(self, person_id: str, channel_id: str, event: Json, number: int) -> None:
        bot = self.state.cast.bot
        if bot.id in self.state.channels[channel_id].members:
            await self._event("app_mention", event | {"type": "app_mention"})
            return
        text = f"{bot.name} is not in this channel. Type `/invite @{bot.name}` to let it in."
        posting.say(self.state, person_id, channel_id, text, number, is_failure=False)

    async def _invite(self, person_id: str, channel_id: str, number: int) -> Outcome:
        bot, channel = self.state.cast.bot, self.state.channels[channel_id]
        channel.members.add(bot.id)
        self.state.changed(Change("channel", channel_id))
        text = f"{bot.name} is in this channel now."
        message = posting.say(self.state, person_id, channel_id, text, number, is_failure=False)
        event = {"type": "member_joined_channel", "user": bot.id, "channel": channel_id, "channel_type": "C"}
        event |= {"team": self.state.cast.team_id, "inviter": person_id, "event_ts": message.ts}
        await self._event("member_joined_channel", event)
        return Outcome(number, message=message)

    async def _open_tab(self, person_id: str, tab: str) -> Outcome:
        number = next(self.state.numbers)
        person = self.state.people[person_id]
        event: Json = {
            "type": "app_home_opened",
            "user": person_id,
            "channel": person.dm_id,
            "tab": tab,
            "event_ts": self.state.clock.stamp(),
        }
        home = self.state.homes.get(person_id)
        if tab == "home" and home is not None:
            event["view"] = payloads.view(self.state, home, home.values)
        await self._event("app_home_opened", event)
        return Outcome(number)

    async def _shortcut(self, person_id: str, kind: str, callback_id: str, where: Json) -> Outcome:
        number = next(self.state.numbers)
        payload = interactions.base(self.state, person_id, kind) | where
        payload |= {"callback_id": callback_id, "action_ts": self.state.clock.stamp()}
        payload["trigger_id"] = self.state.tickets.trigger(person_id, number)
        reply = await self.wire.deliver(INTERACTIVE, payload, f"{kind} {callback_id}")
        return Outcome(number, failed=reply.fault)

    def _message(self, person_id: str, channel_id: str, ts: str | None) -> Message:
        message = self.state.message(channel_id, ts or "")
        if message is None or message.only_for not in (None, person_id):
            raise LookupError(f"no such message: {ts}")
        return message

    def _view(self, person_id: str, view_id: str) -> View:
        view = self.state.view(view_id)
        if view is None or view.person_id != person_id:
            raise LookupError(f"no such view: {view_id}")
        return view

    def _blocks(self, person_id: str, place: Place) -> list[Json]:
        if place.view_id is not None:
            return self._view(person_id, place.view_id).blocks
        message = self._message(person_id, place.channel_id or "", place.ts)
        return message.blocks + [b for a in message.attachments for b in a.get("blocks", [])]

    def _control(self, person_id: str, place: Place, block_id: str, action_id: str) -> Control:
        control = find(self._blocks(person_id, place), block_id, action_id)
        if control is None:
            raise LookupError(f"no such control: {block_id}/{action_id}")
        return control

    def _typed(self, person_id: str, place: Place, control: Control, chosen: Json | None, typed: Values) -> Json:
        """Keep what the fields hold, and write where the control stands with that state."""
        if chosen and control.type in VALUE_KEYS:
            entry = {"type": control.type} | chosen
            before = typed.get(control.block_id, {})
            typed = typed | {control.block_id: before | {control.action_id: entry}}
        typed = uploads.described(self.state, typed)
        if place.view_id is not None:
            view = self._view(person_id, place.view_id)
            view.values = forms.merged(view.values, typed)
            return interactions.in_view(self.state, view)
        message = self._message(person_id, place.channel_id or "", place.ts)
        key = (person_id, message.channel_id, message.ts)
        before_all = self.state.picked.get(key, {})
        held = forms.merged(forms.carried(self._blocks(person_id, place), before_all), typed)
        self.state.picked[key] = held
        return interactions.in_message(self.state, message, control) | {"state": {"values": held}}
