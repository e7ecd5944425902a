"""Facts as the rules return them, fixed for ever: what the golden files are drawn from."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.domain.action_fields import Plan
from bot.domain.actions import Action, Author, Card, Choice, Mine, NotFound, Stage, Status
from bot.domain.assignments import RoleGiven
from bot.domain.channels import Announced, Settings
from bot.domain.concerns import Raised
from bot.domain.corrections import Corrected
from bot.domain.corrections import Form as CorrectionForm
from bot.domain.corrections import Overtaken as CorrectionOvertaken
from bot.domain.glossary import Glossary, Row
from bot.domain.home import Home
from bot.domain.learning_sets import LearningSet, SetProgramme
from bot.domain.meetings import Event, Listed, Meetings, Programme
from bot.domain.nearest import Near
from bot.domain.partner_corrections import PartnerCorrected, PartnerForm
from bot.domain.partners import NoPartner, Partner
from bot.domain.people import Person
from bot.domain.programmes import About, Theme
from bot.domain.proposed_dates import Desk, Doubts, Waiting
from bot.domain.reminders import Ahead
from bot.domain.reviews import OTHER, RIGHT, UNKNOWN, Item, ItemForm, Listing, PlanDesk, Settled
from bot.domain.roll_forward import Planned, Proposal
from bot.domain.updates import Draft, Form, History, Overtaken, Saved

ZONE = "Europe/London"
STAGES = ("Discovery", "Design", "Delivery", "Complete")

PUBLISHED = Status(
    entry_id=1,
    kind="published",
    stages=(Stage("Delivery", "towns"), Stage("Discovery")),
    rag=None,
    note="Two towns have begun.",
    as_of=date(2024, 12, 31),
    precision="month",
    author=None,
    created_at=datetime(2024, 12, 31, tzinfo=UTC),
)
UPDATE = Status(
    entry_id=2,
    kind="update",
    stages=(Stage("Complete"),),
    rag="Green",
    note="All five towns are done.",
    as_of=date(2025, 6, 3),
    precision="day",
    author=Author("U0OFFICER", "Transport officer"),
    created_at=datetime(2025, 6, 2, 23, 30, tzinfo=UTC),
)
ACTION = Action(
    id="plan-2024:T18",
    plan_slug="plan-2024",
    plan_title="Net zero action plan",
    ref="T18",
    printed_ref="T18",
    section_id="plan-2024/transport",
    section="Transport",
    subsection="Electric vehicles",
    title="Charge points in five towns",
    summary="Put charge points where people park overnight.",
    wording=None,
    role="Lead",
    objectives=("5", "7"),
    outcomes=("Cleaner air", "Lower cost"),
    uncertain=("subsection",),
    withdrawn=False,
    plan_stages=STAGES,
    uses_rag=True,
    status=PUBLISHED,
)
PLAIN_ACTION = replace(
    ACTION,
    id="skills-2019:People 1",
    plan_slug="skills-2019",
    plan_title="Skills plan",
    ref="People 1",
    printed_ref="People 1",
    section="People",
    subsection=None,
    title="Courses for adults",
    summary=None,
    role=None,
    objectives=None,
    outcomes=(),
    uncertain=(),
    plan_stages=(),
    uses_rag=False,
    status=None,
)
CARD = Card(ACTION, ("National Grid", "Residents"), (Author("U0LEAD", "Transport lead"), Author(None, "B. Lead")))
PLAIN_CARD = Card(PLAIN_ACTION, (), ())
UPDATED_CARD = replace(CARD, action=replace(ACTION, status=UPDATE))
CHOICE = Choice("T18", (ACTION, replace(ACTION, id="plan-2030:T18", plan_slug="plan-2030", plan_title="Plan 2030")))
NOT_FOUND = NotFound("T99", (Near("plan-2024:T9", "T9", "Cycle routes"), Near(ACTION.id, "T18", ACTION.title)), True)
MINE = Mine((ACTION, PLAIN_ACTION), True)
FORM = Form(ACTION, 1, Draft("Delivery", "Discovery", None, "Two towns have begun."))
PLAIN_FORM = Form(PLAIN_ACTION, 0, Draft(None, None, None, ""))
OVERTAKEN = Overtaken(Form(ACTION, 2, Draft("Design", None, "Red", "Stopped.")), UPDATE)
SAVED = Saved(UPDATED_CARD)
HISTORY = History(ACTION, (UPDATE, PUBLISHED))
PARTNER = Partner("National Grid Electricity Distribution", ("NGED", "WPD"), (ACTION,))
NO_PARTNER = NoPartner("national gird", ("National Grid Electricity Distribution", "National Highways"))
PERSON = Person(7, "U0NEW", "Newcomer", ZONE, "T1")
COORDINATOR = Person(8, None, "C. Ordinator", ZONE, "T1")
GIVEN = RoleGiven(PERSON, "officer", ("action", ACTION.id), "T18 Charge points in five towns")

MEETING = Event(
    id="lednet-2021-05-20",
    programme_slug="lednet-2021",
    programme="LEDNet work programme 2021/22",
    set_title=None,
    kind="meeting",
    title="LEDNet meeting: air quality and transport",
    theme="air quality and transport",
    date=date(2021, 5, 20),
    starts=None,
    ends=None,
    zone=ZONE,
    place=None,
    status="confirmed",
    revision=0,
    updated_at=datetime(2021, 4, 1, 9, tzinfo=UTC),
)
SESSION = replace(
    MEETING,
    id="lga-sets-2024:sp-tue-1",
    programme_slug="lga-sets-2024",
    programme="Sustainability Action Learning Sets",
    set_title="Tuesday set",
    kind="session",
    title="Learning set (Tuesday), session 1",
    theme=None,
    date=date(2024, 11, 5),
    starts=time(10, 30),
    ends=time(12, 0),
    place="Microsoft Teams",
    updated_at=datetime(2024, 9, 1, 9, tzinfo=UTC),
)
IN_SUMMER = replace(SESSION, id="lga-sets-2024:sp-tue-0", date=date(2024, 7, 2), title="Learning set, first meeting")
PROPOSED = replace(MEETING, id="lednet-2022-05-19", date=date(2022, 5, 19), status="proposed")
CANCELLED = replace(SESSION, id="lga-sets-2024:sp-tue-2", status="cancelled", revision=3, date=date(2024, 11, 26))
WAITING = Waiting("lednet-2022", "LEDNet meetings 2022", (PROPOSED,))
DOUBTS = Doubts(date(2022, 6, 4), ("England", "Wales"), True, (MEETING,), (SESSION,))
PROPOSAL = Proposal("lednet-2021", "lednet-2022", "LEDNet meetings 2022", 2022, (MEETING,), (date(2022, 5, 19),))
PLANNED = Planned("lednet-2022", "LEDNet meetings 2022", (PROPOSED,))
DATE_DESKS = (Desk("lednet-2022", "LEDNet meetings 2022", 1, 2023), Desk("lednet-2021", "LEDNet 2021", 0, 2022))
CLUSTERS = About(
    "lednet-2021",
    MEETING.programme,
    "meetings",
    "cluster",
    (Theme("Air Quality and Transport", "Cleaner air for London."), Theme("Green Spaces", None)),
    {
        "joining": "To take part, write to the LEDNet team.",
        "led_by": "a LEDNet Director (not named)",
        "workshops": {
            "theme": "Air Quality and Transport",
            "every": "quarter",
            "further_meetings_a_year": 4,
            "dates": [],
        },
    },
)
MEETINGS = Meetings((Listed(MEETING, True), Listed(PROPOSED, False)), None, (CLUSTERS,))
NONE_AHEAD = Meetings((), MEETING, (CLUSTERS,))
SET_RULES = {
    "places": 6,
    "for": "English councils",
    "cost": "free of charge",
    "longest_minutes": 90,
    "nominees": [
        {"kind": "sustainability", "label": "one officer for sustainability or climate"},
        {"kind": "procurement", "label": "one officer for procurement"},
    ],
    "attend": "all three sessions",
    "allocation": "first come, first served",
    "waiting_list": True,
    "challenges": "A different one may be brought each time.",
    "entry_criteria": ["You have influence on how it ends."],
    "topics": ["value for money", "social value"],
    "benefits": ["Peers who help each other."],
}
SETS = (
    SetProgramme(
        "lga-sets-2024",
        SESSION.programme,
        SET_RULES,
        (LearningSet("lga-sets-2024:sp-tue", "Tuesday set", 6, (Listed(SESSION, False), Listed(CANCELLED, True))),),
        True,
    ),
)
ABOUT_SETS = About("lga-sets-2024", SESSION.programme, "learning_sets", None, (), SET_RULES)
ON = Programme("lednet-2021", MEETING.programme, "meetings", "cluster", ("Air",), datetime(2021, 4, 1, tzinfo=UTC))
OFF = replace(ON, slug="lednet-2023", title="LEDNet strategy 2023", reminders_from=None)
AHEAD = (
    Ahead(datetime(2021, 5, 13, 8, tzinfo=UTC), MEETING.title, MEETING.date, "C0LEDNET", None),
    Ahead(datetime(2021, 5, 13, 8, 15, tzinfo=UTC), MEETING.title, MEETING.date, None, "U0OFFICER"),
)
HOME = Home(MINE, MEETINGS, (ON, OFF))
EMPTY_HOME = Home(Mine((), False), Meetings((), None), ())
SETTINGS = Settings(
    "C0LEDNET",
    (
        Announced(("plan", "plan-2024"), "Net zero action plan", False),
        Announced(("programme", "lednet-2021"), MEETING.programme, True),
    ),
)

PLAN = Plan(
    "plan-2024",
    "Net zero action plan",
    ("Lead", "Ask"),
    STAGES,
    True,
    (("plan-2024/transport", "Transport"), ("plan-2024/buildings", "Buildings")),
)
DRAFT = {
    "ref": "T18",
    "title": ACTION.title,
    "text": ACTION.summary or "",
    "section": ACTION.section_id,
    "subsection": "Electric vehicles",
    "role": "Lead",
    "stage": "Delivery",
    "second_stage": "Discovery",
    "rag": "",
    "objectives": "5, 7",
    "outcomes": "Cleaner air\nLower cost",
    "partners": "National Grid\nResidents",
    "note": "Two towns have begun.",
}
STEWARDS_CARD = replace(CARD, may_correct=True)
WITHDRAWN_CARD = replace(STEWARDS_CARD, action=replace(ACTION, withdrawn=True))
MERGED_CARD = replace(WITHDRAWN_CARD, merged_into=("plan-2024:T9", "T9"))
CORRECTION = CorrectionForm(PLAN, ACTION, "0a1b2c", DRAFT)
ADDITION = CorrectionForm(PLAN, None, "", {})
CORRECTION_OVERTAKEN = CorrectionOvertaken(CORRECTION, {"title": "Charge points", "section": "plan-2024/buildings"})
CORRECTED = Corrected(CARD, ("title",))
PARTNER_FORM = PartnerForm("nged", "National Grid", False, "0a1b2c", {"name": "National Grid", "aliases": "NGED\nWPD"})
NEW_PARTNER = PartnerForm("plan-2024", "Net zero action plan", True, "", {})
MERGED_PARTNER = PartnerCorrected("wpd", "Western Power", "merged", "National Grid")
RAISED = Raised(ACTION, PERSON, "The role is Ask,\nI believe.", "plan.txt", "41-43")
DESKS = (PlanDesk("plan-2024", "Net zero action plan", 5), PlanDesk("skills-2019", "Skills plan", 0))
ITEM = Item(
    7, "T18", ACTION.title, "subsection", "The heading is broken over cells.", "plan.txt", "41-43", "Elec\ttric", "Cars"
)
ROW = replace(
    ITEM, id=8, ref="A row without a reference", title="", field="row 0a1b", reading="", source="", lines="44"
)
LISTING = Listing("plan-2024", "Net zero action plan", (ITEM, ROW), 2, 3, 22)
ITEM_FORM = ItemForm(ITEM, PLAN, ("subsection",), (RIGHT, OTHER, UNKNOWN), DRAFT, 2)
ROW_FORM = ItemForm(ROW, PLAN, (), (RIGHT, OTHER, UNKNOWN), {}, 2)
SETTLED = Settled(ITEM, 21, ROW_FORM)

GLOSSARY = Glossary(
    (Row(3, ("EV", "electric car", "R&D <b>"), "U1"), Row(2, ("PV", "solar"), None)), 1, 3, 22, 32, True
)
