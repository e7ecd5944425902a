"""The bundled facts agree with the source documents, read again here by other, smaller means."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from seed.bundle import BUNDLED, Json, needed_organisations, organisations, read

CYRILLIC = str.maketrans({"Т": "T", "З": "3"})
TRANSPORT = range(24, 65)
CLUSTER_HEADINGS, PRIORITY_HEADINGS = (12, 16, 20, 24, 28), (16, 20, 24, 28, 32)


def lines(folder: Path, facts: Json) -> list[str]:
    """Return the document's lines, the first one at 1."""
    return ["", *(folder / facts["document"]).read_text(encoding="utf-8").split("\n")]


def by_ref(facts: Json) -> dict[str, Json]:
    return {action["ref"]: action for action in facts["actions"]}


def transport() -> dict[str, Json]:
    """Return the Transport actions of Leicestershire's plan by ref."""
    return {ref: one for ref, one in by_ref(read("leicestershire-2024")).items() if one["section"] == "transport"}


def transport_rows(folder: Path) -> dict[str, tuple[int, list[str]]]:
    """Return line number and cells of each row that begins with a transport ref, by that ref."""
    rows = {}
    source = lines(folder, read("leicestershire-2024"))
    for number in TRANSPORT:
        cells = source[number].split("\t")
        ref = cells[0].translate(CYRILLIC)
        if re.fullmatch(r"T\d+", ref):
            rows[ref] = (number, cells)
    return rows


@pytest.fixture
def rows(shared_seeds: Path) -> dict[str, tuple[int, list[str]]]:
    return transport_rows(shared_seeds)


def test_transport_has_the_refs_of_the_document_in_its_order(rows: dict[str, tuple[int, list[str]]]) -> None:
    facts = transport()
    assert list(facts) == list(rows) == [f"T{number}" for number in range(1, 35)]
    assert {ref: str(number) for ref, (number, _) in rows.items()} == {
        ref: action["source_lines"] for ref, action in facts.items()
    }
    assert all(action["printed_ref"] == ref for ref, action in facts.items())


def test_roles_and_objectives_of_transport(rows: dict[str, tuple[int, list[str]]]) -> None:
    for ref, action in transport().items():
        _, cells = rows[ref]
        assert action["objectives"] == [part.strip() for part in cells[1].split(",")], ref
        assert action["role"] == cells[3], ref


def test_stages_of_transport(rows: dict[str, tuple[int, list[str]]]) -> None:
    for ref, action in transport().items():
        printed = " ".join(
            f"{stage['qualifier']} - {stage['stage']}" if stage["qualifier"] else stage["stage"]
            for stage in action["stages"]
        )
        assert printed == rows[ref][1][5], ref


def test_t17_is_at_two_stages() -> None:
    assert transport()["T17"]["stages"] == [
        {"stage": "Delivery", "qualifier": "MMLe"},
        {"stage": "Discovery", "qualifier": None},
    ]


def test_rag_is_not_given_for_transport(rows: dict[str, tuple[int, list[str]]]) -> None:
    for ref, action in transport().items():
        assert action["rag"] is None
        assert not any(cell.strip() in ("Red", "Amber", "Green", "R", "A", "G") for cell in rows[ref][1])


def test_partners_of_transport_are_the_printed_words_and_no_others(
    rows: dict[str, tuple[int, list[str]]],
) -> None:
    known = organisations()
    for ref, action in transport().items():
        left = rows[ref][1][4].casefold()
        for slug in action["partners"]:
            names = [known[slug]["name"], *known[slug]["aliases"]]
            fits = [name.casefold() for name in names if re.match(re.escape(name.casefold()) + r"( |$)", left)]
            assert fits, f"{ref}: {left!r} does not begin with a name of {slug}"
            left = left[len(max(fits, key=len)) :].lstrip()
        assert left == "", f"{ref}: {left!r} is left over"


