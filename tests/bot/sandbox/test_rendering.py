"""Block Kit and mrkdwn as HTML: right, complete and safe whatever comes."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.mrkdwn import Reader, ago, as_words, mrkdwn, plain, safe_url, text_object
from bot.sandbox.rendering import Surface, blocks_html, field_name

READER = Reader(
    zone=ZoneInfo("Europe/London"),
    now=datetime(2021, 5, 12, 9, tzinfo=UTC),
    me="U1",
    people={"U1": "Transport officer", "U2": "Transport lead"},
    channels={"C1": "lednet"},
)
LINK = 'target="_blank" rel="noopener noreferrer"'


class Outline(HTMLParser):
    """The tags, attributes and words of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(str(html))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def words(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def options(*names: str) -> list[dict]:
    return [{"text": words(name), "value": name.lower()} for name in names]


def drawn(*blocks: dict, values: dict | None = None, errors: dict | None = None) -> Outline:
    surface = Surface("modal", "V1", READER, values or {}, errors or {})
    return Outline(blocks_html(blocks, surface))


def asked(label: str, element: dict, **more) -> dict:
    element = {"action_id": "given", **element}
    return {"type": "input", "block_id": "b", "label": words(label), "element": element, **more}


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("*bold* _italic_ ~struck~", "<strong>bold</strong> <em>italic</em> <s>struck</s>"),
        ("2 * 3 * 4, snake_case_name, a~b", "2 * 3 * 4, snake_case_name, a~b"),
        ("_see *this*_", "<em>see <strong>this</strong></em>"),
        ("`a *b* &lt;c&gt;`", "<code>a *b* &lt;c&gt;</code>"),
        ("before\n```\nx = 1\n*y*\n```\nafter", "before<pre><code>x = 1\n*y*</code></pre>after"),
        ("> said\n> twice\nanswered", "<blockquote>said<br>twice</blockquote>answered"),
        ("&gt; said", "<blockquote>said</blockquote>"),
        ("• one\n• two", "• one<br>• two"),
        ("<https://a.example/b_c|the *plan*>", f'<a href="https://a.example/b_c" {LINK}>the <strong>plan</strong></a>'),
        ("see https://a.example/b.", f'see <a href="https://a.example/b" {LINK}>https://a.example/b</a>.'),
        ("<https://a.example/?x=1&amp;y=2>",
         f'<a href="https://a.example/?x=1&amp;y=2" {LINK}>https://a.example/?x=1&amp;y=2</a>'),
        ("<javascript:alert(1)|press>", "press"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<@U2> <@U1> <@U9|x>", '<span class="mention">@Transport lead</span> '
         '<span class="mention mention-me">@Transport officer</span> <span class="mention">@U9</span>'),
        ("<#C1|old>", '<a class="mention" href="/?as=U1&amp;at=C1">#lednet</a>'),
        ("<#C9>", '<span class="mention">#C9</span>'),
        ("<!here>", '<span class="mention mention-me">@here</span>'),
        (":tada: :nonsense: 10:30:45", "🎉 :nonsense: 10:30:45"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
    ],
)  # fmt: skip
def test_mrkdwn_is_drawn_as_slack_does(typed, html):
    assert str(mrkdwn(typed, READER)) == html


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("{date_num} {time}", "2021-05-20 10:30"),
        ("{date}", "20 May 2021"),
        ("{date_short} {date_long}", "20 May 2021 Thursday 20 May 2021"),
        ("{time_secs}", "10:30:00"),
        ("{date_pretty}", "20 May 2021"),
        ("{ago}", "in 8 days"),
        ("{nonsense}", "{nonsense}"),
    ],
)
def test_dates_are_drawn_in_the_readers_zone(pattern, shown):
    moment = int(datetime(2021, 5, 20, 9, 30, tzinfo=UTC).timestamp())
    html = mrkdwn(f"<!date^{moment}^{pattern}|in May>", READER)
    assert Outline(html).text == shown
    assert Outline(html).all("time") == [{"datetime": "2021-05-20T09:30:00+00:00"}]


@pytest.mark.parametrize(("day", "shown"), [(11, "yesterday"), (12, "today"), (13, "tomorrow")])
def test_pretty_dates_name_the_days_around_now(day, shown):
    moment = int(datetime(2021, 5, day, 12, tzinfo=UTC).timestamp())
    assert Outline(mrkdwn(f"<!date^{moment}^{{date_pretty}}|x>", READER)).text == shown


