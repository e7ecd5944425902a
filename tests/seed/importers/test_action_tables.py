"""Action plans as tables: a document of the kind, a year later, with each sort of damage in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seed.checking import faults
from seed.importers import CannotRead, Draft, read_document
from seed.importers.draft import Action, Review

HEADINGS = "Objective\tAction\tLCC Role\tWho may be involved\tProject Stage 2025\tRAG 2025\tDecember 2025 Update Note"
TREES = "Plant a tree beside every school of the county."

DOCUMENT = f"""\
Cross Cutting Actions

Leadership\tProject status\tRAG 2025\tDecember 2025 Update Note
1. Print the plan on one page.\tDelivery\tGreen\tPrinted in June.
2. Read the plan aloud to the\tDesign\t\tNobody came.
Governance\t\t\t
Ask a board of four to look at it.\tDiscovery\tThey meet in May.
2. Hold the board to two hours.\tComplete\tDone.

Transport

Action ID Policy and Str\t{HEADINGS}
T1\tAll\tBuy a tram.\tLead\tTransport Partners Business\tDesign\tAmber\tA tram was seen.
Т2\t1,2\tBuy a second tram.\tAsk\tdistricts LEICESTER CITY COUNCIL\tDelivery & Design\t\tOne is enough.
ТЗ\t1\tSell the trams.\tInfluence\tLead\tCompeted\t\tSold.
T 4\t2\tPaint the stops.\tLead\t\tEast side - Delivery\t1 l\tThey are ellow now.
T5\t2\tCount who waits at the stops.\t\tWPD LCC\tDesign\tTo be cou\tnted in spring.
Ultra Low Em\tnission Vehicl\tes\t\t\tT\t<u> </u>\t
T6\t5\tLend vans that run on batteries.\tAsk\tOfgem, Barrow Van Club, LLEP\tDelivry\tFour vans are lent.
\tT\t\t\tT\t1\t
T7\t5\tLend bicycles as well.\tAsk\tDistricts Moonbeam Riders LLEP\tDelivery\t\tNone yet.
T8\t5\tMend\tthe vans.\tAsk\tDistricts\tDelivery\t\tMended.

Gardens of the Future

