"""How each kind of delivery is drawn, at the moment it is sent, from today's facts."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from sqlalchemy import Connection

from bot.domain import (
    actions,
    approvals,
    asking,
    concerns,
    dashboard,
    event_reminders,
    meetings,
    notices,
    offers,
    outages,
    pages,
    passes,
    people,
    published,
    reports,
    sections,
    sharing,
    workspaces,
)
from bot.domain.actions import Author
from bot.domain.meetings import Event
from bot.domain.people import Caller
from bot.domain.queries import from_json
from bot.domain.refusal import Refusal
from bot.domain.sharing import Answer
from bot.views import approvals as approval_views
from bot.views import calendars, channels, links, reminders
from bot.views import concerns as concern_views
from bot.views import dashboard as dashboard_views
from bot.views import leaves as leave_views
from bot.views import notices as notice_views
from bot.views import offers as offer_views
from bot.views import outages as outage_views
from bot.views import pages as page_views
from bot.views import passes as pass_views
from bot.views import people as people_views
from bot.views import reports as report_views
from bot.views import sections as section_views
from bot.views import sharing as sharing_views
from bot.views.answers import draw as draw_answer
from bot.views.blocks import Message, escape, escape_but_mentions, said
from jobs import nudges
from storage import channels as stored_channels
from storage import meetings as stored_meetings
from storage import people as stored_people
from storage import report_files
from storage.types import Record

Draw = Callable[[Connection, Record, datetime, str], Message | None]


def draw(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    """Return the message of a delivery; None when what it would say is no longer true."""
    return KINDS[delivery.kind](db, delivery, now, zone)


def _answer(db: Connection, delivery: Record, now: datetime, zone: str) -> Message:
    """Answer a question: alone with the bot as the asker may see it, in a channel without pinging anybody."""
    person = stored_people.by_id(db, delivery.payload["person"])
    caller = Caller(person.workspace_id, delivery.team_id, person.user_id)
    words = delivery.payload["words"]
    is_alone = delivery.channel_id.startswith("D")
    try:
        if is_alone and (reply := nudges.reply(db, delivery, caller, now, zone)):
            return offer_views.offer(reply, delivery.id)
        if is_alone and offers.is_news(words):
            return offer_views.offer(offers.offer(db, caller, words, ()), delivery.id)
        answer = asking.ask(db, caller, words, now, zone)
    except Refusal as refusal:
        return said(escape_but_mentions(refusal.sentence) if is_alone else escape(refusal.sentence))
    shown = answer if is_alone else published.without_mentions(answer)
    payload = delivery.payload
    message = draw_answer(shown, person.zone or zone, payload.get("pages"), payload.get("contact"))
    if is_alone and offers.is_nothing(answer):
        return message.with_below(offer_views.below(offers.offer(db, caller, words, ()), delivery.id))
    return message


def _sentence(db: Connection, delivery: Record, now: datetime, zone: str) -> Message:
    return said(delivery.payload["text"])


def _unfurl(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    """What stands below links to actions' pages; None where none of them is public any more."""
    named = {url: pages.named_by(url) for url in delivery.payload["links"]}
    cards = {url: pages.card(db, *place) for url, place in named.items() if place}
    unfurls = {url: page_views.below_link(facts) for url, facts in cards.items() if facts}
    return Message("", (), unfurls=unfurls) if unfurls else None


