"""Gestures as tests make them, against a bare Bolt app over HTTP."""

import threading
from datetime import UTC, date, datetime

import pytest

from bot.sandbox.harness import Failed
from tests.bot.sandbox.bolt_app import option

BLOCKS = "T18 Buses for all of #lednet\n[Update] [Again] [Post] [Gone] [Quiet] [⋯] [Period]"


@pytest.fixture
def officer(slack):
    return slack.as_("Transport officer")


@pytest.fixture
def form(officer):
    return officer.slash("/form")


def test_a_command_is_answered_to_one_person(officer, slack):
    shown = officer.slash("/card", "T18", channel="#net-zero-plan")
    assert shown.text == BLOCKS
    assert shown.ephemeral and shown.fallback == "T18: Buses"
    assert shown.buttons == ["Update", "Again", "Post", "Gone", "Quiet"]
    assert [m.text for m in officer.channel("#net-zero-plan").messages] == [BLOCKS]
    assert slack.as_("Participant").channel("net-zero-plan").messages == []


def test_a_command_carries_what_slack_sends(officer, pair):
    officer.slash("/say", "ask @Transport lead in #lednet & <b> https://example.org/a?b=1&c=2.", "#net-zero-plan")
    sent = pair.heard[0]
    assert sent["text"] == (
        "ask <@U02TRANSLED|transport.lead> in <#C02LEDNET00|lednet> &amp; &lt;b&gt; "
        "<https://example.org/a?b=1&amp;c=2>."
    )
    assert (sent["command"], sent["channel_name"]) == ("/say", "net-zero-plan")
    assert (sent["user_name"], sent["team_domain"]) == ("transport.officer", "sandbox")


def test_an_answer_in_the_channel_shows_the_command_too(officer, slack):
    officer.slash("/public", channel="#lednet")
    seen = slack.as_("Participant").channel("#lednet").messages
    assert [(m.author, m.text) for m in seen] == [("Transport officer", "/public"), ("Convenor", "for all")]


def test_an_answer_by_response_url(officer):
    assert officer.slash("/later").text == "by response_url"


def test_no_answer_is_none(officer, slack):
    slack.patience = 0.01
    assert officer.slash("/say") is None


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/slow", '/slow failed with the error "operation_timeout"'),
        ("/unknown", '/unknown failed with the error "http_service_error"'),
        ("/illegal", '/illegal failed with the error "invalid_blocks"'),
    ],
)
def test_failures_are_shown(officer, slack, command, words):
    slack.answer_within = 0.2
    with pytest.raises(Failed) as raised:
        officer.slash(command)
    assert str(raised.value).startswith(words)
    assert officer.dm.messages[-1].text == words


def test_a_bot_that_is_not_there(officer, slack):
    url = slack.state.app.events_url
    slack.connect("http://127.0.0.1:9/slack/events")
    with pytest.raises(Failed, match="dispatch_failed"):
        officer.slash("/card")
    slack.connect(url)


def test_only_commands_of_the_manifest(officer, slack):
    slack.commands = (("/card", "[ref]", "Shows an action"),)
    assert officer.slash("/card").text == BLOCKS
    with pytest.raises(Failed, match="/say is not a valid command"):
        officer.slash("/say", "x")


def test_a_button_opens_a_form(officer, pair):
    modal = officer.slash("/card", channel="#lednet").press("Update")
    assert modal.title == "Update T18"
    assert modal.labels == ["RAG", "Note", "Due", "Officer", "Tags", "Partner", "Stage"]
    assert modal.values == {
        "RAG": None, "Note": "old", "Due": None, "Officer": None, "Tags": [], "Partner": None, "Stage": None,
    }  # fmt: skip
    sent = pair.heard[-1]
    assert sent["container"]["is_ephemeral"] and "message" not in sent
    assert sent["actions"][0]["value"] == "T18" and sent["channel"]["name"] == "lednet"