Action ID\t{HEADINGS}
Hedges\t\t\t\t\t\t\t
G1\tAll\t{TREES}\tLead\tSchools\tDiscovery\t\tAsked five schools.
G2 1, 3 Plant hedges. Plant hedges. Ask Districts Residents Design So far three he\tdges stand.
Leave the verges long. Lead Districts Delivery Cut once in au\ttumn only.
G4 2 Give seeds away. Residents Schools Complete\tAll were given away.
Dig ponds where rain gathers, G5 2 and let them be.\tA map is drawn.
Feed the birds in winter until\tNo seed was bought.
G7\t2\tPut up nesting boxes.\tLead\tADEPT\tDesign\t\tTwo hang.
"""

LINES = DOCUMENT.split("\n")


def line_of(start: str) -> str:
    """Return the number of the line that begins so."""
    return str(next(number for number, line in enumerate(LINES, 1) if line.startswith(start)))


def imported(text: str = DOCUMENT) -> Draft:
    return read_document("plan-2025.txt", text.encode())


@pytest.fixture(scope="module")
def draft() -> Draft:
    return imported()


@pytest.fixture(scope="module")
def actions(draft: Draft) -> dict[str, Action]:
    assert draft.facts["kind"] == "plan"
    return {action["ref"]: action for action in draft.facts["actions"]}


def reasons(draft: Draft) -> dict[tuple[str | None, str | None], Review]:
    return {(review.ref, review.field): review for review in draft.review}


def stage(name: str, qualifier: str | None = None) -> dict[str, str | None]:
    return {"stage": name, "qualifier": qualifier}


def test_next_years_plan_has_its_own_slug_month_and_sections(draft: Draft) -> None:
    plan = draft.facts
    assert plan["kind"] == "plan"
    assert (plan["slug"], plan["publisher"]) == ("leicestershire-2025", "leicestershire-county-council")
    assert (plan["published_on"], plan["published_precision"]) == ("2025-12-31", "month")
    assert [section["slug"] for section in plan["sections"]] == [
        "cross-cutting-actions",
        "transport",
        "gardens-of-the-future",
    ]


def test_an_undamaged_row_is_exactly_what_it_says(actions: dict[str, Action]) -> None:
    assert actions["G1"] == {
        "ref": "G1",
        "printed_ref": "G1",
        "section": "gardens-of-the-future",
        "subsection": "Hedges",
        "objectives": ["All"],
        "role": "Lead",
        "stages": [stage("Discovery")],
        "rag": None,
        "partners": ["schools"],
        "outcomes": [],
        "title": TREES.removesuffix("."),
        "summary": None,
        "wording": TREES,
        "note": "Asked five schools.",
        "source_lines": line_of("G1"),
        "uncertain": [],
    }


def test_numbered_actions_are_counted_under_their_heading(actions: dict[str, Action]) -> None:
    assert [ref for ref in actions if ref.startswith("XC")] == ["XC-L1", "XC-L2", "XC-G1", "XC-G2"]
    first = actions["XC-L1"]
    assert (first["printed_ref"], first["rag"], first["uncertain"]) == ("Leadership 1", "Green", [])
    assert (first["role"], first["objectives"], first["partners"]) == (None, None, [])
    assert actions["XC-L2"]["uncertain"] == ["wording"]
    assert (actions["XC-G1"]["printed_ref"], actions["XC-G1"]["uncertain"]) == ("Governance 1", ["ref"])
    assert actions["XC-G2"]["note"] == "Done."


def test_refs_in_other_alphabets_and_with_blanks_are_folded(actions: dict[str, Action]) -> None:
    assert [ref for ref in actions if ref.startswith("T")] == [f"T{number}" for number in range(1, 9)]
    assert not any("ref" in actions[f"T{number}"]["uncertain"] for number in range(1, 9))


def test_refs_may_have_four_digits() -> None:
    found = imported(DOCUMENT.replace("T5\t2", "T1000\t2"))
    assert found.facts["kind"] == "plan"
    row = next(action for action in found.facts["actions"] if action["ref"] == "T1000")
    assert "ref" not in row["uncertain"]


def test_a_heading_over_several_cells_is_put_together_and_one_cut_off_is_doubted(actions: dict[str, Action]) -> None:
    assert {actions[f"T{number}"]["subsection"] for number in range(1, 6)} == {"Policy and Strategy"}
    assert all("subsection" in actions[f"T{number}"]["uncertain"] for number in range(1, 6))
    assert (actions["T6"]["subsection"], "subsection" in actions["T6"]["uncertain"]) == (
        "Ultra Low Emission Vehicles",
        False,
    )
    assert "subsection" in actions["T7"]["uncertain"], "a row of marks stands above"


def test_stages_in_any_spelling_and_two_at_once(actions: dict[str, Action]) -> None:
    assert actions["T2"]["stages"] == [stage("Delivery"), stage("Design")]
    assert actions["T3"]["stages"] == [stage("Complete")]
    assert actions["T4"]["stages"] == [stage("Delivery", "East side")]
    assert actions["T6"]["stages"] == [stage("Delivery")]
    assert "stages" in actions["T6"]["uncertain"]
    assert "stages" not in actions["T4"]["uncertain"]


def test_partners_by_any_name_and_case(actions: dict[str, Action], draft: Draft) -> None:
    assert actions["T2"]["partners"] == ["district-councils", "leicester-city-council"]
    assert actions["T5"]["partners"] == ["nged", "leicestershire-county-council"]
    assert actions["T6"]["partners"] == ["ofgem", "barrow-van-club", "llbsp"]
    assert [one["name"] for one in draft.organisations] == ["Barrow Van Club"]


def test_unknown_words_between_partners_make_no_organisation(actions: dict[str, Action], draft: Draft) -> None:
    assert actions["T7"]["partners"] == ["district-councils", "llbsp"]
    review = reasons(draft)["T7", "partners"]
    assert "Moonbeam Riders" in review.reason
    assert (review.lines, LINES[int(review.lines) - 1]) == (line_of("T7"), review.text)


def test_a_role_among_partners_and_empty_cells_are_doubted(actions: dict[str, Action]) -> None:
    assert (actions["T3"]["role"], actions["T3"]["partners"]) == ("Influence", [])
    assert actions["T3"]["uncertain"] == ["subsection", "partners"]
    assert actions["T4"]["uncertain"] == ["subsection", "partners", "note"]
    assert (actions["T5"]["role"], actions["T5"]["uncertain"]) == (None, ["subsection", "role", "note"])


def test_notes_that_moved_are_read_and_broken_ones_doubted(actions: dict[str, Action]) -> None:
    assert actions["T5"]["note"] == "To be counted in spring."
    assert actions["T6"]["note"] == "Four vans are lent."
    assert actions["T4"]["note"] == "They are ellow now."
    assert actions["T1"]["rag"] == "Amber"


def test_a_shifted_row_is_read_with_doubt(actions: dict[str, Action]) -> None:
    row = actions["T8"]
    assert (row["wording"], row["role"], row["partners"]) == ("Mend the vans.", "Ask", ["district-councils"])
    assert {"wording", "role", "partners", "stages"} <= set(row["uncertain"])


def test_cells_that_ran_together_are_told_apart(actions: dict[str, Action]) -> None:
    doubled, unnamed, no_role = actions["G2"], actions["G3"], actions["G4"]
    assert (doubled["wording"], doubled["objectives"], doubled["role"]) == ("Plant hedges.", ["1", "3"], "Ask")
    assert (doubled["partners"], doubled["stages"]) == (["district-councils", "residents"], [stage("Design")])
    assert doubled["uncertain"] == ["wording", "note"]
    assert (unnamed["wording"], unnamed["partners"]) == ("Leave the verges long.", ["district-councils"])
    assert unnamed["uncertain"] == ["ref", "objectives", "note"]
    assert (no_role["role"], no_role["partners"], no_role["uncertain"]) == (None, ["residents", "schools"], ["role"])


def test_a_ref_amid_the_wording_and_lines_without_any_are_placed(actions: dict[str, Action], draft: Draft) -> None:
    assert actions["G5"]["wording"] == "Dig ponds where rain gathers, and let them be."
    assert {"wording", "role", "stages", "partners"} <= set(actions["G5"]["uncertain"])
    assert "ref" not in actions["G5"]["uncertain"]
    assert (actions["G6"]["source_lines"], actions["G6"]["stages"]) == (line_of("Feed"), [])
    assert reasons(draft)["G6", "ref"].reason.endswith("inferred from G5 and G7.")


def test_what_neighbours_do_not_settle_is_no_action() -> None:
    text = DOCUMENT.replace("Feed the birds in winter until\tNo seed was bought.\n", "").replace("\nG7\t", "\nG9\t")
    draft = imported(text)
    assert draft.facts["kind"] == "plan"
    assert not {"G6", "G7", "G8"} & {action["ref"] for action in draft.facts["actions"]}
    assert any(review.ref is None and "between G5 and G9" in review.reason for review in draft.review)


@pytest.mark.parametrize("below", ["G7", "T8", "G1"])
def test_a_row_that_is_there_twice_is_one_action(below: str) -> None:
    """In its own section, at its end, or in another's."""
    row = next(line for line in LINES if line.startswith("G7"))
    at = int(line_of(below))
    draft = imported("\n".join([*LINES[:at], row, *LINES[at:]]))
    assert draft.facts["kind"] == "plan"
    refs = [action["ref"] for action in draft.facts["actions"]]
    assert refs.count("G7") == len(set(refs)) - len(refs) + 1 == 1
    assert "G8" not in refs
    assert any(review.ref is None and "there already" in review.reason for review in draft.review)


