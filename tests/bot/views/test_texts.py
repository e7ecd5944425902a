"""People's texts: what stands in them is shown, never understood by Slack; however long they are, views stay legal."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.actions import Author, Card, Choice, Mine, NotFound, Stage
from bot.domain.assignments import RoleGiven
from bot.domain.channels import Announced, Settings
from bot.domain.concerns import Raised
from bot.domain.corrections import Corrected
from bot.domain.corrections import Form as CorrectionForm
from bot.domain.corrections import Overtaken as CorrectionOvertaken
from bot.domain.history import Entry, History
from bot.domain.home import Home
from bot.domain.learning_sets import LearningSet, SetProgramme
from bot.domain.meetings import Listed, Meetings
from bot.domain.nearest import Near
from bot.domain.nudges import Daily
from bot.domain.partner_corrections import PartnerCorrected, PartnerForm
from bot.domain.partners import NoPartner, Partner
from bot.domain.programmes import Theme
from bot.domain.proposed_dates import Waiting
from bot.domain.refusal import NotAllowed, Refusal
from bot.domain.reminders import Ahead
from bot.domain.reviews import PAGE, Listing, PlanDesk, Settled
from bot.domain.update_fields import Draft
from bot.domain.updates import Form, Overtaken, Saved
from bot.slack import gesture
from bot.slack.listening import refused
from bot.slack.replies import Say
from bot.views import (
    actions,
    blocks,
    channels,
    concerns,
    corrections,
    history,
    home,
    learning_sets,
    meetings,
    nudges,
    partner_corrections,
    partner_withdrawals,
    partners,
    people,
    programmes,
    proposed_dates,
    reminders,
    reviews,
    updates,
    withdrawals,
)
from tests.bot.views import facts
from tests.bot.views.drawn import Drawn, complaints, texts

ZONE = facts.ZONE
NASTY = ("<!channel>", "<!here|x>", "<@U1>", "<#C1|general>", "<https://evil.example|click>", "&", "&amp;", "<", ">")
OURS = re.compile(r"<(@U0[A-Z]+|#C0[A-Z]+)>")
NEEDS_ESCAPE = re.compile(r"[<>]|&(?!amp;|lt;|gt;)")

TYPED = st.lists(st.sampled_from([*NASTY, "a", " ", "*", "_", "`", "é", "\n", "T18"]), min_size=1, max_size=8).map(
    "".join
)


def everything(text: str) -> Iterator[tuple[str, Drawn]]:
    """Every view that shows people's text, with this text wherever people's text can stand.

    Notes and wordings have up to 3,000 characters, refs up to 80, all else up to 300 (`storage.tables`).
    """
    note, text = text, text[:300]
    author = Author(None, text)
    status = replace(facts.UPDATE, note=note, author=author, stages=(Stage("Design", text),))
    action = replace(
        facts.ACTION,
        title=text,
        summary=note,
        section=text,
        subsection=text,
        plan_title=text,
        printed_ref=text[:80],
        objectives=(text,),
        outcomes=(text,),
        uncertain=(text,),
        role=text[:80],
        status=status,
    )
    worded = replace(action, wording=note)
    card = Card(worded, (text,), (author,))
    event = replace(facts.SESSION, title=text, programme=text, place=text, set_title=text)
    programme = replace(facts.OFF, title=text)
    person = replace(facts.COORDINATOR, name=text)
    rules = facts.SET_RULES | {"for": text, "attend": text, "cost": text, "challenges": text, "topics": [text] * 9}
    described = replace(facts.CLUSTERS, title=text, themes=(Theme(text, note),), rules={"led_by": text})
    listed = Meetings((Listed(event, True),), event, (described,))
    mine = Mine((action,), True)
    draft = Draft("Design", None, "Red", note[:3000])
    yield "card", actions.card(card, ZONE)
    yield "choice", actions.choice(Choice(text, (action,)))
    yield "not found", actions.not_found(NotFound(text, (Near("a:b", text[:80], text),), True))
    yield "nothing near", actions.not_found(NotFound(text, (), True))
    yield "list", actions.mine(mine)
    yield "form", updates.form(Form(action, 1, draft), ZONE)
    yield "overtaken", updates.overtaken(Overtaken(Form(action, 1, draft), status), ZONE)
    yield "saved", updates.saved(Saved(card.action), ZONE)
    yield "history", history.history(History(action, (Entry(status, None, "accepted"),)), ZONE)
    yield "partner", partners.page(Partner(text, (text,), (action,)))
    yield "no partner", partners.none(NoPartner(text, (text,)))
    yield "no partner near", partners.none(NoPartner(text, ()))
    yield "meetings", meetings.listing(listed)
    yield "no meetings", meetings.listing(Meetings((), event))
    yield "file", meetings.file_on_its_way(event)
    one_set = LearningSet("s:a", text, 6, (Listed(event, False),))
    yield "sets", learning_sets.listing((SetProgramme("s", text, {}, (one_set,), True),))
    yield "told", learning_sets.listing((SetProgramme("s", text, rules, (), False),), text)
    yield "about sets", programmes.about(replace(facts.ABOUT_SETS, title=text, rules=rules))
    yield "about clusters", programmes.about(described)
    yield "home", home.tab(Home(mine, listed, (programme, replace(programme, reminders_from=facts.ON.reminders_from))))
    yield "asked", people.asked((person,))
    yield "request", people.request(person, action)
    yield "given", people.given(RoleGiven(person, "officer", ("action", "a"), text))
    yield "received", people.received("officer", text)
    yield (
        "preview",
        meetings.preview(programme, (Ahead(datetime(2021, 5, 1, tzinfo=UTC), text, event.date, "C0L", None),), ZONE),
    )
    yield "followed", meetings.followed(event)
    yield "no longer followed", meetings.no_longer_followed(event)
    yield "reminder", reminders.in_channel(event)
    yield "digest", nudges.daily(Daily(1, facts.MEETING.date, events=(event, event)))
    yield "settings", channels.form(Settings("C0L", (Announced(("plan", "p"), text, True),)))
    yield "settings saved", channels.saved(Settings("C0L", (Announced(("plan", "p"), text, True),)))
    yield "tied", channels.tied([text], "U0LEDNET")
    yield from of_stewards(text, note, replace(card, may_correct=True))


def of_stewards(text: str, note: str, card: Card) -> Iterator[tuple[str, Drawn]]:
    """What those see who correct a plan, and those who write to them."""
    action, person = card.action, replace(facts.COORDINATOR, name=text)
    plan = replace(facts.PLAN, title=text, sections=(("s", text), *facts.PLAN.sections))
    draft = dict.fromkeys(facts.DRAFT, note) | {"section": "s", "stage": "Design", "reason": text}
    form = CorrectionForm(plan, action, "0", draft)
    item = replace(facts.ITEM, ref=text[:80], title=text, field=text[:80], reason=note, document=text, source=note)
    item = replace(item, lines=text[:80], reading=note)
    item_form = replace(facts.ITEM_FORM, item=item, plan=plan, draft=draft, names=tuple(facts.DRAFT))
    partner = PartnerForm("s", text, False, "0", {"name": text, "aliases": note, "what": text})
    gone = replace(card, action=replace(action, withdrawn=True))
    yield "steward's card", actions.card(card, ZONE)
    yield "merged card", actions.card(replace(gone, merged_into=("a:b", text[:80])), ZONE)
    yield "correction", corrections.form(form)
    yield "correction overtaken", corrections.overtaken(CorrectionOvertaken(form, dict.fromkeys(facts.DRAFT, note)))
    yield "corrected", corrections.done(Corrected(card, ("title",)))
    yield "addition", corrections.form(CorrectionForm(plan, None, "", {}))
    yield "withdrawal", withdrawals.confirm(card)
    yield "merge", withdrawals.confirm_merge(card)
    yield "merged", withdrawals.done(replace(gone, merged_into=("a:b", text[:80])))
    yield "brought back", withdrawals.done(card)
    yield "partner correction", partner_corrections.form(partner, {"name": text, "aliases": note})
    yield "partner addition", partner_corrections.form(replace(partner, is_new=True))
    yield "partner merged", partner_corrections.done(PartnerCorrected("s", text, "merged", text))
    yield "partner withdrawal", partner_withdrawals.confirm("s", text)
    yield "partner merge", partner_withdrawals.confirm_merge("s", text)
    yield "withdrawn partner", partners.none(NoPartner(text, (), ("s", text)))
    yield "concern form", concerns.form(action)
    yield "concern sent", concerns.sent((person,) * 9)
    yield "concern", concerns.message(Raised(action, person, note[:1000], text, text[:80]))
    yield "answer form", concerns.answer_form(action, person)
    yield "answer", concerns.answer(action, person, person, note[:1000], True)
    yield "desks", home.tab(replace(facts.HOME, plans=(PlanDesk("s", text, 12_345),) * 40))
    yield "to check", reviews.listing(Listing("s", text, (item,) * PAGE, 2, 3, 22))
    yield "item", reviews.form(item_form)
    yield "next item", reviews.settled(Settled(item, 3, replace(item_form, names=())))


def unescaped(drawn: Drawn) -> list[str]:
    """Texts in which Slack would understand something that a person has typed."""
    return [text for kind, text in texts(drawn) if kind == "mrkdwn" and NEEDS_ESCAPE.search(OURS.sub("", text))]


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(text=TYPED)
def test_what_people_type_is_only_shown(text: str) -> None:
    bad = {name: unescaped(drawn) for name, drawn in everything(text) if unescaped(drawn)}
    assert bad == {}


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(text=st.text(min_size=1, max_size=400).filter(str.strip))
def test_any_text_is_legal(text: str) -> None:
    bad = {name: complaints(drawn) for name, drawn in everything(text) if complaints(drawn)}
    assert bad == {}


@pytest.mark.parametrize("sign", ["a", "&", "<", "é", "–", "🌍", "a "])
@pytest.mark.parametrize("length", [75, 150, 300, 3000])
def test_long_texts_are_legal(sign: str, length: int) -> None:
    text = (sign * length)[:length].strip()
    bad = {name: complaints(drawn) for name, drawn in everything(text) if complaints(drawn)}
    assert bad == {}


@pytest.mark.parametrize("sign", ["&", "<"])
def test_a_text_is_not_cut_inside_an_entity(sign: str) -> None:
    text = "x" + sign * 3000
    for name, drawn in everything(text):
        for kind, shown in texts(drawn):
            if kind == "mrkdwn":
                assert not NEEDS_ESCAPE.search(OURS.sub("", shown)), (name, shown[-20:])


def test_plain_text_is_not_escaped() -> None:
    for name, drawn in everything("R&D <now>"):
        shown = [text for kind, text in texts(drawn) if kind == "plain_text"]
        assert not [text for text in shown if "&amp;" in text or "&lt;" in text], name


# --- many of them -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 15, 16, 41, 100, 200])
def test_many_rows_are_legal(number: int) -> None:
    many = tuple(replace(facts.ACTION, id=f"p:{n}", title="t" * 300) for n in range(number))
    events = [replace(facts.SESSION, id=f"e{n}", title="t" * 300) for n in range(number)]
    listed = Meetings(tuple(Listed(event, False) for event in events[:5]), None)
    one_set = LearningSet("s:a", "Set", 6, tuple(Listed(event, True) for event in events))
    drawn = {
        "list": actions.mine(Mine(many, True)),
        "choice": actions.choice(Choice("T18", many[:10])),
        "partner": partners.page(Partner("N", tuple(f"alias {n}" for n in range(number)), many)),
        "no partner": partners.none(NoPartner("", tuple(f"Organisation number {n}" for n in range(number)))),
        "home": home.tab(Home(Mine(many, True), listed, tuple([facts.ON] * min(number, 40)))),
        "history": history.history(History(facts.ACTION, tuple([facts.ENTRY] * number)), ZONE),
        "sets": learning_sets.listing((SetProgramme("s", "Sets", {}, (one_set,), False),)),
        "proposed": proposed_dates.listing(Waiting("p", "P", tuple(events))),
        "preview": meetings.preview(facts.OFF, facts.AHEAD * number, ZONE),
        "digest": nudges.daily(Daily(1, facts.MEETING.date, events=tuple(events))),
        "all of it": nudges.listing(Daily(1, facts.MEETING.date, events=tuple(events)), 1),
        "settings": channels.form(
            Settings("C0L", tuple(Announced(("plan", f"p{n}"), f"Plan {n}", n % 2 == 0) for n in range(number)))
        ),
    }
    assert {name: complaints(one) for name, one in drawn.items() if complaints(one)} == {}


@pytest.mark.parametrize("sign", ["x", "é", "–", "🌍"])
def test_a_history_of_long_notes_is_not_too_large(sign: str) -> None:
    longest = replace(facts.UPDATE, note=sign * 3000)
    entries = (replace(facts.ENTRY, status=longest, internal_note=sign * 3000),) * 60
    assert complaints(history.history(History(facts.ACTION, entries), ZONE)) == []


def test_what_is_cut_off_is_said() -> None:
    many = tuple(replace(facts.ACTION, id=f"p:{n}") for n in range(60))
    assert any("more" in text for _, text in texts(actions.mine(Mine(many, True))))
    crowd = tuple(replace(one, title="T" * 300, role=f"R{n}") for n, one in enumerate(many * 4))
    assert any("more" in text for _, text in texts(partners.page(Partner("N", (), crowd))))
    assert any("more" in text for _, text in texts(meetings.preview(facts.OFF, facts.AHEAD * 300, ZONE)))
    dates = nudges.daily(Daily(1, facts.MEETING.date, events=(facts.MEETING,) * 60))
    assert any("Show all 60" in text for _, text in texts(dates))
    assert any("older" in text for _, text in texts(history.history(History(facts.ACTION, (facts.ENTRY,) * 60), ZONE)))


# --- refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", NASTY)
def test_a_refusal_shows_what_was_typed_and_mentions_whom_it_means(typed: str) -> None:
    asked = _gesture("command")
    for refusal in (Refusal(f"“{typed}” is nothing."), NotAllowed(f"“{typed}” no. Ask <@U0LEAD>.", ask_for="p:T1")):
        reply = refused(refusal, asked)
        assert isinstance(reply, Say)
        mentions = OURS.findall(reply.message.text)
        assert mentions == (["@U0LEAD"] if isinstance(refusal, NotAllowed) else [])
        if typed != "<@U1>" and typed != "&amp;":  # a mention in a sentence is one; an entity is one already
            assert unescaped(reply.message) == []


def test_a_refusal_beside_a_field_is_plain_text() -> None:
    reply = refused(Refusal("Choose R&D.", "stage"), _gesture("form"))
    assert reply.sentences == {"stage": "Choose R&D."}


@pytest.mark.parametrize("typed", ["R&D", "a < b > c", "&lt;", "&amp;", "<!channel>"])
def test_what_slack_escapes_is_read_as_it_was_typed(typed: str) -> None:
    """Slack sends typed text with &, < and > as entities: they are undone once, so that names with & are found."""
    sent = blocks.escape(typed)
    command = {"command": "/partner", "text": sent, "trigger_id": "1", "team_id": "T1", "user_id": "U1"}
    assert gesture.of_command(command, "r").words == typed
    event = {"event": {"type": "message", "text": sent, "user": "U1"}, "event_id": "E1", "team_id": "T1"}
    assert gesture.of_event(event, "r").words == typed


def _gesture(kind: gesture.Kind) -> gesture.Gesture:
    return gesture.Gesture(kind, "x", "k", gesture.Caller("T1", "T1", "U1"), "r")