def test_a_date_may_be_a_link_and_a_broken_one_shows_its_words():
    linked = Outline(mrkdwn("<!date^1621503000^{date}^https://a.example/|x>", READER))
    assert linked.all("a")[0]["href"] == "https://a.example/"
    assert str(mrkdwn("<!date^soon|in May>", READER)) == "in May"


def test_ago_has_one_unit():
    now = READER.now
    assert ago(now, now) == "just now"
    assert ago(datetime(2021, 5, 12, 6, tzinfo=UTC), now) == "3 hours ago"
    assert ago(datetime(2021, 5, 11, 9, tzinfo=UTC), now) == "1 day ago"


def test_plain_text_keeps_markers_and_line_breaks():
    assert str(plain("*a* <b>\n:tada:")) == "*a* &lt;b&gt;<br>🎉"
    assert str(text_object({"type": "plain_text", "text": ":tada:", "emoji": False}, READER)) == ":tada:"
    assert str(text_object(None, READER)) == ""
    assert as_words({"type": "mrkdwn", "text": "*a*\n<https://b.example|c>"}, READER) == "a c"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//a.example", "http://", "", None, "http://["]
)
def test_only_web_addresses_are_followed(url):
    assert safe_url(url) is None


@given(st.text(alphabet=st.sampled_from("<>&\"'*_~`|@#!:^/ \nahtps.javscrit{}-0123"), max_size=80))
def test_no_text_makes_other_tags_or_dangerous_addresses(typed):
    outline = Outline(mrkdwn(typed, READER))
    allowed = {"strong", "em", "s", "code", "pre", "blockquote", "br", "a", "span", "time"}
    assert {tag for tag, _ in outline.tags} <= allowed
    assert all(str(a["href"]).startswith(("http://", "https://", "/?as=")) for a in outline.all("a"))
    assert all(not name.startswith("on") for _, attrs in outline.tags for name in attrs)


def test_a_card_has_its_words_in_reading_order():
    outline = drawn(
        {"type": "header", "text": words("T18 Buses")},
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Summary*"},
         "fields": [words("Stage"), words("Delivery")],
         "accessory": {"type": "image", "image_url": "https://a.example/x.png", "alt_text": "A bus"}},
        {"type": "divider"},
        {"type": "context", "elements": [words("Partners"),
         {"type": "image", "image_url": "javascript:x", "alt_text": "Logo"}]},
        {"type": "image", "image_url": "https://a.example/y.png", "alt_text": "A chart", "title": words("Chart")},
        {"type": "markdown", "text": "# Head\n**bold** [link](https://a.example/) <b>"},
        {"type": "hologram"},
    )  # fmt: skip
    assert outline.text == (
        "T18 Buses Summary Stage Delivery Partners Logo Chart Head bold link <b> "
        "This page cannot draw a “hologram” block."
    )
    assert [image["alt"] for image in outline.all("img")] == ["A bus", "A chart"]
    assert len(outline.all("hr")) == 1


def test_rich_text_and_tables():
    bold = {"type": "text", "text": "Hi ", "style": {"bold": True, "italic": True}}
    section = {"type": "rich_text_section", "elements": [
        bold, {"type": "user", "user_id": "U2"}, {"type": "channel", "channel_id": "C1"},
        {"type": "emoji", "name": "tada"}, {"type": "link", "url": "https://a.example/", "text": "here"},
        {"type": "broadcast", "range": "here"}, {"type": "date", "timestamp": 1621503000, "format": "{date}"},
        {"type": "color", "value": "#ff0000"}]}  # fmt: skip
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "<one>", "style": {"code": True}}]}
    listed = {"type": "rich_text_list", "style": "ordered", "offset": 2, "indent": 1, "elements": [item]}
    quoted = {"type": "rich_text_quote", "elements": [{"type": "text", "text": "so", "style": {"strike": True}}]}
    coded = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x"}]}
    outline = drawn({"type": "rich_text", "elements": [section, listed, quoted, coded]})
    assert outline.text == "Hi @Transport lead #lednet 🎉 here @here 20 May 2021#ff0000 <one> so x"
    assert outline.all("ol") == [{"class": "indent-1", "start": "3"}]
    assert {"strong", "em", "code", "s", "blockquote", "pre"} <= {tag for tag, _ in outline.tags}

    cells = [[{"type": "raw_text", "text": "Ref"}, {"type": "raw_text", "text": "RAG"}],
             [{"type": "rich_text", "elements": [section]}, {"type": "raw_text", "text": "Green"}]]  # fmt: skip
    table = drawn({"type": "table", "rows": cells, "column_settings": [{"align": "right"}]})
    assert [head["scope"] for head in table.all("th")] == ["col", "col"]
    assert [cell["class"] for cell in table.all("td")] == ["align-right", "align-left"]


