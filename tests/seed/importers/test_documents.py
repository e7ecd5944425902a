"""The five documents themselves, against facts that were read in them by eye; skipped where they are not at hand."""

from pathlib import Path

import pytest

from seed.bundle import organisations
from seed.importers import Draft, read_document
from seed.importers.draft import Action, Plan, Programme

LEICESTERSHIRE = "002_afb22b4c094502f6.txt"
SECTIONS = {"T": 34, "B": 38, "E": 32, "R": 19, "N": 20, "C": 21, "XC-L": 3, "XC-C": 3, "XC-R": 3, "XC-F": 3}

# ref | lines | objectives | role | stages | partners as printed
READ_BY_EYE = """
T1|24|All|Lead|Design|Transport Partners;Business;Residents
T3|26|All|Ask|Design|Midlands Connect;MHA
T6|29|All|Lead|Complete|Developers;Districts
T7|30|All|Influence|Delivery|Leicester City;LLEP;Midlands Connect;Transport for East Midlands;ADEPT
T8|32|1 2|Lead|Delivery|Districts;Leicester City;Developers;Public transport providers
T10|34|1 2 3 4 5|Lead|Delivery|Business;Districts;Health partners;Residents;Leicester City;Schools
T13|39|2|Ask|Discovery|Business;Districts
T16|43|2 4|Lead|Delivery|Residents;Public Transport providers
T17|44|2 4|Ask|MMLe:Delivery Discovery|DfT;Districts;Neighbouring Authorities;LLEP;Midlands Connect;\
Transport for East Midlands;Great British Rail
T22|51|5|Lead|Delivery|Midlands Connect;Neighbouring Authorities;Districts;Residents;Business;WPD
T23|52|5|Lead|Discovery|District Councils;Energy Saving Trust
T28|57|5|Influence|Delivery|ADEPT;Government;Business - charge point operators
T29|58|5|Ask|Design|Districts;Local councils;VCSE;Residents
T32|62|5 6|Influence|Delivery|LLEP;Midlands Connect;Midlands Net Zero Hub
T33|63|5 6|Ask|Discovery|H2GVMids project group
T34|64|1 2 5 6|Ask|Discovery|Local Councils;District Councils;Leicester City Council;LLEP
B1|70|1 2 3|Lead|Delivery|Low carbon industry;Government;Districts
B3|72|2 3 6|Influence|Discovery|Low carbon industry;Midlands Net Zero Hub;Government
B4|73|1 5|Influence|Discovery|DESNZ;Energy Companies
B5|76|2 3 6|Lead|Delivery Discovery|Districts;Midlands Net Zero Hub
B7|78|2 3 6|Lead|Complete|Districts;Midlands Net Zero Hub
B8|79|2 3 6|Ask|Discovery|Districts;Social Housing Providers
B12|85|2 3|Ask|Discovery|Districts;LLEP;Academies;NHS
B13|86|2 3 4 6|Lead|Delivery|Developers;LCC
B14|87|2|Ask|Delivery|Leicester City Council;LLEP;Growth Hub
B23|98|All|Lead|Delivery|Districts;Leicester City;Public Sector;Universities;Business;WPD;National Grid
B27|102|3|Ask|Discovery|Universities;Midlands Net Zero Hub;LLEP;ERA
B31|107|All|Influence|Design|DESNZ;OFGEM;LGA
B32|108|All|Ask|Delivery|Air Quality Partnership;National Highways
B33|110|6|Ask|Delivery|Midlands Net Zero Hub;LLEP;Districts;Investors;Universities
B34|111|6|Ask|Delivery|Districts;i-Choosr
B36|113|5|Ask|Delivery|NGED;National Grid;Ofgem
B38|115|5 6|Influence|Discovery|DESNZ;OFGEM
E1|120|1 2 3 4|Ask|Discovery|LLEP;Leicester City;Universities;Chamber
E3|122|1 2 4|Lead|Discovery|Leicester City;LLEP;LCC
E9|129|1|Ask|Complete|LLEP
E11|131|1|Lead|Design|LPA's;LRP;NFU;LLEP
E12|133-134||||
E13|135||Lead|Delivery|
E14|136|1 2|Ask|Design|LLEP;Leicester City;Districts;Chamber
E15|137|2|Influence|Design|KTN
E16|138|1|Ask|Delivery|Universities;Leicester City
E17|139||Ask|Complete|Districts;LLEP
E18|140|1|Ask|Discovery|Districts;Universities;Business
E19|141|All|Lead|Delivery|Leicestershire LGPS Committee/Board
E20|142||Ask|Delivery|LLEP;Universities
E23|146|4 5|Lead|Discovery|National Forest;Woodland Trust;LRWT;Land owners and managers;LRP;NFU;LLEP
E26|149|9|Ask|Discovery|Universities;Districts;Business;Energy Companies
E30|154|3|Ask|Delivery|LLEP;Careers Hub;Business
R1|164|1 2|Ask|Complete|Districts
R3a|166|1 2|Ask|Delivery|Leicestershire Waste Partnership;Districts
R3b|167|1 2|Lead|Delivery|Districts;Government;VCSE
R10|177|1|Ask|Delivery|Districts;Businesses
R13|181|1|Ask|Design|Sustainable Food Partnership;Districts
R17|186|3|Ask|Discovery|Districts;VCSE;Water companies
N1|192|All|Lead|Design|Districts;Woodland Trust;National Forest;LRWT;Neighbouring authorities;Local Councils;\
Leicester City;Land owners and managers;VCSE;Natural England;Environment Agency
N7|198|All|Lead|Discovery|
N9|200|2 3|Lead|Discovery|Environment Agency;Landowners and Managers
N10|202|2 3|||Environment Agency;Landowners and Managers
N11|203|||Delivery|VCSE;Environment Agency
N12|204|2 3||Delivery|Districts;Woodland Trust;National Forest;Business;Residents
N13|205||Lead|Delivery|ADEPT
N14|206|1|Ask|Discovery|Forestry Research Council
N15|207|4|Ask|Discovery|Universities
N16|209|4||Discovery|NFU;Natural England;LLEP;Districts
N17|210|||Discovery|Tenants
N18|211|1|Influence|Discovery|Government
N19|212||||
N20|213|All||Design|
C1|218|All|Lead|Delivery|All partners;Business;Residents
C5|222|All|Lead|Delivery|Districts;local councils;Health partners;Businesses;Residents;Education;Universities
C8|225|4|Lead|Design|
C9|227|1 2 5|Lead|Delivery|Voice Network;LLEP;Careers Hub;Youth Council;Children in Care Council;Education;Youth groups
C13|232|5|Lead|Complete|VCSE
C15|234|5||Design|National Lottery
C19|239|2|Ask|Complete|Districts;Growth Hub;LLEP
C20|240|2|Influence|Complete|All partners
XC-L1|4||||
XC-C3|10||||
XC-R1|12||||
XC-F2|18||||
"""

