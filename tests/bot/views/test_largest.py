"""Answers at their largest: a hundred partners, 3,000 characters of wording, forty pages; each one legal for Slack."""

from dataclasses import replace

import pytest

from bot.domain.asking import Nothing
from bot.domain.filters import Choices, Wider
from bot.domain.offers import Offer
from bot.domain.partners import Partner
from bot.domain.published import without_mentions
from bot.domain.queries import Query
from bot.domain.search import PAGE, Found
from bot.domain.sections import Overview, Section
from bot.views import filters, lists, offers, pages, partners, sections, sharing
from tests.bot.views import facts
from tests.bot.views.drawn import Drawn, complaints, texts

LONG = "W" * 3000
CARD = replace(
    facts.UPDATED_CARD,
    action=replace(
        facts.ACTION, wording=LONG, title="T" * 300, status=replace(facts.UPDATE, note=LONG), is_public=True
    ),
    partners=tuple(f"Partner number {n} with a name of some length" for n in range(100)),
)
MANY = tuple(replace(CARD.action, id=f"plan-2024:T{n}", role=f"Role {n % 7}") for n in range(400))
QUERY = Query(sections=("plan-2024/transport",), stages=("Delivery",), text=("charge", "points"))
SECTION = Section("plan-2024/transport", "S" * 300, "plan-2024", "P" * 300)
OVERVIEW = Overview(SECTION, 400, tuple((f"Stage {n} " + "x" * 60, n) for n in range(8)), (("Red", 3),))
PARTNER = Partner("N" * 300, tuple(f"Alias {n}" for n in range(100)), MANY, 7, LONG, (("Other", 4),) * 5)
CHOICES = Choices(
    QUERY, tuple((f"p{n}", "P" * 300) for n in range(120)), (("s" * 300, "S"),), ("Lead",), ("Delivery",), ("Red",)
)

DRAWN: dict[str, Drawn] = {
    "first page": lists.listing(Found(QUERY, MANY[:PAGE], 400, 1), facts.ZONE),
    "last page": lists.listing(Found(QUERY, MANY[390:], 400, 40), facts.ZONE),
    "page in a form": lists.in_modal(lists.listing(Found(QUERY, MANY[:PAGE], 400, 7), facts.ZONE)),
    "a query too long for buttons": lists.listing(Found(Query(text=("word",) * 400), MANY[:PAGE], 400, 2), facts.ZONE),
    "nothing": lists.nothing(Nothing(QUERY, (Wider("Without the words", QUERY, 3),) * 9)),
    "partner": partners.page(PARTNER, *lists.below_partner(PARTNER)),
    "overview": sections.overview(OVERVIEW),
    "form": filters.form(CHOICES),
    "share": sharing.form(f"list 40 {'x' * 1900}"),
    "shared card": sharing.shared(without_mentions(CARD), "B" * 300, "c" * 1000, facts.ZONE, None),
    "shared partner": sharing.shared(PARTNER, "B", "c" * 1000, facts.ZONE, None),
    "news": offers.offer(Offer(LONG, MANY[:5]), 1),
}


@pytest.mark.parametrize("name", DRAWN)
def test_it_is_legal(name: str) -> None:
    assert complaints(DRAWN[name]) == []


def test_blocks_below_a_link_are_legal() -> None:
    assert len(pages.below_link(CARD)[0]["text"]["text"]) <= 3000


def test_a_shared_card_pings_nobody() -> None:
    assert not [text for _, text in texts(DRAWN["shared card"]) if "<@" in text or "<!" in text]


def test_the_pages_turn_both_ways() -> None:
    labels = [text for _, text in texts(DRAWN["page in a form"])]
    assert {"Previous", "Next", "Share", "Export"} <= set(labels)
    assert "Next" not in [text for _, text in texts(DRAWN["last page"])]


def test_a_page_on_the_web_has_no_script_and_escapes_what_it_shows() -> None:
    shown = pages.html(replace(CARD, action=replace(CARD.action, title="<script>alert(1)</script>")))
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