def test_buttons_carry_their_ids_and_only_safe_addresses():
    outline = drawn({"type": "actions", "block_id": "a b", "elements": [
        {"type": "button", "action_id": "go", "text": words("Go"), "style": "primary", "accessibility_label": "Go on"},
        {"type": "button", "action_id": "web", "text": words("Web"), "url": "https://a.example/"},
        {"type": "button", "action_id": "bad", "text": words("Bad"), "url": "javascript:alert(1)"}]})  # fmt: skip
    fields = [div for div in outline.all("div") if "data-field" in div]
    assert [div["data-field"] for div in fields] == ["a%20b/go", "a%20b/web", "a%20b/bad"]
    assert outline.all("button")[0]["aria-label"] == "Go on"
    assert [a["href"] for a in outline.all("a")] == ["https://a.example/"]
    assert len(outline.all("button")) == 2


def test_a_confirmation_is_kept_beside_its_button():
    confirm = {"title": words("Sure?"), "text": words("It goes."), "confirm": words("Yes, go"), "deny": words("Stay")}
    button = {"type": "button", "action_id": "x", "text": words("Go"), "confirm": confirm | {"style": "danger"}}
    outline = drawn({"type": "actions", "block_id": "b", "elements": [button]})
    assert outline.all("template") == [{"data-confirm": None}]
    assert outline.text == "Go Sure? It goes. Stay Yes, go"


LINE = [
    {"type": "text", "text": "see "},
    {"type": "link", "url": "https://a.example/"},
    {"type": "text", "text": " there"},
]
RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": LINE}]}


