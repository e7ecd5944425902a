"""What fields hold, what Slack's client would not submit, and how blocks read as plain text."""

import pytest

from bot.sandbox.blocks import controls, prepared
from bot.sandbox.filling import shown_value, value_for
from bot.sandbox.forms import carried, complaints, initial, merged
from bot.sandbox.reading import plain, read
from tests.bot.sandbox.bolt_app import CARD, FORM, field, option, section, text

NAMES = {"U1": "Transport officer", "C1": "lednet"}


@pytest.mark.parametrize(
    ("element", "value", "words"),
    [
        ({"type": "plain_text_input"}, "", "required"),
        ({"type": "plain_text_input", "min_length": 3}, "ab", "at least 3"),
        ({"type": "plain_text_input", "max_length": 3}, "abcd", "no more than 3"),
        ({"type": "plain_text_input"}, "x" * 3001, "no more than 3000"),
        ({"type": "email_text_input"}, "nobody", "e-mail"),
        ({"type": "email_text_input"}, "a@example.org", None),
        ({"type": "url_text_input"}, "example", "URL"),
        ({"type": "url_text_input"}, "https://example.org", None),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "whole number"),
        ({"type": "number_input", "is_decimal_allowed": True}, "x", "a number"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "2"}, "1.5", "at least 2"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "1"}, "1.5", "at most 1"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "2"}, "1.5", None),
        ({"type": "multi_users_select", "max_selected_items": 1}, ["U1", "U2"], "no more than 1"),
        ({"type": "multi_users_select", "max_selected_items": 2}, ["U1", "U2"], None),
        ({"type": "checkboxes", "options": [option("A")]}, [], "required"),
    ],
)
def test_what_would_not_be_submitted(element, value, words):
    blocks = prepared([field("Field", element)])
    values = initial(blocks)
    (key,) = set(values["field"]["given"]) - {"type"}
    found = complaints(blocks, merged(values, {"field": {"given": {key: value}}}))
    assert (words in found["field"]) if words else found == {}


def test_what_is_optional_may_be_empty():
    blocks = prepared([field("Field", {"type": "plain_text_input"}, optional=True)])
    assert complaints(blocks, initial(blocks)) == {}


def test_fields_that_keep_their_ids_keep_what_was_typed():
    blocks = prepared(FORM["blocks"])
    typed = merged(initial(blocks), {"note": {"given": {"value": "typed"}}, "unknown": {"x": {"value": "y"}}})
    assert "unknown" not in typed
    again = carried(prepared([*FORM["blocks"], field("New", {"type": "plain_text_input"})]), typed)
    assert again["note"]["given"]["value"] == "typed" and again["new"]["given"]["value"] is None
    other = carried(prepared([field("Note", {"type": "datepicker"})]), typed)
    assert other == {"note": {"given": {"type": "datepicker", "selected_date": None}}}


@pytest.mark.parametrize(
    ("kind", "given", "value", "shown"),
    [
        ("plain_text_input", "x", "x", "x"),
        ("plain_text_input", None, None, None),
        ("users_select", "Transport officer", "U1", "Transport officer"),
        ("multi_users_select", ["@Transport officer"], ["U1"], ["Transport officer"]),
        ("channels_select", "#lednet", "C1", "lednet"),
        ("timepicker", "09:05", "09:05", "09:05"),
        ("datetimepicker", "2026-11-21T09:00:00+00:00", 1795251600, 1795251600),
        ("multi_channels_select", None, [], []),
    ],
)
def test_words_become_values(kind, given, value, shown):
    (control,) = controls(prepared([field("Field", {"type": kind})]))
    assert value_for(control, given, [], NAMES) == value
    (key,) = set(initial([control.block])["field"]["given"]) - {"type"}
    assert shown_value(control, {key: value}, NAMES) == shown


def test_a_time_without_a_zone_is_no_moment():
    (control,) = controls(prepared([field("Field", {"type": "datetimepicker"})]))
    with pytest.raises(ValueError, match="zone"):
        value_for(control, "2026-11-21T09:00:00", [], NAMES)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("*bold* _it_ ~gone~ `code` ```block```", "bold it gone code block"),
        ("*_both_*, 2 * 3 * 4, snake_case_name", "both, 2 * 3 * 4, snake_case_name"),
        ("<@U1> in <#C1|x> and <#C9|other>", "@Transport officer in #lednet and #other"),
        ("<https://example.org|the page> <https://example.org/b>", "the page https://example.org/b"),
        ("<!here> <!subteam^S1|@team> <!date^1392734382^{date}|18 February>", "@here @team 18 February"),
        ("&gt; quoted\na &amp; b &lt;c&gt;", "quoted\na & b <c>"),
    ],
)
def test_mrkdwn_reads_without_its_markers(typed, words):
    assert plain(typed, NAMES) == words


def test_blocks_read_in_order():
    inline = [
        {"type": "text", "text": "See "},
        {"type": "link", "url": "https://example.org", "text": "this"},
        {"type": "text", "text": ", "},
        {"type": "user", "user_id": "U1"},
        {"type": "emoji", "name": "wave"},
    ]
    image = {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A map"}
    cells = [[{"type": "raw_text", "text": "Ref"}, {"type": "raw_number", "value": 5, "text": "5"}]]
    blocks = [
        {"type": "header", "text": text("Title")},
        section("*Text*", fields=[text("one"), text("two")], accessory=CARD[1]["elements"][0]),
        {"type": "divider"},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": inline}]},
        image,
        {"type": "context", "elements": [text("left"), image]},
        {"type": "table", "rows": cells},
        field("Note", {"type": "plain_text_input"}, hint=text("Published")),
        field("Choice", {"type": "radio_buttons", "options": [option("A"), option("B")]}),
        {"type": "markdown", "text": "# x"},
    ]
    assert read(blocks, NAMES) == (
        "Title\nText\none\ntwo\n[Update]\nSee this, @Transport officer:wave:\nA map\nleft A map\nRef | 5\n"
        "Note\nPublished\nChoice\n[A] [B]\n# x"
    )
