"""An officer reads what a programme is about: clusters, priorities, and how a council takes part in learning sets."""

from pathlib import Path

from bot.sandbox.shown import Modal
from storage import tables
from tests.office import office

OFFICER = "Transport officer"
CONTACT = "sets@example.gov.uk"
RULES = (
    "Your team (English councils only): one officer for sustainability or climate and one officer for procurement; "
    "they come to all three sessions.",
    "Places: six teams in each set, first come, first served, then a waiting list.",
    "A session: 90 minutes at most, free of charge.",
    f"Questions: {CONTACT}",
)


def test_meetings_name_the_clusters_and_a_button_says_what_they_do(tmp_path: Path) -> None:
    with office(tmp_path) as one:
        officer = one.slack.as_(OFFICER)
        listed = officer.slash("/meetings")
        assert "LEDNet strategy 2023 · five priorities: Finance and Investment; Future places" in listed.text
        assert "LEDNet work programme 2021/22 · five clusters: Air Quality and Transport; Climate Change" in listed.text
        clusters = listed.press("About the clusters")
        assert isinstance(clusters, Modal)
        assert "Each cluster is led by a LEDNet Director (not named)." in clusters.text
        assert "A workshop every quarter and four more meetings a year; the days are not published." in clusters.text
        assert "Society of London Treasurers" in listed.press("About the priorities").text
        assert "Questions:" not in officer.slash("/learning-sets").text


def test_learning_sets_say_who_may_come_and_what_to_bring(tmp_path: Path) -> None:
    with office(tmp_path, CONVENOR_LEARNING_SETS_CONTACT=CONTACT) as one:
        listed = one.slack.as_(OFFICER).slash("/learning-sets")
        assert [rule for rule in RULES if rule not in listed.text] == []
        officer = one.slack.as_(OFFICER)
        for question in ("how do I join a learning set?", "who is the contact for the learning sets"):
            assert CONTACT in officer.slash("/convenor", question).text
        officer.write("what does a learning set cost?")
        assert CONTACT in officer.dm.wait_for("Questions:").text
        told = listed.press("What to bring").text
        assert "You have influence on how it ends." in told
        assert told.count("• ") == 5 + 5 + 6

        with one.convenor.database.writing() as db:
            db.execute(tables.programmes.update().values(rules={"wording": {"topics": ["social <value>"]}}))
        listed = one.slack.as_(OFFICER).slash("/learning-sets")
        assert "Your team" not in listed.text
        assert "• social <value>" in listed.press("What to bring").text