@pytest.mark.parametrize(
    ("element", "tag", "attributes", "text"),
    [
        ({"type": "plain_text_input", "initial_value": "a<b"}, "input", {"type": "text", "value": "a<b"}, ""),
        ({"type": "plain_text_input", "multiline": True, "max_length": 9, "placeholder": words("Say")},
         "textarea", {"maxlength": "9", "placeholder": "Say"}, ""),
        ({"type": "email_text_input"}, "input", {"type": "email"}, ""),
        ({"type": "url_text_input"}, "input", {"type": "url"}, ""),
        ({"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "5"},
         "input", {"type": "number", "step": "1", "min": "1", "max": "5"}, ""),
        ({"type": "datepicker", "initial_date": "2021-05-20"}, "input", {"type": "date", "value": "2021-05-20"}, ""),
        ({"type": "timepicker", "initial_time": "10:30"}, "input", {"type": "time", "value": "10:30"}, ""),
        ({"type": "datetimepicker", "initial_date_time": 1621503000},
         "input", {"type": "datetime-local", "value": "2021-05-20T10:30"}, ""),
        ({"type": "static_select", "options": options("Red", "Green")}, "select", {}, "Choose… Red Green"),
        ({"type": "static_select", "option_groups": [{"label": words("Warm"), "options": options("Red")}]},
         "optgroup", {"label": "Warm"}, "Choose… Red"),
        ({"type": "users_select", "placeholder": words("Who")}, "select", {}, "Who Transport officer Transport lead"),
        ({"type": "channels_select"}, "select", {}, "Choose… #lednet"),
        ({"type": "conversations_select"}, "select", {}, "Choose… #lednet Transport officer Transport lead"),
        ({"type": "radio_buttons", "options": options("Red")}, "input", {"type": "radio", "value": "red"}, "Red"),
        ({"type": "checkboxes", "options": options("Red")}, "input", {"type": "checkbox"}, "Red"),
        ({"type": "multi_static_select", "options": options("Red")}, "details", {}, "Label: Choose… Red"),
        ({"type": "multi_users_select"}, "details", {}, "Label: Choose… Transport officer Transport lead"),
        ({"type": "external_select"}, "input", {"role": "combobox", "aria-expanded": "false"}, ""),
        ({"type": "file_input", "filetypes": ["txt", "docx"], "max_files": 1},
         "input", {"type": "file", "accept": ".txt,.docx"}, ""),
        ({"type": "rich_text_input"}, "textarea", {}, ""),
        ({"type": "rich_text_input", "initial_value": RICH}, "textarea", {}, "see https://a.example/ there"),
        ({"type": "datetimepicker"}, "input", {"type": "datetime-local", "value": ""}, ""),
        ({"type": "sundial"}, "span", {}, "This page cannot draw “sundial”."),
    ],
)  # fmt: skip
def test_every_kind_of_field_is_a_real_control(element, tag, attributes, text):
    outline = drawn(asked("Label", element))
    assert any(attributes.items() <= attrs.items() for attrs in outline.all(tag)), outline.tags
    assert outline.text.removeprefix("Label").strip() == text.strip()


def test_fields_have_labels_hints_and_errors():
    note = {"type": "plain_text_input"}
    outline = drawn(asked("Note", note, hint=words("Published.")), errors={"b": "Say more."})
    control = next(one for one in outline.all("input") if one["name"] == "b/given")
    assert outline.all("label")[0]["for"] == control["id"]
    assert control["aria-describedby"].split() == ["V1.b/given.hint", "V1.b/given.error"]
    assert control["aria-invalid"] == "true"
    assert "required" in control
    assert outline.text == "Note Published. Say more."
    optional = drawn(asked("Note", note, optional=True))
    assert "required" not in optional.all("input")[0]
    assert optional.text == "Note (optional)"


def test_what_a_person_has_typed_wins_over_the_initial_value():
    element = {"type": "static_select", "options": options("Red", "Green"), "initial_option": options("Red")[0]}

    def chosen(values=None):
        shown = drawn(asked("RAG", element), values=values).all("option")
        return [one["value"] for one in shown if "selected" in one]

    held = {"type": "static_select", "selected_option": options("Green")[0]}
    assert chosen() == ["red"]
    assert chosen({"b": {"given": held}}) == ["green"]
    assert chosen({"b": {"given": held | {"selected_option": None}}}) == []


def test_external_menus_carry_what_is_chosen():
    chosen = {"type": "external_select", "selected_option": options("National Grid")[0]}
    outline = drawn(asked("Partner", {"type": "external_select"}), values={"b": {"given": chosen}})
    hidden = next(one for one in outline.all("input") if one["type"] == "hidden")
    assert hidden["value"] == '{"text":{"type":"plain_text","text":"National Grid"},"value":"national grid"}'
    assert outline.all("button")[-1]["aria-label"] == "Remove National Grid"


def test_controls_outside_forms_are_named_by_placeholder_or_section():
    select = {"type": "static_select", "action_id": "s", "options": options("Red")}
    by_section = drawn({"type": "section", "block_id": "b", "text": words("Set the RAG"), "accessory": select})
    assert by_section.all("select")[0]["aria-label"] == "Set the RAG"
    named = select | {"placeholder": words("RAG")}
    by_placeholder = drawn({"type": "actions", "block_id": "b", "elements": [named]})
    assert by_placeholder.all("select")[0]["aria-label"] == "RAG"


def test_an_overflow_menu_is_a_list_of_buttons():
    menu = {"type": "overflow", "action_id": "m", "options": [*options("History"),
            {"text": words("Site"), "value": "s", "url": "https://a.example/"}]}  # fmt: skip
    outline = drawn({"type": "actions", "block_id": "b", "elements": [menu]})
    assert outline.all("summary")[0]["aria-label"] == "More options"
    assert outline.all("button")[0]["data-pick"] == "history"
    assert outline.all("a")[0]["href"] == "https://a.example/"


@given(block=st.text(max_size=12), action=st.text(max_size=12))
def test_field_names_are_legal_and_lead_back(block, action):
    name = field_name(block, action)
    assert name.count("/") == 1
    assert name.isascii()
    assert not set(name) & set(" \n\t\"'<>")


def test_the_same_blocks_are_drawn_anew_when_the_day_changes():
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "<!date^1620810000^{date_pretty}|x>"}}
    later = Reader(READER.zone, datetime(2021, 5, 13, 9, tzinfo=UTC), READER.me)
    today, tomorrow = (
        Outline(blocks_html([block], Surface("message", "m", reader))).text for reader in (READER, later)
    )
    assert (today, tomorrow) == ("today", "yesterday")


# --- the rarer blocks ---------------------------------------------------------------------------------------

SERIES = [
    {"name": "Buses", "data": [{"label": "2023", "value": 12}, {"label": "2024", "value": 30}]},
    {"name": "Trams", "data": [{"label": "2023", "value": -4}, {"label": "2024", "value": None}]},
]
PICTURE = {"type": "image", "image_url": "https://a.example/x.png", "alt_text": "A bus"}
RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "so"}]}]}
BUTTON = {"type": "button", "action_id": "go", "text": words("Go")}


def visualization(chart: object) -> Outline:
    return drawn({"type": "data_visualization", "block_id": "v", "title": "Riders", "chart": chart})