def test_each_doubt_is_a_review_item_with_its_source(draft: Draft, actions: dict[str, Action]) -> None:
    doubts = {(ref, name) for ref, action in actions.items() for name in action["uncertain"]}
    assert doubts == {(review.ref, review.field) for review in draft.review}
    assert all(review.text and review.reason.endswith((".", "?")) for review in draft.review)


def test_encodings_and_line_ends_make_no_difference(draft: Draft) -> None:
    for data in (
        DOCUMENT.encode("utf-8-sig"),
        DOCUMENT.encode("utf-16"),
        DOCUMENT.replace("\n", "\r\n").encode(),
    ):
        assert read_document("plan-2025.txt", data).facts == draft.facts


def test_a_plan_without_the_month_of_its_notes_is_refused() -> None:
    with pytest.raises(CannotRead, match=r"^plan-2025.txt, line 1: .*month"):
        imported(DOCUMENT.replace("December 2025 Update", "Update"))


CLEAN = {"T1", "G1", "G7", "XC-L1"}


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_whatever_happens_to_a_row_nothing_wrong_is_certain(data: st.DataObject) -> None:
    """Cells of one clean row are lost, emptied, swapped or joined: each fact stays, or is doubted."""
    truth = {action["ref"]: action for action in imported().facts["actions"]}  # type: ignore[typeddict-item]
    at = int(line_of(data.draw(st.sampled_from(["T1", "G1", "G7"])))) - 1
    cells = LINES[at].split("\t")
    column = data.draw(st.integers(1, len(cells) - 2))
    damage = data.draw(st.sampled_from(["lost", "emptied", "swapped", "joined", "pushed", "cut"]))
    damaged = {
        "lost": cells[:column] + cells[column + 1 :],
        "emptied": [*cells[:column], "", *cells[column + 1 :]],
        "swapped": [*cells[:column], cells[column + 1], cells[column], *cells[column + 2 :]],
        "joined": [*cells[:column], " ".join(cells[column : column + 2]), *cells[column + 2 :]],
        "pushed": [*cells[:column], "", *cells[column:]],
        "cut": cells[: column + 1],
    }[damage]
    draft = imported("\n".join([*LINES[:at], "\t".join(damaged), *LINES[at + 1 :]]))
    found = {action["ref"]: action for action in draft.facts["actions"]}  # type: ignore[typeddict-item]
    for ref in CLEAN & found.keys():
        for name in ("objectives", "role", "stages", "partners", "wording", "note"):
            known = found[ref][name] == truth[ref][name]  # type: ignore[literal-required]
            assert known or name in found[ref]["uncertain"], (damage, ref, name)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_text_ends_in_a_draft_or_a_refusal(data: st.DataObject) -> None:
    """Lines are lost and moved, and cells shuffled, those of headings too: a ref is there once, or the import refuses.

    What is left may be no document of this kind any more, but somebody's table, whose refs are as they are.
    """
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(lines) - 1))
        cells = data.draw(st.permutations(lines[at].split("\t")))
        change = data.draw(st.sampled_from(["shuffle", "lose", "move", "join"]))
        line = lines.pop(at)
        if change == "shuffle":
            lines.insert(at, "\t".join(cells))
        elif change == "move":
            lines.insert(data.draw(st.integers(0, len(lines))), line)
        elif change == "join":
            lines.insert(at, line.replace("\t", " ", data.draw(st.integers(1, 4))))
    try:
        draft = imported("\n".join(lines))
    except CannotRead as refused:
        assert (refused.file, refused.line) == ("plan-2025.txt", 1)
        return
    assert draft.facts["kind"] == "plan"
    refs = [action["ref"] for action in draft.facts["actions"]]
    refusals = [fault.reason for fault in faults(draft.facts, ())]
    assert len(refs) == len(set(refs)) or any("already" in reason for reason in refusals)


def test_headings_of_a_table_in_another_order_leave_its_rows_readable(actions: dict[str, Action]) -> None:
    heading = f"Action ID\t{HEADINGS}"
    turned = "\t".join(["", *reversed(heading.split("\t"))])
    draft = imported(DOCUMENT.replace(heading, turned))
    assert draft.facts["kind"] == "plan"
    found = {action["ref"]: action for action in draft.facts["actions"]}
    assert (found["G1"], found["G7"]) == (actions["G1"], actions["G7"])