def test_what_a_button_may_bring(officer, slack):
    shown = officer.slash("/card")
    more = shown.press("Post")
    assert more.text == "one more" and more.ephemeral
    assert shown.choose("⋯", "Follow").text == "You chose Follow"
    assert shown.choose("Period", "Spring").text == "You chose Spring"
    slack.patience = 0.01
    assert shown.press("Quiet") is None
    assert shown.press("Again").text == "replaced"
    assert shown.now().text == "replaced"
    with pytest.raises(LookupError):
        shown.press("Quiet")


def test_a_message_can_go(officer):
    shown = officer.slash("/card")
    assert shown.press("Gone") is None
    assert shown.now() is None and officer.dm.messages == []


def test_labels_that_are_not_there(officer):
    shown = officer.slash("/card")
    with pytest.raises(LookupError, match="'Update', 'Again'"):
        shown.press("Delete")
    with pytest.raises(LookupError):
        shown.press("Update", nth=1)
    assert shown.press("upd").title == "Update T18"
    with pytest.raises(ValueError, match="'History', 'Follow'"):
        shown.choose("⋯", "Delete")


def test_a_form_is_filled_and_sent(form, officer, pair):
    form.fill(
        {"Tags": ["Road", "Rail"], "Partner": "Rutland"},
        RAG="Green", Note="done", Due=date(2026, 11, 21), Officer="Transport lead",
    )  # fmt: skip
    assert form.values == {
        "RAG": "Green", "Note": "done", "Due": "2026-11-21", "Officer": "Transport lead",
        "Tags": ["Road", "Rail"], "Partner": "Rutland", "Stage": None,
    }  # fmt: skip
    assert form.submit() is None
    assert officer.modal is None
    assert officer.dm.wait_for("Saved").text == "Saved: done"
    view = pair.heard[-1]["view"]
    values = {key: next(iter(value.values())) for key, value in view["state"]["values"].items()}
    assert values["rag"] == {"type": "static_select", "selected_option": option("Green")}
    assert values["officer"] == {"type": "users_select", "selected_user": "U02TRANSLED"}
    assert [o["value"] for o in values["tags"]["selected_options"]] == ["road", "rail"]
    assert (view["private_metadata"], view["callback_id"]) == ("T18", "form")


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("RAG", "Blue"),
        ("Note", "x" * 21),
        ("Officer", "Nobody"),
        ("Due", "tomorrow"),
        ("Tags", ["Air"]),
        ("Partner", "Nowhere"),
    ],
)
def test_what_one_could_not_enter(form, label, value):
    with pytest.raises(ValueError):
        form.fill({label: value})


def test_missing_values_do_not_reach_the_bot(form, pair):
    pair.heard.clear()
    assert form.fill(Note=None).submit() is form
    required = "Please complete this required field."
    assert form.errors == {"RAG": required, "Note": required}
    assert pair.heard == []


def test_errors_of_the_bot_keep_what_was_typed(form):
    assert form.fill(RAG="Green", Note="bad").submit() is form
    assert form.errors == {"Note": "Say more."}
    assert form.values["Note"] == "bad" and "Say more." in form.text
    assert form.fill(Note="good").submit() is None


def test_update_push_and_clear(form, officer):
    assert form.fill(RAG="Green", Note="update").submit().title == "Changed"
    assert form.values["Note"] == "update"
    pushed = form.fill(Note="push").submit()
    assert pushed.title == "Pushed" and pushed.values["Note"] == "old"
    assert pushed.close().title == "Changed"
    third = form.press("Deeper").press("Deeper")
    assert third.title == "Deeper" and len(officer.workspace.state.modals[officer.id]) == 3
    assert third.fill(RAG="Red", Note="clear").submit() is None
    assert officer.modal is None


@pytest.mark.parametrize("note", ["illegal", "bad key", "sleep"])
def test_trouble_leaves_the_form_open(form, officer, slack, note):
    slack.answer_within = 0.2
    with pytest.raises(Failed, match="trouble connecting"):
        form.fill(RAG="Red", Note=note).submit()
    assert officer.modal.values["Note"] == note
    assert len(slack.rejected) == (note != "sleep")


def test_a_field_that_reports_at_once(form):
    form.fill(Note="typed", Stage="Design")
    assert "Stage is Design" in form.text
    assert form.values["Note"] == "typed" and form.values["Stage"] == "Design"