def test_subsections_of_transport_are_the_headings_put_together(shared_seeds: Path) -> None:
    facts = transport()
    source = lines(shared_seeds, read("leicestershire-2024"))
    cut_off = "Policy and St"
    assert source[TRANSPORT.start - 1].split("\t")[0] == f"Action ID {cut_off}"
    heading = f"{cut_off}rategy"
    for number in TRANSPORT:
        first, *others = source[number].split("\t")
        ref = first.translate(CYRILLIC)
        if ref in facts:
            mine = facts[ref]["subsection"]
            assert alike(mine, heading) > 0.95, ref
        elif len(first.strip()) > 3:
            heading = first + "".join(cell for cell in others if len(cell) > 1)
    assert {action["subsection"] for action in facts.values()} == {
        "Policy and Strategy",
        "Active travel and reducing mileage",
        "Public Transport",
        "Ultra Low Emission Vehicles",
        "Freight",
    }


def alike(one: str, other: str) -> float:
    return SequenceMatcher(None, *(re.sub(r"\W", "", words).casefold() for words in (one, other))).ratio()


def test_what_is_uncertain_is_marked() -> None:
    """The first heading is cut off in the table's head; before T13 stands a broken row of marks."""
    marked = {ref: action["uncertain"] for ref, action in transport().items()}
    doubtful = [*(f"T{number}" for number in range(1, 8)), "T13", "T14"]
    assert marked == {ref: ["subsection"] if ref in doubtful else [] for ref in marked}


def test_how_many_actions_each_section_has() -> None:
    facts = read("leicestershire-2024")
    held = Counter(action["section"] for action in facts["actions"])
    counted = {"cross-cutting-actions": 12, "transport": 34, "buildings-and-energy": 38, "business-and-economy": 32}
    assert {section: held[section] for section in counted} == counted
    assert list(held) == [section["slug"] for section in facts["sections"]]


def test_what_a_damaged_row_does_not_say_is_not_made_up() -> None:
    """Only the cross-cutting tables have no column of roles; elsewhere a missing role is marked."""
    facts = by_ref(read("leicestershire-2024"))
    for ref, action in facts.items():
        has_no_columns = action["section"] == "cross-cutting-actions"
        assert (action["role"] is None) == (has_no_columns or "role" in action["uncertain"]), ref
        assert (action["objectives"] is None) == (has_no_columns or "objectives" in action["uncertain"]), ref
    assert (facts["E12"]["stages"], facts["E12"]["partners"], facts["E13"]["partners"]) == ([], [], [])
    assert all("ref" in facts[ref]["uncertain"] for ref in ("XC-R1", "E12", "E13", "E17", "E20"))


def test_the_plans_use_only_their_roles_and_stages() -> None:
    for bundle_id in ("leicestershire-2024", "local-london-2019"):
        facts = read(bundle_id)
        sections = {section["slug"] for section in facts["sections"]}
        for action in facts["actions"]:
            assert action["role"] in (*facts["roles"], None)
            assert {stage["stage"] for stage in action["stages"]} <= set(facts["stages"])
            assert action["section"] in sections
    assert read("leicestershire-2024")["stages"] == ["Discovery", "Design", "Delivery", "Complete"]
    assert read("leicestershire-2024")["roles"] == ["Lead", "Ask", "Influence"]


def test_titles_are_short_and_unlike_each_other() -> None:
    for bundle_id in ("leicestershire-2024", "local-london-2019"):
        actions = read(bundle_id)["actions"]
        assert all(0 < len(action["title"]) <= 80 and action["summary"] for action in actions)
        assert len({action["title"] for action in actions}) == len(actions)


