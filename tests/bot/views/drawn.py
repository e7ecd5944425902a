"""Every view by name, drawn from given facts; and all texts of a view with the way Slack reads them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import time
from typing import Any

from bot.domain.approvals import Choice, Look
from bot.domain.date_changes import Saved
from bot.domain.glossary import Done, Glossary, Row
from bot.domain.history import History
from bot.domain.leaves import Form as LeaveForm
from bot.domain.new_dates import Empty
from bot.domain.notices import Correction
from bot.domain.nudges import Daily
from bot.domain.offers import Offer
from bot.domain.pauses import Switch
from bot.domain.refusal import NotAllowed
from bot.domain.reminder_rules import SHIPPED
from bot.domain.walks import Ended, Walk
from bot.sandbox.legality import is_too_large, message_complaints, view_complaints
from bot.slack.features import COMMANDS
from bot.views import (
    actions,
    approvals,
    channels,
    concerns,
    corrections,
    dashboard,
    date_changes,
    glossary,
    history,
    home,
    learning_sets,
    leaves,
    meetings,
    new_dates,
    notices,
    nudges,
    offers,
    outages,
    partner_corrections,
    partner_withdrawals,
    partners,
    passes,
    people,
    periods,
    personal_settings,
    plan_people,
    programmes,
    proposed_dates,
    quiet_days,
    reasons,
    recorded,
    reminder_rules,
    reminders,
    reports,
    reviews,
    roll_forward,
    section_rag,
    snoozes,
    updates,
    walks,
    weeks,
    withdrawals,
)
from bot.views.blocks import Message, View
from bot.views.proposed_dates import Typed
from tests.bot.views import facts, nudge_facts

Drawn = Message | View

VIEWS: dict[str, Callable[[], Drawn]] = {
    "card": lambda: actions.card(facts.CARD, facts.ZONE),
    "card_updated": lambda: actions.card(facts.UPDATED_CARD, facts.ZONE),
    "card_without_stages": lambda: actions.card(facts.PLAIN_CARD, facts.ZONE),
    "choice": lambda: actions.choice(facts.CHOICE),
    "list": lambda: actions.mine(facts.MINE),
    "not_found": lambda: actions.not_found(facts.NOT_FOUND),
    "refusal": lambda: actions.not_allowed(NotAllowed("You cannot update T18.", ask_for=facts.ACTION.id)),
    "form": lambda: updates.form(facts.FORM, facts.ZONE),
    "form_without_stages": lambda: updates.form(facts.PLAIN_FORM, facts.ZONE),
    "form_asked": lambda: updates.form(facts.ASKED_FORM, facts.ZONE),
    "form_unchanged": lambda: updates.form(facts.UNCHANGED_FORM, facts.ZONE),
    "form_not_unchanged": lambda: updates.form(facts.NOT_UNCHANGED_FORM, facts.ZONE),
    "form_returned": lambda: updates.form(facts.RETURNED_FORM, facts.ZONE),
    "form_kept": lambda: updates.form(facts.KEPT_FORM, facts.ZONE),
    "form_chooser": updates.chooser,
    "form_chooser_of_message": lambda: updates.chooser("Stopped.", "https://x.slack.com/archives/C0/p1"),
    "no_change": lambda: updates.confirmed(facts.CONFIRMED),
    "no_change_taken_back": lambda: updates.taken_back(facts.TAKEN_BACK, facts.ZONE),
    "saved_waits": lambda: updates.saved(replace(facts.SAVED, waits=True), facts.ZONE),
    "card_of_officer": lambda: actions.card(
        replace(facts.UPDATED_CARD, may_update=True, answer_state="submitted"), facts.ZONE
    ),
    "history_in_full": lambda: history.history(
        History(
            facts.ACTION,
            (facts.FULL_ENTRY, facts.UNDONE_ENTRY, facts.SAME_ENTRY, facts.RETURNED_ENTRY, facts.ENTRY),
        ),
        facts.ZONE,
    ),
    "to_review": lambda: approvals.listing(facts.TO_REVIEW, facts.ZONE),
    "to_review_choice": lambda: approvals.choose(Choice(facts.APPROVAL_DESKS, "rutland")),
    "to_review_nothing": lambda: approvals.listing(replace(facts.TO_REVIEW, items=(), total=0), facts.ZONE),
    "update_to_review": lambda: approvals.look(Look(facts.ACTION, facts.FULL_ENTRY), facts.ZONE),
    "update_returned": lambda: approvals.come_back(facts.COME_BACK),
    "home_of_reviewer": lambda: home.tab(replace(facts.HOME, approvals=facts.APPROVAL_DESKS)),
    "overtaken": lambda: updates.overtaken(facts.OVERTAKEN, facts.ZONE),
    "saved": lambda: updates.saved(facts.SAVED, facts.ZONE),
    "history": lambda: history.history(facts.HISTORY, facts.ZONE),
    "partner": lambda: partners.page(facts.PARTNER),
    "no_partner": lambda: partners.none(facts.NO_PARTNER),
    "meetings": lambda: meetings.listing(facts.MEETINGS),
    "no_meetings_ahead": lambda: meetings.listing(facts.NONE_AHEAD),
    "file_on_its_way": lambda: meetings.file_on_its_way(facts.SESSION),
    "learning_sets": lambda: learning_sets.listing(facts.SETS, "sets@example.gov.uk"),
    "about_learning_sets": lambda: programmes.about(facts.ABOUT_SETS),
    "about_clusters": lambda: programmes.about(facts.CLUSTERS),
    "home": lambda: home.tab(facts.HOME),
    "home_of_planner": lambda: home.tab(replace(facts.HOME, dates=facts.DATE_DESKS)),
    "home_of_whom_failures_reach": lambda: home.tab(replace(facts.HOME, unreached=facts.UNREACHED)),
    "proposed": lambda: proposed_dates.listing(facts.WAITING, roll_forward.planned(facts.PLANNED)),
    "proposed_none": lambda: proposed_dates.listing(replace(facts.WAITING, events=())),
    "proposed_change": lambda: proposed_dates.form(facts.PROPOSED),
    "proposed_doubts": lambda: proposed_dates.form(
        facts.PROPOSED, Typed(facts.PROPOSED.id, facts.DOUBTS.day, time(9), None, None), facts.DOUBTS
    ),
    "proposed_confirmed": lambda: proposed_dates.confirmed(facts.PROPOSED),
    "change_date": lambda: date_changes.form(facts.MEETING),
    "change_date_asked": lambda: date_changes.ask_move(facts.CHANGE),
    "cancel_asked_before_election": lambda: date_changes.ask_cancel(facts.CHANGE_BEFORE_ELECTION),
    "cancel_asked": lambda: date_changes.ask_cancel(replace(facts.CHANGE, typed=None, people=0, channels=0)),
    "change_date_saved": lambda: date_changes.saved(Saved(facts.MEETING, facts.NOTICE), "Europe/London"),
    "change_date_held": lambda: date_changes.saved(Saved(facts.MEETING, facts.HELD_NOTICE), "Europe/London"),
    "change_date_silent": lambda: date_changes.saved(Saved(facts.CANCELLED, None), "Europe/London"),
    "change_date_undone": lambda: date_changes.undone(facts.MEETING),
    "new_date": lambda: new_dates.form(Empty(facts.ON, (("lga-sets-2024:sp-tue", "Tuesday set"),)), "Europe/London"),
    "new_date_added": lambda: new_dates.added(facts.PROPOSED),
    "date_moved": lambda: notices.correction(Correction(facts.MEETING, facts.WAS)),
    "date_cancelled": lambda: notices.correction(Correction(facts.CANCELLED, facts.WAS)),
    "rules": lambda: reminder_rules.listing(SHIPPED, reminder_rules.saved(SHIPPED[0])),
    "rule": lambda: reminder_rules.form(SHIPPED[-1]),
    "rule_new": lambda: reminder_rules.form(None),
    "outage_while_due": lambda: outages.lost_time(facts.LOST_TIME, "Europe/London"),
    "outage": lambda: outages.told(facts.GAP, "Europe/London"),
    "outage_all": lambda: outages.listing(facts.LONG_GAP, "Europe/London", 2),
    "reminder_late": lambda: reminders.in_channel(facts.MEETING, True),
    "reminder_soon": lambda: reminders.soon(facts.SESSION),
    "digest_late": lambda: nudges.daily(replace(nudge_facts.DATES, is_late=True)),
    "next_year": lambda: roll_forward.form(facts.PROPOSAL),
    "how_to_plan": roll_forward.how_to_plan,
    "home_empty": lambda: home.tab(facts.EMPTY_HOME),
    "help": lambda: people.help_page("U0OFFICER", COMMANDS),
    "asked": lambda: people.asked((facts.PERSON, facts.COORDINATOR)),
    "request": lambda: people.request(facts.PERSON, facts.ACTION),
    "role_given": lambda: people.given(facts.GIVEN),
    "role_received": lambda: people.received("officer", facts.GIVEN.about),
    "how_to_give_roles": people.how_to_give_roles,
    "preview": lambda: meetings.preview(facts.OFF, facts.AHEAD, facts.ZONE),
    "preview_nobody": lambda: meetings.preview(facts.OFF, (), facts.ZONE),
    "followed": lambda: meetings.followed(facts.MEETING),
    "reminder": lambda: reminders.in_channel(facts.MEETING),
    "digest": lambda: nudges.daily(nudge_facts.DATES),
    "digest_updates": lambda: nudges.daily(nudge_facts.DAILY),
    "digest_week": lambda: nudges.daily(Daily(8, nudge_facts.DAILY.today), (nudge_facts.WEEK, nudge_facts.WEEK_DONE)),
    "digest_all": lambda: nudges.listing(nudge_facts.DAILY, 1),
    "digest_done": lambda: nudges.daily(Daily(8, nudge_facts.DAILY.today, answered=(facts.ACTION,))),
    "snooze": lambda: snoozes.form(nudge_facts.ITEM, 8, nudge_facts.CHOICES),
    "snooze_last": lambda: snoozes.form(nudge_facts.ITEM, 8, replace(nudge_facts.CHOICES, left=1)),
    "snoozed": lambda: snoozes.saved(nudge_facts.ITEM, nudge_facts.CHOICES.monday),
    "why": lambda: reasons.why(nudge_facts.WHY, facts.ZONE),
    "why_deputy": lambda: reasons.why(nudge_facts.WHY_DEPUTY, facts.ZONE),
    "walk": lambda: walks.placed(updates.form(facts.FORM, facts.ZONE), Walk(8, facts.ACTION.id, 3, 23, 2)),
    "walk_ended": lambda: walks.ended(Ended(20, 3)),
    "walk_done": lambda: walks.ended(Ended(1, 0)),
    "walk_nothing": lambda: walks.ended(Ended(0, 0)),
    "week": lambda: weeks.listing(nudge_facts.WEEK),
    "week_done": lambda: weeks.listing(nudge_facts.WEEK_DONE),
    "week_none": lambda: weeks.listing(None),
    "reply_offer": lambda: offers.offer(Offer("Contractor appointed.", (facts.ACTION,), is_reply=True), 9),
    "settings": lambda: channels.form(facts.SETTINGS),
    "settings_saved": lambda: channels.saved(facts.SETTINGS),
    "tied": lambda: channels.tied([facts.MEETING.programme], "U0LEDNET"),
    "card_of_steward": lambda: actions.card(facts.STEWARDS_CARD, facts.ZONE),
    "card_withdrawn": lambda: actions.card(facts.WITHDRAWN_CARD, facts.ZONE),
    "card_merged": lambda: actions.card(facts.MERGED_CARD, facts.ZONE),
    "correction": lambda: corrections.form(facts.CORRECTION),
    "correction_overtaken": lambda: corrections.overtaken(facts.CORRECTION_OVERTAKEN),
    "corrected": lambda: corrections.done(facts.CORRECTED),
    "addition": lambda: corrections.form(facts.ADDITION),
    "withdrawal": lambda: withdrawals.confirm(facts.STEWARDS_CARD),
    "withdrawal_merge": lambda: withdrawals.confirm_merge(facts.STEWARDS_CARD),
    "withdrawn": lambda: withdrawals.done(facts.WITHDRAWN_CARD),
    "brought_back": lambda: withdrawals.done(facts.STEWARDS_CARD),
    "partner_of_steward": lambda: partners.page(replace(facts.PARTNER, may_correct=True, slug="nged")),
    "partner_withdrawn": lambda: partners.none(replace(facts.NO_PARTNER, withdrawn=("wpd", "Western Power"))),
    "partner_correction": lambda: partner_corrections.form(facts.PARTNER_FORM),
    "partner_addition": lambda: partner_corrections.form(facts.NEW_PARTNER),
    "partner_merged": lambda: partner_corrections.done(facts.MERGED_PARTNER),
    "partner_withdrawal": lambda: partner_withdrawals.confirm("wpd", "Western Power"),
    "partner_withdrawal_merge": lambda: partner_withdrawals.confirm_merge("wpd", "Western Power"),
    "concern_form": lambda: concerns.form(facts.ACTION),
    "concern_sent": lambda: concerns.sent((facts.PERSON, facts.COORDINATOR)),
    "concern": lambda: concerns.message(facts.RAISED),
    "concern_answer_form": lambda: concerns.answer_form(facts.ACTION, facts.PERSON),
    "concern_answer": lambda: concerns.answer(facts.ACTION, facts.COORDINATOR, facts.PERSON, "Mended.", False),
    "glossary": lambda: glossary.listing(facts.GLOSSARY),
    "glossary_done": lambda: glossary.listing(
        replace(facts.GLOSSARY, done=Done("Changed", ("EV", "e-car"), 4, 3), page=2)
    ),
    "glossary_empty": lambda: glossary.listing(Glossary((), 1, 1, 0, 32, False)),
    "glossary_form": lambda: glossary.form(facts.GLOSSARY.rows[0]),
    "glossary_form_empty": lambda: glossary.form(Row(0, (), None)),
    "home_of_steward": lambda: home.tab(replace(facts.HOME, plans=facts.DESKS)),
    "to_check": lambda: reviews.listing(facts.LISTING),
    "to_check_nothing": lambda: reviews.listing(replace(facts.LISTING, items=(), total=0)),
    "to_check_item": lambda: reviews.form(facts.ITEM_FORM),
    "to_check_date": lambda: reviews.form(facts.DATE_ITEM_FORM),
    "to_check_row": lambda: reviews.settled(facts.SETTLED),
    "home_of_admin": lambda: home.tab(replace(facts.HOME, switch=Switch(None, facts.ZONE), may_enter_days=True)),
    "home_away_and_paused": lambda: home.tab(
        replace(facts.HOME, leave=facts.LEAVE, switch=Switch(facts.PAUSE, facts.ZONE))
    ),
    "own_settings": lambda: personal_settings.form(facts.OWN_SETTINGS),
    "own_settings_saved": lambda: personal_settings.saved(facts.OWN_SETTINGS.settings),
    "leave": lambda: leaves.form(LeaveForm(facts.LEAVE.until_on, facts.COORDINATOR, None)),
    "leave_saved": lambda: leaves.saved(facts.LEAVE),
    "leave_covered": lambda: leaves.told(facts.PERSON, facts.LEAVE.until_on, covers=True),
    "leave_not_covered": lambda: leaves.told(facts.PERSON, facts.LEAVE.until_on, covers=False),
    "closure_days": lambda: quiet_days.form(facts.CLOSURES, saved=True),
    "closure_days_none": lambda: quiet_days.form(replace(facts.CLOSURES, days=())),
    "report_choice": lambda: reports.choose(facts.REPORT_CHOICE),
    "report_on_its_way": lambda: reports.on_its_way(facts.REPORT),
    "report_begun": lambda: reports.begun(facts.REPORT),
    "report_underway": lambda: reports.underway("County plan: March 2027", "xlsx", 4_000, 10_000),
    "report_made": lambda: reports.made(facts.REPORT),
    "report_failed": lambda: reports.failed(replace(facts.REPORT, period_id=None, period=None), "request-7"),
    "home_of_coordinator": lambda: home.tab(replace(facts.HOME, dashboards=(facts.DASHBOARD,))),
    "periods": lambda: periods.calendar(facts.CALENDAR, "The dates are confirmed."),
    "periods_none": lambda: periods.calendar(facts.BEFORE_CALENDAR),
    "period_form": lambda: periods.form(facts.PERIOD_FORM),
    "period_more_time": lambda: periods.more_time(facts.MORE_TIME),
    "period_close": lambda: periods.close(facts.PERIOD, 12),
    "period_reopen": lambda: periods.reopen(facts.CLOSED_PERIOD),
    "period_preview": lambda: periods.preview(facts.PERIOD_PREVIEW),
    "standing": lambda: dashboard.listing(facts.STANDING_LIST),
    "standing_none": lambda: dashboard.listing(replace(facts.STANDING_LIST, lines=(), total=0)),
    "which_plan": lambda: dashboard.choose((facts.DASHBOARD,), "rutland"),
    "account_gone": lambda: dashboard.account_gone(facts.Author(None, "Transport lead"), facts.DASHBOARD),
    "plan_people": lambda: plan_people.listing(facts.PLAN_PEOPLE, plan_people.taken_away(facts.HOLDING)),
    "assign": lambda: plan_people.form(facts.ASSIGN),
    "pass": lambda: passes.form(facts.PASSING),
    "passed": lambda: passes.passed(facts.PASSING),
    "pass_received": lambda: passes.received(facts.Author("U0LEAD", "Transport lead"), facts.PASSING),
    "not_mine": lambda: passes.not_mine(facts.ACTION),
    "handed_back": lambda: passes.handed_back(facts.HANDED_BACK),
    "record": lambda: recorded.form(facts.RECORD, facts.ZONE),
    "record_overtaken": lambda: recorded.form(replace(facts.RECORD, overtaken=facts.OVERTAKEN), facts.ZONE),
    "section_rag": lambda: section_rag.form(facts.RAG_FORM),
    "section_rag_done": lambda: section_rag.done(facts.RAG_DONE),
    "unreachable": lambda: channels.unreachable("C0LEDNET", "not_in_channel"),
}


def complaints(drawn: Drawn) -> list[str]:
    """What Slack would refuse."""
    if isinstance(drawn, Message):
        found = message_complaints(list(drawn.blocks))
        found += [] if drawn.text.strip() else ["no text for notifications and screen readers"]
        return [*found, *(["text over 4,000 characters"] if len(drawn.text) > 4000 else [])]
    return [*view_complaints(drawn), *(["too large"] if is_too_large(drawn) else [])]


def texts(drawn: Drawn) -> Iterator[tuple[str, str]]:
    """Every text of it: (mrkdwn or plain_text, the text); a message's own text is mrkdwn."""
    if isinstance(drawn, Message):
        yield "mrkdwn", drawn.text
        yield from _texts(list(drawn.blocks))
    else:
        yield from _texts(drawn)


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "plain_text"):
            yield value["type"], value["text"]
        for inner in value.values():
            yield from _texts(inner)
