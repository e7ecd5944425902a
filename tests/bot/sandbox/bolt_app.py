"""A bare Bolt app, written for Slack as one would: nothing in it knows of the sandbox but the base URL."""

import time
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient


def text(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def section(words: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}, **more}


def button(label: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": text(label), "action_id": action_id, **more}


def option(word: str) -> dict[str, Any]:
    return {"text": text(word), "value": word.lower()}


def field(label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    block_id = label.lower().replace(" ", "_")
    element = {"action_id": "given", **element}
    return {"type": "input", "block_id": block_id, "label": text(label), "element": element, **more}


CARD = [
    section("*T18* Buses for _all_ of <#C02LEDNET00>"),
    {
        "type": "actions",
        "block_id": "card",
        "elements": [
            button("Update", "update", value="T18"),
            button("Again", "again"),
            button("Post", "post"),
            button("Gone", "gone"),
            button("Quiet", "quiet"),
            {"type": "overflow", "action_id": "more", "options": [option("History"), option("Follow")]},
            {
                "type": "static_select",
                "action_id": "period",
                "placeholder": text("Period"),
                "options": [option("Spring"), option("Autumn")],
            },
        ],
    },
]

FORM = {
    "type": "modal",
    "callback_id": "form",
    "private_metadata": "T18",
    "title": text("Update T18"),
    "submit": text("Save"),
    "close": text("Cancel"),
    "notify_on_close": True,
    "blocks": [
        field("RAG", {"type": "static_select", "options": [option("Red"), option("Green")]}),
        field("Note", {"type": "plain_text_input", "multiline": True, "max_length": 20, "initial_value": "old"}),
        field("Due", {"type": "datepicker"}, optional=True),
        field("Officer", {"type": "users_select"}, optional=True),
        field("Tags", {"type": "checkboxes", "options": [option("Road"), option("Rail")]}, optional=True),
        field("Partner", {"type": "external_select", "min_query_length": 0}, optional=True),
        field("Stage", {"type": "static_select", "options": [option("Design"), option("Delivery")]}, optional=True)
        | {"dispatch_action": True},
        {"type": "actions", "block_id": "inside", "elements": [button("Deeper", "deeper")]},
    ],
}


IMPORT = {
    "type": "modal",
    "callback_id": "import",
    "title": text("Import"),
    "submit": text("Read"),
    "blocks": [field("Table", {"type": "file_input", "filetypes": ["csv", "xlsx"], "max_files": 2})],
}


def build(api_url: str, token: str, secret: str, **more: Any) -> App:
    client = WebClient(token=token, base_url=api_url)
    app = App(name="bolt_app", client=client, signing_secret=secret, process_before_response=True, **more)
    heard: list[dict[str, Any]] = []
    app.heard = heard  # type: ignore[attr-defined]

    @app.command("/card")
    def card(ack, command):
        heard.append(command)
        ack(text="T18: Buses", blocks=CARD)

    @app.command("/say")
    def say_it(ack, command):
        heard.append(command)
        ack(command["text"]) if command["text"] else ack()

    @app.command("/public")
    def public(ack):
        ack(text="for all", response_type="in_channel")

    @app.command("/slow")
    def slow(ack):
        time.sleep(0.5)
        ack("too late")

    @app.command("/illegal")
    def illegal(ack):
        ack(text="x", blocks=[section("a" * 3001)])

    @app.command("/form")
    def form(ack, client, command):
        ack()
        client.views_open(trigger_id=command["trigger_id"], view=FORM)

    @app.command("/later")
    def later(ack, respond):
        ack()
        respond("by response_url")

    @app.action("update")
    def update(ack, client, body):
        heard.append(body)
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.action("again")
    def again(ack, respond):
        ack()
        respond(replace_original=True, text="replaced")

    @app.action("post")
    def post(ack, respond, body):
        ack()
        respond(replace_original=False, text="one more")

    @app.action("gone")
    def gone(ack, respond):
        ack()
        respond(delete_original=True)

    @app.action("quiet")
    def quiet(ack):
        ack()

    @app.action("more")
    @app.action("period")
    def chosen(ack, respond, action):
        heard.append(action)
        ack()
        respond(replace_original=False, text="You chose " + action["selected_option"]["text"]["text"])

    @app.action("given")
    def stage(ack, client, body, action):
        ack()
        blocks = [section("Stage is " + action["selected_option"]["text"]["text"]), *FORM["blocks"]]
        client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=FORM | {"blocks": blocks})

    @app.action("deeper")
    def deeper(ack, client, body):
        ack()
        client.views_push(trigger_id=body["trigger_id"], view=FORM | {"title": text("Deeper")})

    @app.options("given")
    def options(ack, payload):
        names = [n for n in ("Leicester City", "Rutland") if payload["value"].lower() in n.lower()]
        ack(options=[option(n) for n in names])

    @app.view("form")
    def submitted(ack, body, view, client):
        heard.append(body)
        values = {key: next(iter(value.values())) for key, value in view["state"]["values"].items()}
        note = values["note"]["value"]
        if note == "bad":
            ack(response_action="errors", errors={"note": "Say more."})
        elif note == "bad key":
            ack(response_action="errors", errors={"nothing": "Say more."})
        elif note == "update":
            ack(response_action="update", view=FORM | {"title": text("Changed")})
        elif note == "push":
            ack(response_action="push", view=FORM | {"title": text("Pushed")})
        elif note == "clear":
            ack(response_action="clear")
        elif note == "illegal":
            ack(response_action="update", view=FORM | {"title": text("T" * 25)})
        elif note == "sleep":
            time.sleep(0.5)
            ack()
        else:
            ack()
            client.chat_postMessage(channel=body["user"]["id"], text=f"Saved: {note}")

    @app.view_closed("form")
    def closed(ack, body):
        heard.append(body)
        ack()

    @app.event("app_home_opened")
    def home(event, client):
        heard.append(event)
        if event["tab"] == "home":
            blocks = [section("*My actions*"), {"type": "actions", "elements": [button("Update", "update")]}]
            client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.event("message")
    def message(event, say):
        heard.append(event)
        if event.get("channel_type") == "im":
            say(f"You wrote: {event['text']}", thread_ts=event.get("thread_ts"))

    @app.event("app_mention")
    def mention(event, say):
        heard.append(event)
        say("You called?")

    @app.event("member_joined_channel")
    def joined(event):
        heard.append(event)

    @app.event("link_shared")
    def link(event, client):
        heard.append(event)
        button_below = {"type": "actions", "block_id": "below", "elements": [button("Update", "update")]}
        unfurls = {one["url"]: {"blocks": [section("*T18* Buses"), button_below]} for one in event["links"]}
        client.chat_unfurl(channel=event["channel"], ts=event["message_ts"], unfurls=unfurls)

    @app.command("/import")
    def import_it(ack, client, command):
        ack()
        client.views_open(trigger_id=command["trigger_id"], view=IMPORT)

    @app.view("import")
    def imported(ack, body, view, client):
        heard.append(body)
        ack()
        names = [one["name"] for one in view["state"]["values"]["table"]["given"]["files"]]
        client.chat_postMessage(channel=body["user"]["id"], text="Read " + ", ".join(names))

    @app.shortcut("pick")
    def pick(ack, client, body):
        heard.append(body)
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.shortcut("use")
    def use(ack, client, body):
        heard.append(body)
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    return app
