"""Facts of messages of the day, fixed for ever."""

from dataclasses import replace
from datetime import date

from bot.domain.actions import Author
from bot.domain.nudges import Daily, Item, Told
from bot.domain.people import Person
from bot.domain.reasons import Why
from bot.domain.reminder_rules import SHIPPED
from bot.domain.snoozes import Choices
from bot.domain.weeks import Answering, Missing, Week
from tests.bot.views.facts import (
    ACTION,
    COORDINATOR,
    LEAVE,
    MEETING,
    PERSON,
    PLAIN_ACTION,
    PUBLISHED,
    SESSION,
    UPDATE,
)

ITEM = Item(ACTION, date(2026, 12, 7), "December 2026", "lead")
LATER = Item(PLAIN_ACTION, date(2026, 12, 18), "December 2026", "officer")
TOLD = (
    Told(Author("U0LEAD", "Transport lead"), (date(2026, 12, 1), date(2026, 12, 7))),
    Told(Author(None, "Somebody"), (date(2026, 12, 7),)),
)
AS_DEPUTY = replace(ITEM, action=replace(ACTION, id="plan-2024:T9", printed_ref="T9"), seen_as="deputy", asked=TOLD)
DAILY = Daily(
    8,
    date(2026, 12, 14),
    (ACTION.id, PLAIN_ACTION.id),
    (
        ITEM,
        LATER,
        replace(ITEM, action=replace(ACTION, id="plan-2024:T9", printed_ref="T9"), seen_as="deputy", asked=TOLD),
    ),
    (MEETING,),
    (replace(ACTION, printed_ref="T1"),),
    ((replace(ACTION, printed_ref="T2"), date(2026, 12, 21)),),
    is_late=True,
)
DATES = Daily(8, date(2021, 5, 13), events=(MEETING, SESSION))
CHOICES = Choices(date(2026, 12, 15), date(2026, 12, 21), date(2026, 12, 28), 2)
RULES = tuple(rule for rule in SHIPPED if rule.kind == "update")
WHY = Why(ITEM, RULES, PUBLISHED, (), None, None, (), (COORDINATOR,))
WHY_DEPUTY = Why(AS_DEPUTY, RULES, UPDATE, TOLD, PERSON, LEAVE, (PERSON,), (COORDINATOR,))
BY_POST = Person(9, None, "Postal officer", None, None)
WEEK = Week(
    "plan-2024",
    "Net zero action plan",
    "December 2026",
    date(2026, 12, 7),
    date(2026, 12, 14),
    46,
    (
        Missing(ACTION, date(2026, 12, 7), (Answering(PERSON, LEAVE, "account_inactive"),), TOLD),
        Missing(replace(ACTION, printed_ref="T2"), date(2026, 12, 18), (), ()),
        Missing(replace(ACTION, printed_ref="T3"), date(2026, 12, 7), (Answering(BY_POST),), ()),
    ),
)
WEEK_DONE = replace(WEEK, plan_title="Skills plan", missing=(), asked=12)
