"""What a person does on the page; each is one gesture, the same that the tests' harness makes."""

from http import HTTPStatus
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox import blocks, page_fields
from bot.sandbox.gestures import Place
from bot.sandbox.page_answers import Endpoint, done, failed, fields, text, told
from bot.sandbox.page_view import HOME, looking
from bot.sandbox.state import Json, State

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

NO_COMMANDS_HERE = "Slack takes no commands in a thread. Type it in the message box of the channel."


class Doing:
    """The endpoints; the person and the place come with every request (`as`, `at`)."""

    def __init__(self, workspace: "Workspace") -> None:
        self.teams = workspace.all_teams

    def endpoints(self) -> dict[str, Endpoint]:
        """List them by name."""
        return {
            "send": self.send,
            "press": self.press,
            "submit": self.submit,
            "close": self.close,
            "suggest": self.suggest,
            "look": self.look,
            "shortcut": self.shortcut,
            "upload": self.upload,
        }

    async def send(self, request: Request) -> Response:
        """Send what the message box holds: a message, or a command when it begins with "/"."""
        form = await request.form()
        team, here = looking(self.teams, form)
        typed = text(form, "text").strip()
        if not typed:
            return done()
        if here.thread and typed.startswith("/"):
            return failed(NO_COMMANDS_HERE)
        return told(await team.gestures.send(here.person.id, here.at, typed, here.thread or None))

    async def press(self, request: Request) -> Response:
        """Use a button or menu of a message, a modal or Home."""
        form = await request.form()
        team, here = looking(self.teams, form)
        place, standing = _place(team.state, form)
        control = blocks.find(standing, text(form, "block"), text(form, "action"))
        if control is None:
            return failed("That control is not there any more.", HTTPStatus.NOT_FOUND)
        zone, given = ZoneInfo(here.person.zone), fields(form)
        picked = given.get("pick") or given.get(text(form, "field"), [])
        chosen = page_fields.chosen(control, picked, zone) or None
        values = page_fields.values(standing, given, zone)
        return told(
            await team.gestures.press(here.person.id, place, control.block_id, control.action_id, chosen, values)
        )

    async def submit(self, request: Request) -> Response:
        """Submit a modal with all its fields."""
        form = await request.form()
        team, here = looking(self.teams, form)
        view = team.state.view(text(form, "view"))
        if view is None:
            return failed("This form is not open any more.", HTTPStatus.NOT_FOUND)
        values = page_fields.values(view.blocks, fields(form), ZoneInfo(here.person.zone))
        return told(await team.gestures.submit(here.person.id, view.id, values))

    async def close(self, request: Request) -> Response:
        """Close the modal on top, or all."""
        form = await request.form()
        team, here = looking(self.teams, form)
        view = team.state.view(text(form, "view"))
        if view is None:
            return done()
        everything = text(form, "all") == "yes"
        return told(await team.gestures.close(here.person.id, view.id, everything))

    async def suggest(self, request: Request) -> Response:
        """Options for an external menu: [{"text", "group", "option"}]."""
        form = await request.form()
        team, here = looking(self.teams, form)
        place, _ = _place(team.state, form)
        found = await team.gestures.suggest(
            here.person.id, place, text(form, "block"), text(form, "action"), text(form, "typed")
        )
        return JSONResponse(list(_flat(found)))

    async def look(self, request: Request) -> Response:
        """Look at a place: marks it read; the app hears when it is its Home or Messages tab."""
        form = await request.form()
        team, here = looking(self.teams, form)
        if here.at == HOME:
            return told(await team.gestures.open_home(here.person.id))
        team.gestures.mark_read(here.person.id, here.at)
        if here.at == here.person.dm_id and text(form, "opened"):
            return told(await team.gestures.open_messages(here.person.id))
        return done()

    async def shortcut(self, request: Request) -> Response:
        """Use a shortcut; with `ts`, on a message."""
        form = await request.form()
        team, here = looking(self.teams, form)
        callback_id, ts = text(form, "callback"), text(form, "ts")
        if not ts:
            return told(await team.gestures.shortcut(here.person.id, callback_id))
        return told(await team.gestures.message_shortcut(here.person.id, here.at, ts, callback_id))

    async def upload(self, request: Request) -> Response:
        """Take a file for a file field, whose value is then its id."""
        async with request.form() as form:
            chosen = form.get("file")
            if not isinstance(chosen, UploadFile):
                return failed("Choose a file.")
            name, kind, content = chosen.filename or "file", chosen.content_type or "", await chosen.read()
            team, here = looking(self.teams, form)
        try:
            stored = await team.gestures.upload(here.person.id, name, content, kind)
        except ValueError as reason:
            return failed(str(reason))
        return done(id=stored.id, name=stored.name)


def _place(state: State, form: FormData) -> tuple[Place, list[Json]]:
    view = state.view(text(form, "view"))
    if view is not None:
        return Place(view_id=view.id), view.blocks
    channel_id, ts = text(form, "channel"), text(form, "ts")
    message = state.message(channel_id, ts)
    attached = [one for a in (message.attachments if message else ()) for one in a.get("blocks", ())]
    return Place(channel_id=channel_id, ts=ts), [*(message.blocks if message else ()), *attached]


def _flat(found: list[Json]) -> list[Json]:
    flat: list[Json] = []
    for one in found:
        group = one.get("label", {}).get("text", "") if "options" in one else ""
        for option in one.get("options", [one]):
            flat.append({"text": option.get("text", {}).get("text", ""), "group": group, "option": option})
    return flat