def test_local_london_has_the_actions_and_outcomes_of_the_document(shared_seeds: Path) -> None:
    facts = read("local-london-2019")
    source = lines(shared_seeds, facts)
    found: dict[str, tuple[str, list[str]]] = {}
    theme, first, ref = "", 0, ""
    for number, line in enumerate(source):
        numbered = re.match(r"(\d): ", line)
        if line in ("People", "Place", "Policy and planning", "Delivery"):
            theme = line
        elif numbered:
            first, ref = number, f"{theme} {numbered[1]}"
        elif line.startswith("Outcome"):
            found[ref] = (f"{first}-{number}", line.split(": ")[1].split("; "))
    assert len(found) == 19
    assert found == {action["ref"]: (action["source_lines"], action["outcomes"]) for action in facts["actions"]}
    titles = {section["slug"]: section["title"] for section in facts["sections"]}
    assert [titles[action["section"]] for action in facts["actions"]] == [ref[:-2] for ref in found]
    assert list(titles.values()) == list(dict.fromkeys(ref[:-2] for ref in found))


def test_local_london_gives_no_status(shared_seeds: Path) -> None:
    facts = read("local-london-2019")
    assert (facts["roles"], facts["stages"], facts["uses_rag"]) == ([], [], False)
    assert (facts["starts_on"], facts["ends_on"]) == ("2019-01-01", "2021-12-31")
    assert "between 2019 and 2021" in "\n".join(lines(shared_seeds, facts))
    for action in facts["actions"]:
        assert (action["stages"], action["rag"], action["role"], action["objectives"]) == (
            [],
            None,
            None,
            None,
        )


def day_of(text: str, pattern: str) -> date:
    return datetime.strptime(text, pattern).replace(tzinfo=UTC).date()


def bullets(folder: Path, facts: Json) -> list[tuple[str, str]]:
    """Return (line number, text) of each bullet that holds a year."""
    numbered = enumerate(lines(folder, facts))
    return [(str(number), line.strip("\u00a0 •")) for number, line in numbered if re.match(r"  • .*20\d\d", line)]


def test_lednet_2021_has_the_dates_weekdays_and_themes_of_the_document(shared_seeds: Path) -> None:
    facts = read("lednet-2021")
    found = []
    for number, text in bullets(shared_seeds, facts):
        when, theme = text.split(", ")
        day = day_of(when, "%A %d %B %Y")
        assert day.strftime("%A") == when.split()[0]
        found.append((f"lednet-{day.isoformat()}", day.isoformat(), theme.strip(), number))
    assert len(found) == 5
    assert found == [(event["id"], event["date"], event["theme"], event["source_lines"]) for event in facts["events"]]


def test_lednet_2023_has_the_dates_of_the_document_and_no_themes(shared_seeds: Path) -> None:
    facts = read("lednet-2023")
    found = []
    for number, text in bullets(shared_seeds, facts):
        day = day_of(text.replace("Feburary", "February"), "%B %d, %Y")
        found.append((f"lednet-{day.isoformat()}", day.isoformat(), "LEDNet meeting", None, number))
    assert len(found) == 5
    assert found == [
        (event["id"], event["date"], event["title"], event["theme"], event["source_lines"]) for event in facts["events"]
    ]


@pytest.mark.parametrize(
    ("bundle_id", "headings", "called"),
    [("lednet-2021", CLUSTER_HEADINGS, "cluster"), ("lednet-2023", PRIORITY_HEADINGS, "priority")],
)
def test_clusters_and_priorities_are_the_headings(
    shared_seeds: Path, bundle_id: str, headings: tuple[int, ...], called: str
) -> None:
    facts = read(bundle_id)
    source = lines(shared_seeds, facts)
    assert facts["themes"] == [source[number].strip() for number in headings]
    assert facts["themes_are"] == called
    assert list(facts["rules"]["about"]) == facts["themes"]
    assert not any(source[number - 1].strip() or source[number + 1].strip() for number in headings)


def test_no_time_of_a_lednet_meeting_is_known() -> None:
    for event in [*read("lednet-2021")["events"], *read("lednet-2023")["events"]]:
        assert (event["starts"], event["ends"], event["place"]) == (None, None, None)
        assert (event["kind"], event["zone"]) == ("meeting", "Europe/London")


