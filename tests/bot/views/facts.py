"""Facts as the rules return them, fixed for ever: what the golden files are drawn from."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.domain import reports
from bot.domain.action_fields import Plan
from bot.domain.actions import Action, Author, Card, Choice, Mine, NotFound, Stage, Status
from bot.domain.approvals import ComeBack
from bot.domain.approvals import Desk as ApprovalDesk
from bot.domain.approvals import Listing as Approvals
from bot.domain.approvals import Waiting as WaitingUpdate
from bot.domain.assignments import RoleGiven
from bot.domain.channels import Announced, Settings
from bot.domain.concerns import Raised
from bot.domain.corrections import Corrected
from bot.domain.corrections import Form as CorrectionForm
from bot.domain.corrections import Overtaken as CorrectionOvertaken
from bot.domain.dashboard import Dashboard, Line
from bot.domain.dashboard import Listing as StandingList
from bot.domain.date_changes import Change, Typed
from bot.domain.deliveries import UNCERTAIN
from bot.domain.extensions import Extension
from bot.domain.glossary import Glossary, Row
from bot.domain.history import Entry, History
from bot.domain.home import Home
from bot.domain.learning_sets import LearningSet, SetProgramme
from bot.domain.leaves import Leave
from bot.domain.meetings import Event, Listed, Meetings, Programme
from bot.domain.nearest import Near
from bot.domain.no_change import Confirmed, TakenBack
from bot.domain.notices import Notice, When
from bot.domain.outages import Affected, Gap, LostTime
from bot.domain.partner_corrections import PartnerCorrected, PartnerForm
from bot.domain.partners import NoPartner, Partner
from bot.domain.passes import HandedBack, Passing
from bot.domain.pauses import Pause
from bot.domain.people import Person
from bot.domain.period_dates import Dates
from bot.domain.period_plans import Calendar
from bot.domain.period_plans import Form as PeriodForm
from bot.domain.period_preview import Preview
from bot.domain.periods import Period
from bot.domain.personal_settings import Form as SettingsForm
from bot.domain.personal_settings import PersonalSettings
from bot.domain.plan_people import Form as AssignForm
from bot.domain.plan_people import Holding, PlanPeople
from bot.domain.programmes import About, Theme
from bot.domain.proposed_dates import Desk, Doubts, Waiting
from bot.domain.quiet_days import Desk as ClosureDesk
from bot.domain.quiet_days import Quiet
from bot.domain.recorded import Given, RecordForm
from bot.domain.reminders import Ahead
from bot.domain.reviews import OTHER, RIGHT, UNKNOWN, Item, ItemForm, Listing, PlanDesk, Settled
from bot.domain.roll_forward import Planned, Proposal
from bot.domain.section_rag import Done as RagDone
from bot.domain.section_rag import Form as RagForm
from bot.domain.unreached import Listing as UnreachedListing
from bot.domain.unreached import Unreached
from bot.domain.update_fields import Draft
from bot.domain.updates import Form, Kept, Overtaken, Returned, Saved

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
SAVED = Saved(UPDATED_CARD.action)
REDATED = replace(UPDATE, milestone="Last town signed off", milestone_on=date(2025, 9, 1))
FULL_DRAFT = Draft(
    "Complete",
    "Delivery",
    "Red",
    "All five towns are done.",
    "The contractor went into administration.",
    "Last town signed off",
    date(2025, 12, 1),
    "The grid connection is late.",
    "Cabinet member",
    "https://example.gov.uk/paper",
    "A decision on the fifth site",
    date(2025, 6, 1),
    "One charge point failed its test.",
)
ASKED_FORM = Form(ACTION, 2, FULL_DRAFT, ("completion", "reopening", "redating"))
UNCHANGED_FORM = replace(FORM, is_unchanged=True)
NOT_UNCHANGED_FORM = replace(FORM, why="RAG is Red, so please say in a few words what is being done about it.")
RETURNED_FORM = replace(FORM, returned=Returned(Author("U0COORD", None), "Which two towns?"))
KEPT_FORM = replace(FORM, kept=Kept(FULL_DRAFT, datetime(2025, 6, 2, 9, 30, tzinfo=UTC)))
CONFIRMED = Confirmed(UPDATED_CARD.action, 7, False)
TAKEN_BACK = TakenBack(ACTION)
APPROVAL_DESKS = (
    ApprovalDesk("plan-2024", "Net zero action plan", True, 2, True),
    ApprovalDesk("skills-2019", "Skills plan", False, 0, True),
)
WAITING_UPDATE = WaitingUpdate(2, "T18", ACTION.title, Author("U0OFFICER", None), UPDATE.created_at)
TO_REVIEW = Approvals("plan-2024", "Net zero action plan", (WAITING_UPDATE,), 12, "The update of T9 is accepted.")
COME_BACK = ComeBack(ACTION, Author("U0COORD", None), "Which two towns?")
FULL_ENTRY = Entry(
    replace(REDATED, kind="correction", evidence_url="https://example.gov.uk/paper?a=1&b=2", completed_on=UPDATE.as_of),
    replace(UPDATE, milestone="Last town signed off", milestone_on=date(2025, 7, 1)),
    "submitted",
    corrects=2,
    milestone_reason="The grid connection is late.",
    milestone_agreed_by="Cabinet member",
    reopened_reason="One charge point failed its test.",
    internal_note="The contractor went into administration.",
    needs_help="A decision on the fifth site",
    recorded_by=Author("U0COORD", None),
    recorded_how="by telephone",
    is_correctable=True,
)
SAME_ENTRY = Entry(replace(UPDATE, kind="no_change"), UPDATE, "taken_back")
UNDONE_ENTRY = Entry(replace(UPDATE, kind="correction"), UPDATE, "taken_back", corrects=3)
RETURNED_ENTRY = Entry(
    UPDATE, PUBLISHED, "returned", returned_comment="Which two?", reviewed_by=Author("U0COORD", None)
)
ENTRY = Entry(UPDATE, PUBLISHED, "accepted")
HISTORY = History(ACTION, (ENTRY, Entry(PUBLISHED, None, "accepted")))
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
MOVED = Typed(date(2021, 6, 5), time(9), time(11), "Guildhall")
WAS = When(date(2021, 5, 20), None, None, None)
CHANGE = Change(MEETING, MOVED, DOUBTS, 1, 2, False)
CHANGE_BEFORE_ELECTION = Change(MEETING, None, None, 1, 2, False, datetime(2027, 5, 7, 8, tzinfo=UTC))
NOTICE = Notice(7, MEETING.id, WAS, datetime(2021, 5, 1, 9, 5, tzinfo=UTC), 34)
HELD_NOTICE = replace(NOTICE, told=0, held=2, held_until=datetime(2021, 5, 7, 8, tzinfo=UTC))
GAP = Gap(
    5,
    datetime(2021, 5, 11, 13, tzinfo=UTC),
    datetime(2021, 5, 13, 8, 10, tzinfo=UTC),
    (Affected(MEETING.id, "LEDNet <meeting>", MEETING.date, "C1", None, False),),
    (Affected("leicestershire-2024:T18", None, None, None, "U1", True),) * 21,
)
LONG_GAP = replace(GAP, late=GAP.late * 15, missed=GAP.missed + GAP.missed[:15])
LOST_TIME = LostTime(GAP.from_at, GAP.until_at, 3, "Parks & <paths>", "May 2021", date(2021, 5, 12), 9)
PROPOSAL = Proposal("lednet-2021", "lednet-2022", "LEDNet meetings 2022", 2022, (MEETING,), (date(2022, 5, 19),))
PLANNED = Planned("lednet-2022", "LEDNet meetings 2022", (PROPOSED,))
DATE_DESKS = (Desk("lednet-2022", "LEDNet meetings 2022", 1, 2023), Desk("lednet-2021", "LEDNet 2021", 0, 2022, 2))
UNREACHED = UnreachedListing(
    tuple(
        Unreached(number, kind, user_id, name, channel_id, error, datetime(2021, 5, 12, 8, tzinfo=UTC))
        for number, (kind, user_id, name, channel_id, error) in enumerate(
            (
                ("digest", "U0LEFT", "Former officer", None, "account_inactive"),
                ("reminder", None, None, "C0LEDNET", "not_in_channel"),
                ("calendar_file", None, "Robin Field", None, "internal_error"),
                ("something_new", None, None, "C0LEDNET", f"{UNCERTAIN} (missing_scope)"),
            ),
            1,
        )
    ),
    7,
)
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
ITEM_FORM = ItemForm(ITEM, "plan-2024", PLAN, ("subsection",), (RIGHT, OTHER, UNKNOWN), DRAFT, 2)
ROW_FORM = ItemForm(ROW, "plan-2024", PLAN, (), (RIGHT, OTHER, UNKNOWN), {}, 2)
SETTLED = Settled(ITEM, 21, ROW_FORM)
DATE_ITEM = replace(
    ITEM,
    id=9,
    ref="LEDNet meeting",
    title="20 May 2021",
    field="date",
    reason="The month is spelt wrong.",
    document="lednet.txt",
    source="20 Mai 2021",
    reading="2021-05-20",
)
DATE_ITEM_FORM = ItemForm(DATE_ITEM, "programme:lednet-2021", None, (), (RIGHT, OTHER, UNKNOWN), {}, 1)

LEAVE = Leave(date(2027, 1, 6), COORDINATOR)
PAUSE = Pause(datetime(2026, 11, 25, 9, tzinfo=UTC), Author("U0ADMIN", "Administrator"))
OWN_SETTINGS = SettingsForm(
    PersonalSettings(frozenset({"week"}), time(8), frozenset({0, 2}), date(2026, 12, 1)), ZONE, date(2026, 11, 25)
)
CLOSURES = ClosureDesk(
    ((7, "Leicestershire County Council"),),
    (
        Quiet(1, "closed", "Leicestershire County Council", date(2026, 12, 24), date(2027, 1, 1), "Christmas"),
        Quiet(2, "pre_election", "Leicestershire County Council", date(2027, 3, 22), date(2027, 5, 6), None),
    ),
)
REPORT = reports.Wanted("leicestershire-2024", "Leicestershire net zero action plan", 1, "March 2027")
REPORT_CHOICE = reports.Choice(
    (("leicestershire-2024", "Leicestershire net zero action plan"), ("x-2027", "Parks & <paths>"))
)
GLOSSARY = Glossary(
    (Row(3, ("EV", "electric car", "R&D <b>"), "U1"), Row(2, ("PV", "solar"), None)), 1, 3, 22, 32, True
)

PERIOD_DATES = Dates(date(2026, 10, 12), date(2026, 11, 9), date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 8))
PERIOD = Period(3, "plan-2024", "December 2026", date(2026, 11, 16), "confirmed", PERIOD_DATES)
CLOSED_PERIOD = replace(PERIOD, id=2, title="June 2026", state="closed", closed_at=datetime(2026, 6, 9, tzinfo=UTC))
CALENDAR = Calendar(
    plan_slug="plan-2024",
    plan_title="Net zero action plan",
    cadence="half-yearly",
    periods=(CLOSED_PERIOD, PERIOD),
    proposed=replace(PERIOD_DATES, due_on=date(2027, 5, 10), committee_on=date(2027, 6, 8)),
    asks_from=None,
    today=date(2026, 11, 17),
)
BEFORE_CALENDAR = replace(CALENDAR, cadence=None, periods=(), asks_from=None)
PERIOD_FORM = PeriodForm("plan-2024", "Net zero action plan", "yearly", PERIOD_DATES, None)
MORE_TIME = Extension(PERIOD, ACTION, PERIOD.due_on)
PERIOD_PREVIEW = Preview(PERIOD, ((Author("U0LEAD", "Transport lead"), 12),), (Author(None, "B. Lead"),), 3)
STANDING = {"missing": 12, "returned": 1, "answered": 30, "no_change": 4, "overdue": 13, "help": 1, "no_lead": 5}
DASHBOARD = Dashboard(CALENDAR, STANDING, may_set_rag=True)
LINE = Line(ACTION, (Author("U0LEAD", "Transport lead"),), "An engineer", ((Author("U0NEW", "Newcomer"), "Fleet's"),))
STANDING_LIST = StandingList("plan-2024", "Net zero action plan", "missing", (LINE,), 2, 3, 25, PERIOD)
HOLDING = Holding(9, "plan-2024", Author("U0LEAD", "Transport lead"), "lead", "Transport")
PLAN_PEOPLE = PlanPeople("plan-2024", "Net zero action plan", (HOLDING,), 2, 3, 25)
ASSIGN = AssignForm("plan-2024", "Net zero action plan", (("plan-2024/transport", "Transport"),), None)
PASSING = Passing(ACTION, Author("U0NEW", "Newcomer"), date(2026, 11, 9), "December 2026")
RECORD = RecordForm(FORM, ((7, Author(None, "B. Lead")),), Given(7, "", "", "by telephone", date(2026, 11, 2)))
RAG_FORM = RagForm("plan-2024", "Net zero action plan", (("plan-2024/transport", "Transport", 30),))
RAG_DONE = RagDone("Transport", "Amber", ("T17", "T18"), 3, ("T19",))
HANDED_BACK = HandedBack(ACTION, (Author("U0COORD", "Plan coordinator"),))