STAGES = {"XC-L1": "Delivery", "XC-C3": "Delivery", "XC-R1": "Delivery", "XC-F2": "Discovery"}

# where a sub-section begins: its first action, and its heading, put together again
SUBSECTIONS = {
    "T8": "Active travel and reducing mileage",
    "T15": "Public Transport",
    "T18": "Ultra Low Emission Vehicles",
    "T30": "Freight",
    "B1": "Engagement",
    "B5": "Retrofit",
    "B18": "Policy and Strategy",
    "B33": "Renewable Energy and Infrastructure",
    "E7": "Business Support",
    "E29": "Skills",
    "R1": "Waste",
    "R8": "Materials",
    "R11": "Food",
    "R14": "Water",
    "N1": None,
    "N16": "Land Management and Use",
    "C1": None,
    "C13": "Enabling Action",
}


@pytest.fixture
def drafts(shared_seeds: Path) -> dict[str, Draft]:
    return {path.name: read_document(path.name, path.read_bytes()) for path in sorted(shared_seeds.glob("*.txt"))}


@pytest.fixture
def plan(drafts: dict[str, Draft]) -> Plan:
    facts = drafts[LEICESTERSHIRE].facts
    assert facts["kind"] == "plan"
    return facts


@pytest.fixture
def actions(plan: Plan) -> dict[str, Action]:
    return {action["ref"]: action for action in plan["actions"]}


def programme(drafts: dict[str, Draft], start: str) -> Programme:
    facts = next(draft.facts for name, draft in drafts.items() if name.startswith(start))
    assert facts["kind"] == "programme"
    return facts


def test_each_section_has_all_its_actions(actions: dict[str, Action]) -> None:
    counted = {letters: sum(ref.rstrip("ab0123456789") == letters for ref in actions) for letters in SECTIONS}
    assert counted == SECTIONS
    assert len(actions) == sum(SECTIONS.values()) == 176


@pytest.mark.parametrize("name", ["source_lines", "objectives", "role", "stages", "partners"])
def test_facts_are_those_read_by_eye(actions: dict[str, Action], name: str) -> None:
    known = {
        alias.casefold(): slug for slug, row in organisations().items() for alias in (row["name"], *row["aliases"])
    }
    for line in READ_BY_EYE.replace("\\\n", "").strip().split("\n"):
        ref, lines, objectives, role, stages, printed = line.split("|")
        names = [one.casefold() for one in printed.split(";") if one]
        expected = {
            "source_lines": lines,
            "objectives": objectives.split() or None,
            "role": role or None,
            "stages": [stage(one) for one in (stages or STAGES.get(ref, "")).split()],
            "partners": [known[one] for one in names],
        }
        assert actions[ref][name] == expected[name], ref  # type: ignore[literal-required]