def test_the_air_quality_workshops_have_no_made_up_dates(shared_seeds: Path) -> None:
    facts = read("lednet-2021")
    cluster = lines(shared_seeds, facts)[14]
    assert "quarterly basis" in cluster and "further four times" in cluster
    assert facts["rules"]["workshops"] == {
        "theme": "Air Quality and Transport",
        "every": "quarter",
        "further_meetings_a_year": 4,
        "dates": [],
    }


def test_the_sessions_of_the_learning_sets(shared_seeds: Path) -> None:
    facts = read("lga-sets-2024")
    pattern = r"Session (\d): 10:30am – 12:00pm, (Tuesday|Thursday) (\d+ \w+ 2024)"
    found = []
    for number, text in bullets(shared_seeds, facts):
        session = re.fullmatch(pattern, text.strip())
        assert session
        day = day_of(session[3], "%d %B %Y")
        assert day.strftime("%A") == session[2]
        which = f"lga-sets-2024:sp-{session[2][:3].casefold()}"
        found.append((f"{which}-{session[1]}", which, day.isoformat(), number))
    assert len(found) == 6
    assert found == [(event["id"], event["set"], event["date"], event["source_lines"]) for event in facts["events"]]
    for event in facts["events"]:
        assert (event["starts"], event["ends"], event["zone"]) == ("10:30", "12:00", "Europe/London")
        assert (event["kind"], event["place"]) == ("session", "Microsoft Teams")


def test_the_rules_of_the_learning_sets(shared_seeds: Path) -> None:
    facts = read("lga-sets-2024")
    source = "\n".join(lines(shared_seeds, facts))
    assert "maximum of 6 project teams" in source
    assert [each["places"] for each in facts["sets"]] == [6, 6]
    assert facts["rules"]["places"] == 6
    assert "2 officers, one sustainability/climate and one procurement" in source
    assert [each["kind"] for each in facts["rules"]["nominees"]] == ["sustainability", "procurement"]
    assert "attend all three sessions" in source
    assert facts["rules"]["attend"] == "all three sessions"
    assert "waiting list" in source
    assert facts["rules"]["waiting_list"] is True
    assert "English council officers and is free of charge" in source
    assert (facts["rules"]["for"], facts["rules"]["cost"]) == ("English councils", "free of charge")
    assert "one and half hours" in source
    assert facts["rules"]["longest_minutes"] == 90
    criteria = re.findall(r"^  • ", source[source.index("Initial requirements") : source.index("Format")], re.M)
    assert len(facts["rules"]["entry_criteria"]) == len(criteria) == 5


def test_every_organisation_is_known_and_needed() -> None:
    needed = {slug for bundle_id in BUNDLED for slug in needed_organisations(read(bundle_id))}
    assert needed <= set(organisations())


def test_no_name_means_two_organisations() -> None:
    names = [
        name.casefold()
        for organisation in organisations().values()
        for name in (organisation["name"], *organisation["aliases"])
    ]
    assert len(names) == len(set(names))
    kinds = {organisation["kind"] for organisation in organisations().values()}
    assert kinds == {"council", "network", "partner", "group"}


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("LLEP", "Leicester and Leicestershire Business and Skills Partnership"),
        ("WPD", "National Grid Electricity Distribution"),
        ("NGED", "National Grid Electricity Distribution"),
        ("MNZH", "Midlands Net Zero Hub"),
        ("EST", "Energy Saving Trust"),
        ("LCC", "Leicestershire County Council"),
        ("Leicester City", "Leicester City Council"),
        ("Districts", "District Councils"),
        ("DfT", "Department for Transport"),
        ("Great British Rail", "Great British Railways"),
    ],
)
def test_aliases(alias: str, name: str) -> None:
    assert [row["name"] for row in organisations().values() if alias in row["aliases"]] == [name]