def _section_picture(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    person = stored_people.by_id(db, delivery.person_id)
    caller = Caller(person.workspace_id, delivery.team_id, person.user_id)
    try:
        facts = sections.overview(db, caller, delivery.payload["section"])
    except Refusal:
        return None
    return section_views.picture(facts)


def _shared(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    person = stored_people.by_id(db, delivery.payload["person"])
    caller = Caller(person.workspace_id, delivery.team_id, person.user_id)
    payload = delivery.payload
    try:
        facts = sharing.show(db, caller, Answer(payload["kind"], payload["which"]), now)
    except Refusal:
        return None
    by = person.name or published.UNNAMED
    return sharing_views.shared(facts, by, payload["comment"], zone, payload["pages"])


def _export(db: Connection, delivery: Record, now: datetime, zone: str) -> Message:
    person = stored_people.by_id(db, delivery.person_id)
    caller = Caller(person.workspace_id, delivery.team_id, person.user_id)
    payload = delivery.payload
    query, found = from_json(payload["query"]), sharing.exported(db, caller, from_json(payload["query"]), now)
    return sharing_views.exported(found, query, payload["pages"], links.to_app(delivery.team_id, payload.get("app")))


def _calendar_file(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    row = stored_meetings.by_id(db, workspaces.identity(db, delivery.team_id), delivery.payload["event"])
    if row is None:
        return None
    event = meetings.from_row(row)
    return Message(f"Open this file to put it into your calendar: {escape(event.title)}.", (), (calendars.file(event),))


def _reminder(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    events = _still_ahead(db, delivery, now)
    return reminders.in_channel(events[0], delivery.payload.get("late", False)) if events else None


def _soon(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    events = [
        one
        for one in _still_ahead(db, delivery, now)
        if now < event_reminders.useful_until(one.date, one.starts, one.zone)
    ]
    return reminders.soon(events[0]) if events else None


def _correction(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    facts = notices.seen(db, delivery.payload["notice"], now)
    return notice_views.correction(facts) if facts else None


def _gap(db: Connection, delivery: Record, now: datetime, zone: str) -> Message:
    facts = outages.seen_in(db, delivery.payload["gap"], delivery.team_id)
    return outage_views.told(facts, stored_people.by_id(db, delivery.person_id).zone or zone)


def _lost_time(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    person, payload = stored_people.by_id(db, delivery.person_id), delivery.payload
    facts = outages.lost_time(db, payload["gap"], payload["period"], person.id, now)
    return outage_views.lost_time(facts, person.zone or zone) if facts else None


def _asked_to_be_added(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    row = stored_people.by_id(db, delivery.payload["person"])
    caller = Caller(row.workspace_id, delivery.team_id, row.user_id)
    action = actions.card(db, caller, delivery.payload["action"]).action
    return people_views.request(people.from_row(row), action)


def _role_given(db: Connection, delivery: Record, now: datetime, zone: str) -> Message:
    return people_views.received(delivery.payload["role"], delivery.payload["about"])


def _leave(db: Connection, delivery: Record, now: datetime, zone: str) -> Message:
    facts = delivery.payload
    person = people.from_row(stored_people.by_id(db, facts["person"]))
    return leave_views.told(person, date.fromisoformat(facts["until"]), facts["covers"])


def _channel_tied(db: Connection, delivery: Record, now: datetime, zone: str) -> Message:
    person = stored_people.by_id(db, delivery.payload["person"])
    return channels.tied(delivery.payload["titles"], person.user_id)


def _channel_unreachable(db: Connection, delivery: Record, now: datetime, zone: str) -> Message:
    payload = delivery.payload
    return channels.unreachable(payload["channel"], payload["error"], payload.get("kind") == "shared")


def _concern(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    facts, reader = delivery.payload, _reader(db, delivery)
    try:
        return concern_views.message(concerns.seen_by(db, reader, facts["person"], facts["action"], facts["words"]))
    except Refusal:  # their workspace does not see the plan any more
        return None


def _concern_answered(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    facts = delivery.payload
    by, to = (people.from_row(stored_people.by_id(db, facts[name])) for name in ("person", "to"))
    try:
        action = actions.card(db, _reader(db, delivery), facts["action"]).action
    except Refusal:
        return None
    return concern_views.answer(action, by, to, facts["words"], is_copy=delivery.person_id != to.id)


def _passed(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    """None where it was passed to somebody else, or taken back, before it was sent."""
    facts = passes.of_action(db, _reader(db, delivery), delivery.payload["action"])
    by, to = (stored_people.by_id(db, one) for one in (delivery.payload["by"], delivery.person_id))
    if facts is None or facts.to is None or facts.to.user_id != to.user_id:
        return None
    return pass_views.received(Author(by.user_id, by.name), facts)


def _account_gone(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    person = stored_people.by_id(db, delivery.payload["person"])
    try:
        facts = dashboard.one(db, _reader(db, delivery), delivery.payload["plan"], now)
    except Refusal:  # they coordinate it no more
        return None
    return dashboard_views.account_gone(Author(None, person.name), facts)


def _update_returned(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    try:
        facts = approvals.come_back(db, _reader(db, delivery), delivery.payload["entry"])
    except Refusal:  # their workspace does not see the plan any more
        return None
    return approval_views.come_back(facts) if facts else None


def _report_progress(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    """Say that a report is being made: the job that makes it changes the message from then on."""
    row = report_files.of_delivery(db, delivery.id)
    try:
        wanted = reports.allowed(db, _reader(db, delivery), row.plan_slug, row.period_id) if row else None
    except Refusal:  # it was closed to them meanwhile
        return None
    return report_views.begun(wanted) if wanted else None


def _report_file(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    row = report_files.file(db, delivery.payload["report"], delivery.payload["format"])
    if row is None:
        return None
    try:
        reports.allowed(db, _reader(db, delivery), row.plan_slug, row.period_id)
    except Refusal:
        return None
    return report_views.file(row.format, row.name, row.title, row.content, row.alt)


def _reader(db: Connection, delivery: Record) -> Caller:
    row = stored_people.by_id(db, delivery.person_id)
    return Caller(row.workspace_id, delivery.team_id, row.user_id)


def _still_ahead(db: Connection, delivery: Record, now: datetime) -> list[Event]:
    identity = workspaces.identity(db, delivery.team_id)
    rows = [stored_meetings.by_id(db, identity, event_id) for event_id in delivery.payload["events"]]
    switched_on = [row for row in rows if row is not None and row.reminders_from is not None]
    wanted = [row for row in switched_on if _is_wanted(db, delivery, row)]
    return [event for event in map(meetings.from_row, wanted) if meetings.is_ahead(event, now)]


def _is_wanted(db: Connection, delivery: Record, event: Record) -> bool:
    """A channel's reminder stands while the channel is tied, a person's while they follow."""
    programme = ("programme", event.programme_slug)
    if delivery.person_id is None:
        return programme in stored_channels.tied_to(db, delivery.team_id, delivery.channel_id)
    return not stored_meetings.followed(db, delivery.person_id).isdisjoint({programme, ("event", event.id)})


KINDS: Mapping[str, Draw] = {
    "answer": _answer,
    "sentence": _sentence,
    "unfurl": _unfurl,
    "shared": _shared,
    "export": _export,
    "section_picture": _section_picture,
    "report_progress": _report_progress,
    "report_file": _report_file,
    "calendar_file": _calendar_file,
    "reminder": _reminder,
    "digest": nudges.daily,
    "redraw": nudges.redraw,
    "soon": _soon,
    "correction": _correction,
    "gap": _gap,
    "lost_time": _lost_time,
    "asked_to_be_added": _asked_to_be_added,
    "role_given": _role_given,
    "leave": _leave,
    "channel_tied": _channel_tied,
    "channel_unreachable": _channel_unreachable,
    "update_returned": _update_returned,
    "concern": _concern,
    "concern_answered": _concern_answered,
    "passed": _passed,
    "account_gone": _account_gone,
}
