"""Who has not answered: all of them are reached, however many there are, and each page is one that Slack takes."""

from dataclasses import replace

from bot.domain.people import Person
from bot.domain.weeks import Answering
from bot.views import weeks
from tests.bot.views.drawn import complaints, texts
from tests.bot.views.nudge_facts import WEEK

waiting, unowned, by_post = WEEK.missing
MANY = replace(
    WEEK,
    asked=200,
    missing=(
        *[replace(waiting, action=replace(waiting.action, printed_ref=f"W{n}")) for n in range(60)],
        *[replace(unowned, action=replace(unowned.action, printed_ref=f"U{n}")) for n in range(45)],
        *[replace(by_post, people=(Answering(Person(100 + n, None, f"Postal {n}", None, None)),)) for n in range(30)],
    ),
)


def test_every_page_of_many_is_legal_and_together_they_name_all() -> None:
    pages = [weeks.listing(MANY, number) for number in range(1, 5)]
    assert [complaints(one) for one in pages] == [[]] * 4
    said = str(pages)
    wanted = [f"*W{n}*" for n in range(60)] + [f"*U{n}*" for n in range(45)] + [f"Dear Postal {n}," for n in range(30)]
    assert [one for one in wanted if one not in said] == []


def test_pages_are_turned_within_their_number() -> None:
    labels = [
        [text for _, text in texts(weeks.listing(MANY, number)) if text in ("Next", "Previous")] for number in (1, 2, 9)
    ]
    assert labels == [["Next"], ["Previous", "Next"], ["Previous"]]
    assert weeks.which("2 plan-2024") == (2, "plan-2024") and weeks.which("x plan-2024") == (1, "plan-2024")