def test_suggestions(form):
    assert form.options("Partner", "l") == ["Leicester City", "Rutland"]
    assert form.options("Partner", "city") == ["Leicester City"]


def test_closing_tells_the_bot(form, pair, officer):
    assert form.close() is None
    assert pair.heard[-1]["type"] == "view_closed" and pair.heard[-1]["is_cleared"] is False
    again = officer.slash("/form").press("Deeper")
    assert again.close(everything=True) is None
    assert pair.heard[-1]["is_cleared"] is True and pair.heard[-1]["view"]["title"]["text"] == "Update T18"


def test_home(officer, pair):
    home = officer.home()
    assert home.text == "My actions\n[Update]"
    assert home.press("Update").title == "Update T18"
    assert officer.home().buttons == ["Update"]
    assert pair.heard[-1]["view"]["type"] == "home"


def test_direct_messages_and_threads(officer, pair):
    first = officer.write("what is T18 & T19?")
    answer = officer.dm.wait_for("You wrote")
    assert answer.text == "You wrote: what is T18 & T19?"
    assert pair.heard[0]["text"] == "what is T18 &amp; T19?"
    officer.write("more", thread=first)
    assert [m.text for m in first.replies] == ["more", "You wrote: more"]


def test_mentions(officer, pair):
    officer.mention("#lednet", "what is T18?")
    assert officer.channel("#lednet").wait_for("You called?").author == "Convenor"
    assert pair.heard[0]["text"] == "<@U02APPBOT00> what is T18?"
    officer.mention("#general", "hello")
    assert "not in this channel" in officer.channel("#general").messages[-1].text
    officer.join("#general")
    officer.mention("#general", "hello")
    assert officer.channel("#general").wait_for("You called?")


def test_waiting_says_what_is_there(officer):
    officer.write("hello")
    with pytest.raises(AssertionError, match="Transport officer: hello"):
        officer.dm.wait_for("nothing like it", timeout=0.01)


def test_shortcuts(officer, slack, pair):
    slack.shortcuts = (("global", "Update an action", "pick"), ("message", "Use as an update", "use"))
    assert officer.shortcut("Update an action").title == "Update T18"
    message = officer.write("we did it", "#lednet")
    assert officer.message_shortcut("Use as an update", message).title == "Update T18"
    assert pair.heard[-1]["message"]["text"] == "we did it" and pair.heard[-1]["response_url"]


def test_people_by_name(slack):
    assert slack.as_("Newcomer").person.zone == "Europe/Paris"
    with pytest.raises(LookupError, match="Plan coordinator"):
        slack.as_("Nobody")
    with pytest.raises(LookupError, match="#lednet"):
        slack.as_("Participant").channel("#nowhere")


def test_people_act_at_the_same_time(slack):
    found = {}

    def work(name):
        person = slack.as_(name)
        for number in range(5):
            form = person.slash("/card", channel="#lednet").press("Update")
            form.fill(RAG="Green", Note=f"{name[:8]} {number}").submit()
        found[name] = [m.text for m in person.dm.messages]

    names = [p.name for p in slack.people]
    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {name: [f"Saved: {name[:8]} {n}" for n in range(5)] for name in names}


def test_the_clock(slack):
    told = []
    slack.on_clock_moved, slack.on_reset = (lambda: told.append("moved")), (lambda: told.append("reset"))
    officer = slack.as_("Transport officer")
    slack.move_clock(to=datetime(2030, 5, 1, tzinfo=UTC))
    assert slack.now().date() == date(2030, 5, 1)
    officer.write("hello")
    assert officer.dm.messages[0].shown_at.date() == date(2030, 5, 1)
    assert float(officer.dm.messages[0].ts) < datetime(2029, 1, 1, tzinfo=UTC).timestamp()
    slack.move_clock(to=datetime(2021, 5, 12, tzinfo=UTC))
    assert officer.dm.messages == [] and slack.now().date() == date(2021, 5, 12)
    slack.reset()
    assert told == ["moved", "reset", "reset"]
    assert slack.now().date() == datetime.now(UTC).date()
