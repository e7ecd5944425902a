"""Whatever is typed is answered: no fault, nothing that rings, no link that is not ours; HOSTILE=5000 asks more."""

import json
import os
import random
import re
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sandbox.legality import message_complaints
from tests.bot.web.payloads import command, encoded, event, suggestion
from tests.office import Office

EXAMPLES = int(os.environ.get("HOSTILE", "100"))
NASTY = (
    "'", '"', "*", "NEAR(", ")", "^", ":", "title:", "AND", "OR", "NOT", "-", "--", ";", "; drop table actions;", "\\",
    "%", "_", "<!channel>", "<!here|here>", "<!subteam^S1>", "<@U02NEWCOMER>", "<@U02NEWCOMER|x>", "<#C02LEDNET00>",
    "<https://example.org|T18>", "<mailto:a@example.org>", "&lt;!channel&gt;", "`", "```", "~", ">",
    "\u202e", "\u200f", "\u0000", "\ufeff", "\U0001f333", ":tree:", "т18", "T18", "t1-t9", "xc-l1", "२०२३", "٣", "½",
    "between April and June", "next 0 meetings", "last 99 years", "0 0 2023", "31 February 2023", "session 9",
    "actions", "mine", "objective 9", "how many", "with", "NGED", "in", "not", "since", "both Design and Delivery",
    "e" * 300, "a\nb", "{}", "[]", "{{7*7}}", "$(id)", "None", "null", "0", "1e999", "-1", "∞",
)  # fmt: skip


def letter(dice: random.Random, many: int) -> str:
    """So many words, each another one."""
    return " ".join("".join(dice.choices("aeiourstlnm", k=dice.randint(1, 9))) for _ in range(many))[:10_000]


TEXTS = st.one_of(
    st.lists(st.sampled_from(NASTY), min_size=1, max_size=12).map(" ".join),
    st.lists(st.sampled_from(NASTY), min_size=1, max_size=6).map("".join),
    st.text(max_size=200),
    st.builds(lambda one, times: (one * times)[:10_000], st.text(min_size=1, max_size=8), st.integers(1, 3_000)),
    st.builds(lambda seed, many: letter(random.Random(seed), many), st.integers(), st.integers(1, 2_000)),
)
CONTROL = re.compile(r"<(?:!|#|@|https?:|mailto:)[^>]*>")
"""What Slack would ring for, or link, in mrkdwn."""

OURS = re.compile(r"<@U02(?!NEWCOMER)[A-Z0-9]*>")
"""Lead officers on cards: of those who could be rung for by what is typed none is one."""


def mrkdwn(value: Any) -> Iterator[str]:
    """Every text of an answer that Slack reads for mentions and links."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for one in value.values():
            yield from mrkdwn(one)
    if isinstance(value, list):
        for one in value:
            yield from mrkdwn(one)


def is_harmless(answer: Any) -> None:
    assert answer["text"].strip()
    assert "Sorry, something went wrong" not in answer["text"]
    assert message_complaints(answer["blocks"]) == []
    for text in (answer["text"], *mrkdwn(answer["blocks"])):
        strange = [found for found in CONTROL.findall(text) if not OURS.fullmatch(found)]
        assert strange == [], text


def asked(office: Office, payload: Any, kind: str) -> Any:
    before = len(office.log)
    status, body = office.slack.post_signed(*encoded(payload, kind))
    assert status == 200
    assert [line for line in office.log[before:] if line["event"] == "fault"] == []
    return json.loads(body) if body else None


many = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], print_blob=True
)


@many
@given(text=TEXTS, name=st.sampled_from(["/action", "/convenor", "/partner"]))
def test_any_text_is_answered(shared_office: Office, text: str, name: str) -> None:
    is_harmless(asked(shared_office, command(shared_office.slack, name, text), "command"))


@settings(parent=many, max_examples=max(20, EXAMPLES // 10))
@given(text=TEXTS)
def test_any_text_gets_options(shared_office: Office, text: str) -> None:
    answer = asked(shared_office, suggestion(shared_office.slack) | {"action_id": "action_choice", "value": text}, "x")
    assert len(answer["options"]) <= 100


def test_what_is_said_to_the_bot_is_answered_in_the_channel(office: Office) -> None:
    officer = office.slack.as_("Transport officer")
    for first in range(4):
        said = officer.mention("#lednet", " ".join(NASTY[first::4]).replace("\0", ""))
        is_harmless(officer.channel("#lednet").wait_for("", after=said).raw)


def test_a_message_with_a_nul_is_answered(any_office: Office) -> None:
    officer = any_office.slack.as_("Transport officer")
    asked(any_office, event(any_office.slack, text="status of\0 T18"), "event_callback")
    assert "T18" in officer.channel("#lednet").wait_for("Electric vehicle").text
    is_harmless(asked(any_office, command(any_office.slack, "/action", "status\0 of T18"), "command"))