def stage(printed: str) -> dict[str, str | None]:
    qualifier, _, name = printed.rpartition(":")
    return {"stage": name, "qualifier": qualifier or None}


def test_headings_are_put_together_again(actions: dict[str, Action]) -> None:
    lettered = [ref for ref in actions if not ref.startswith("XC")]
    heading: str | None = "Policy and Strategy"
    for ref in lettered:
        if ref == "E1":
            heading = "Policy and Strategy"
        heading = SUBSECTIONS.get(ref, heading)
        assert actions[ref]["subsection"] == heading, ref
    doubted = [ref for ref in lettered if "subsection" in actions[ref]["uncertain"]]
    cut = [*(f"T{number}" for number in range(1, 8)), *(f"E{number}" for number in range(1, 7))]
    below_marks = ["T13", "T14", *(f"B{number}" for number in range(9, 18))]
    assert sorted(doubted) == sorted(cut + below_marks)


def test_what_is_damaged_is_doubted(actions: dict[str, Action]) -> None:
    inferred = {ref for ref, action in actions.items() if "ref" in action["uncertain"]}
    assert inferred == {"XC-R1", "E12", "E13", "E17", "E20", "N11", "N17", "N19"}
    assert {"wording"} <= set(actions["XC-C3"]["uncertain"]) & set(actions["N15"]["uncertain"])
    for ref, name in (
        ("C15", "role"),
        ("C8", "partners"),
        ("N7", "partners"),
        ("N10", "stages"),
        ("N13", "objectives"),
    ):
        assert name in actions[ref]["uncertain"], ref
    for ref in ("B31", "B32", "B33", "B34", "B36", "B37", "B38", "C10", "C14", "C16", "C17", "C19", "C20", "C21"):
        assert "note" in actions[ref]["uncertain"], ref
    assert not any("rag" in action["uncertain"] or action["rag"] for action in actions.values())


def test_wording_is_whole_on_undamaged_rows(actions: dict[str, Action], shared_seeds: Path) -> None:
    source = (shared_seeds / LEICESTERSHIRE).read_text(encoding="utf-8").split("\n")
    certain = [action for action in actions.values() if action["source_lines"].isdecimal() and action["role"]]
    tabbed = [action for action in certain if source[int(action["source_lines"]) - 1].count("\t") >= 6]
    assert len(tabbed) == 143
    for action in tabbed:
        assert action["wording"] in source[int(action["source_lines"]) - 1].split("\t"), action["ref"]


def test_each_doubt_has_a_review_item_and_nothing_is_lost(drafts: dict[str, Draft], actions: dict[str, Action]) -> None:
    doubts = {(ref, name) for ref, action in actions.items() for name in action["uncertain"]}
    assert {(review.ref, review.field) for review in drafts[LEICESTERSHIRE].review} == doubts
    assert all(not draft.review for name, draft in drafts.items() if name != LEICESTERSHIRE)


def test_local_london_has_four_themes_with_outcomes(drafts: dict[str, Draft]) -> None:
    facts = drafts["003_78d3574e5bd15408.txt"].facts
    assert facts["kind"] == "plan"
    found = {action["ref"]: action for action in facts["actions"]}
    numbers = {"People": 5, "Place": 5, "Policy and planning": 4, "Delivery": 5}
    assert list(found) == [f"{theme} {number}" for theme, last in numbers.items() for number in range(1, last + 1)]
    assert found["Place 1"]["outcomes"] == ["Resources and powers devolved", "Inward investment grows"]
    assert (found["People 1"]["source_lines"], found["Delivery 5"]["source_lines"]) == ("16-19", "112-115")
    assert all(action["wording"] and not action["uncertain"] for action in found.values())


def test_programmes_have_their_days(drafts: dict[str, Draft]) -> None:
    assert [event["id"] for event in programme(drafts, "000")["events"]] == [
        "lednet-2021-05-20", "lednet-2021-07-29", "lednet-2021-10-06", "lednet-2021-12-13", "lednet-2022-02-24",
    ]  # fmt: skip
    assert [event["date"] for event in programme(drafts, "001")["events"]] == [
        "2023-02-24", "2023-04-19", "2023-06-07", "2023-09-29", "2023-11-30",
    ]  # fmt: skip
    days = ["05", "26", "10", "07", "28", "12"]
    sessions = programme(drafts, "004")["events"]
    assert [event["date"][-2:] for event in sessions] == days
    assert {(event["starts"], event["ends"]) for event in sessions} == {("10:30", "12:00")}
    assert [event["id"] for event in sessions] == [
        f"lga-sets-2024:sp-{day}-{number}" for day in ("tue", "thu") for number in (1, 2, 3)
    ]