@pytest.mark.parametrize(
    ("kind", "shape", "count"), [("bar", "rect", 3), ("line", "polyline", 2), ("area", "polygon", 2)]
)
def test_charts_are_pictures_with_a_table(kind, shape, count):
    outline = visualization({"type": kind, "series": SERIES, "axis_config": {"x_label": "Year", "y_label": "Riders"}})
    drawing = next(one for one in outline.all("svg") if one.get("role") == "img")
    assert drawing["aria-label"] == f"{kind.capitalize()} chart: Riders"
    legend = len(SERIES) if shape == "rect" else 0
    assert len(outline.all(shape)) == count + legend
    assert "Year Buses Trams 2023 12 -4 2024 30 –" in outline.text
    assert "2023, Buses: 12" in outline.text


def test_a_pie_says_its_shares():
    outline = visualization({"type": "pie", "segments": [{"label": "Yes", "value": 3}, {"label": "No", "value": 1}]})
    assert [one["stroke-dasharray"] for one in outline.all("circle")] == [
        "75.0 100",
        "26.0 100",
    ]  # the last one closes the ring
    assert "Yes 3 (75%) No 1 (25%)" in outline.text


@pytest.mark.parametrize(
    "chart",
    [None, "bar", {}, {"type": "pie", "segments": [1]}, {"type": "bar", "series": [{"data": "x"}, 3]},
     {"type": "line", "series": [{"name": "a", "data": [{"label": "x", "value": float("inf")}]}]},
     {"type": "bar", "series": [{"name": "a", "data": [{"label": "x", "value": 0}]}]}],
)  # fmt: skip
def test_charts_without_sense_are_drawn_empty(chart):
    assert "Riders" in visualization(chart).text


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=20))
def test_any_numbers_make_a_chart(values):
    points = [{"label": f"p{at}", "value": value} for at, value in enumerate(values)]
    assert "Riders" in visualization({"type": "bar", "series": [{"name": "a", "data": points}]}).text


def test_cards_have_all_their_parts():
    card = {"type": "card", "title": words("T18"), "subtitle": words("Buses"), "body": words("Text"),
            "subtext": words("small"), "icon": PICTURE, "hero_image": PICTURE, "actions": [BUTTON]}  # fmt: skip
    outline = drawn(card | {"block_id": "one"})
    assert outline.text == "T18 Buses Text small Go"
    assert len(outline.all("img")) == 2
    carousel = drawn({"type": "carousel", "block_id": "many", "elements": [card, card | {"block_id": "inner"}]})
    fields = [one["data-block"] for one in carousel.all("div") if "data-block" in one]
    assert fields == ["many", "many"]  # what stands inside is pressed by the outermost block


@pytest.mark.parametrize(
    ("more", "tag"), [({}, "div"), ({"is_collapsible": True, "default_collapsed": True}, "details")]
)
def test_containers_hold_blocks(more, tag):
    inner = [{"type": "section", "block_id": "in", "text": words("Inside"), "accessory": BUTTON}]
    container = {"type": "container", "block_id": "out", "child_blocks": inner, "has_header_divider": True}
    outline = drawn(container | more | {"title": words("Title"), "subtitle": words("below")})
    assert outline.text == "Title below Inside Go"
    assert any((one.get("class") or "").startswith("container ") for one in outline.all(tag))
    assert all("open" not in one for one in outline.all("details"))
    assert [one["data-block"] for one in outline.all("div") if "data-block" in one] == ["out"]
    assert drawn(container | {"rich_text_title": RICH}).text == "so Inside Go"


def test_plans_and_tasks_say_how_far_they_are():
    tasks = [
        {"type": "task_card", "task_id": str(n), "title": f"Task {n}", "status": status}
        for n, status in enumerate(("pending", "in_progress", "complete", "error"))
    ]
    tasks[0] |= {"details": RICH, "sources": [{"type": "url", "url": "https://a.example/", "text": "Source"}]}
    outline = drawn({"type": "plan", "title": "Plan", "tasks": tasks})
    for said in ("Task 0 Not begun so Source", "Task 1 In progress", "Task 2 Done", "Task 3 Failed"):
        assert said in outline.text


def test_alerts_and_videos():
    assert "callout-warning" in str(drawn({"type": "alert", "level": "warning", "text": words("Mind")}).tags)
    video = {"type": "video", "title": words("Film"), "video_url": "https://a.example/v", "alt_text": "A film",
             "thumbnail_url": "javascript:x", "author_name": "A", "provider_name": "B"}  # fmt: skip
    outline = drawn(video)
    assert outline.text == "Film A, B Watch the video"
    assert [one["href"] for one in outline.all("a")] == ["https://a.example/v"] * 2
