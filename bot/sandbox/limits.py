"""Block Kit's limits as tables: what each object may hold, how long, how many (docs.slack.dev, Block Kit)."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Str:
    """A string of `least` to `most` characters."""

    most: int | None = None
    least: int = 1
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Num:
    """A whole number between two bounds."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text object."""

    most: int = 3000
    kinds: tuple[str, ...] = ("plain_text", "mrkdwn")


@dataclass(frozen=True, slots=True)
class Many:
    """A list of `least` to `most` things."""

    of: "Rule"
    most: int
    least: int = 1


@dataclass(frozen=True, slots=True)
class A:
    """An object, told by one name, or by its `type` where there are several."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Anything:
    """Not looked into."""


Rule = Str | Num | Flag | OneOf | Text | Many | A | Anything


@dataclass(frozen=True, slots=True)
class Shape:
    """What an object may hold; `needs` all of these, exactly `one`, at `least_one`."""

    fields: dict[str, Rule]
    needs: tuple[str, ...] = ()
    one: tuple[str, ...] = ()
    least_one: tuple[str, ...] = ()


DATE: Final = r"\d{4}-\d{2}-\d{2}"
TIME: Final = r"([01]\d|2[0-3]):[0-5]\d"

SELECTS: Final = (
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
)
MULTI: Final = tuple(f"multi_{name}" for name in SELECTS)
PICKERS: Final = ("datepicker", "timepicker")
CHOICES: Final = ("checkboxes", "radio_buttons")

ACCESSORIES: Final = A(("button", "image", "overflow", "workflow_button", *CHOICES, *PICKERS, *SELECTS, *MULTI))
ACTIONS: Final = A(("button", "overflow", "workflow_button", "datetimepicker", *CHOICES, *PICKERS, *SELECTS, *MULTI))
INPUTS: Final = A(
    (
        "plain_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
        "rich_text_input",
        "file_input",
        "datetimepicker",
        *CHOICES,
        *PICKERS,
        *SELECTS,
        *MULTI,
    )
)

MODAL_BLOCKS: Final = (
    "actions",
    "alert",
    "card",
    "context",
    "divider",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "video",
)
HOME_BLOCKS: Final = (*MODAL_BLOCKS, "carousel", "container", "data_table", "data_visualization", "table")
MESSAGE_BLOCKS: Final = (
    *(name for name in HOME_BLOCKS if name != "alert"),
    "context_actions",
    "markdown",
    "plan",
    "task_card",
)
RICH: Final = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
INLINE: Final = ("text", "link", "user", "channel", "emoji", "date", "broadcast", "usergroup", "color")

PLAIN: Final = ("plain_text",)
CONFIRM: Final = A(("confirm",))
OPTION: Final = A(("option",))
CHOICE: Final = A(("choice",))
PRESSED: Final[dict[str, Rule]] = {"action_id": Str(255)}
WHO: Final[dict[str, Rule]] = PRESSED | {"focus_on_load": Flag()}
HELD: Final[dict[str, Rule]] = WHO | {"placeholder": Text(150, PLAIN)}
ASKED: Final[dict[str, Rule]] = WHO | {"confirm": CONFIRM, "placeholder": Text(150, PLAIN)}
AT_MOST: Final[dict[str, Rule]] = {"max_selected_items": Num(1, 1_000)}
OPTIONS: Final[dict[str, Rule]] = {
    "options": Many(OPTION, 100),
    "option_groups": Many(A(("option_group",)), 100),
}
FILTERED: Final[dict[str, Rule]] = {
    "default_to_current_conversation": Flag(),
    "filter": Anything(),
}
SOURCE: Final[dict[str, Rule]] = {"image_url": Str(3000), "slack_file": Anything()}
INLINES: Final = Many(A(INLINE), 10_000, least=0)

ELEMENTS: Final[dict[str, Shape]] = {
    "button": Shape(
        PRESSED
        | {
            "text": Text(75, PLAIN),
            "value": Str(2000, least=0),
            "url": Str(3000),
            "style": OneOf(("primary", "danger")),
            "confirm": CONFIRM,
            "accessibility_label": Str(75),
            "agent_prompt": Str(4000),
            "agent_prompt_display": Anything(),
            "visible_to_user_ids": Anything(),
        },
        needs=("text",),
    ),
    "workflow_button": Shape(
        PRESSED
        | {
            "text": Text(75, PLAIN),
            "workflow": Anything(),
            "style": OneOf(("primary", "danger")),
            "accessibility_label": Str(75),
        },
        needs=("text", "workflow"),
    ),
    "icon_button": Shape(
        PRESSED
        | {
            "icon": Str(50),
            "text": Text(75, PLAIN),
            "value": Str(2000, least=0),
            "confirm": CONFIRM,
            "accessibility_label": Str(75),
            "visible_to_user_ids": Anything(),
        },
        needs=("icon", "text"),
    ),
    "feedback_buttons": Shape(PRESSED | {"positive_button": Anything(), "negative_button": Anything()}),
    "overflow": Shape(PRESSED | {"options": Many(A(("overflow_option",)), 5), "confirm": CONFIRM}, needs=("options",)),
    "checkboxes": Shape(ASKED | {"options": Many(CHOICE, 10), "initial_options": Many(CHOICE, 10)}, needs=("options",)),
    "radio_buttons": Shape(ASKED | {"options": Many(CHOICE, 10), "initial_option": CHOICE}, needs=("options",)),
    "datepicker": Shape(ASKED | {"initial_date": Str(10, pattern=DATE)}),
    "timepicker": Shape(ASKED | {"initial_time": Str(5, pattern=TIME), "timezone": Str(100)}),
    "datetimepicker": Shape(WHO | {"confirm": CONFIRM, "initial_date_time": Num(1_000_000_000, 9_999_999_999)}),
    "static_select": Shape(ASKED | OPTIONS | {"initial_option": OPTION}, one=("options", "option_groups")),
    "multi_static_select": Shape(
        ASKED | OPTIONS | AT_MOST | {"initial_options": Many(OPTION, 100)}, one=("options", "option_groups")
    ),
    "external_select": Shape(ASKED | {"initial_option": OPTION, "min_query_length": Num(0, 100)}),
    "multi_external_select": Shape(
        ASKED | AT_MOST | {"initial_options": Many(OPTION, 100), "min_query_length": Num(0, 100)}
    ),
    "users_select": Shape(ASKED | {"initial_user": Str(30)}),
    "multi_users_select": Shape(ASKED | AT_MOST | {"initial_users": Many(Str(30), 100)}),
    "conversations_select": Shape(ASKED | FILTERED | {"initial_conversation": Str(30), "response_url_enabled": Flag()}),
    "multi_conversations_select": Shape(ASKED | FILTERED | AT_MOST | {"initial_conversations": Many(Str(30), 100)}),
    "channels_select": Shape(ASKED | {"initial_channel": Str(30), "response_url_enabled": Flag()}),
    "multi_channels_select": Shape(ASKED | AT_MOST | {"initial_channels": Many(Str(30), 100)}),
    "plain_text_input": Shape(
        HELD
        | {
            "initial_value": Str(3000, least=0),
            "multiline": Flag(),
            "min_length": Num(0, 3000),
            "max_length": Num(1, 3000),
            "dispatch_action_config": Anything(),
        }
    ),
    "email_text_input": Shape(HELD | {"initial_value": Str(), "dispatch_action_config": Anything()}),
    "url_text_input": Shape(HELD | {"initial_value": Str(), "dispatch_action_config": Anything()}),
    "number_input": Shape(
        HELD
        | {
            "is_decimal_allowed": Flag(),
            "initial_value": Str(),
            "min_value": Str(),
            "max_value": Str(),
            "dispatch_action_config": Anything(),
        },
        needs=("is_decimal_allowed",),
    ),
    "rich_text_input": Shape(HELD | {"initial_value": A(("rich_text",)), "dispatch_action_config": Anything()}),
    "file_input": Shape({"action_id": Str(255), "filetypes": Many(Str(30), 100), "max_files": Num(1, 10)}),
}

OPTION_FIELDS: Final[dict[str, Rule]] = {
    "text": Text(75, PLAIN),
    "value": Str(150),
    "description": Text(75, PLAIN),
}
PARTS: Final[dict[str, Shape]] = {
    "confirm": Shape(
        {
            "title": Text(100, PLAIN),
            "text": Text(300),
            "confirm": Text(30, PLAIN),
            "deny": Text(30, PLAIN),
            "style": OneOf(("primary", "danger")),
        },
        needs=("title", "text", "confirm", "deny"),
    ),
    "option": Shape(OPTION_FIELDS, needs=("text", "value")),
    "overflow_option": Shape(OPTION_FIELDS | {"url": Str(3000)}, needs=("text", "value")),
    "choice": Shape({"text": Text(75), "value": Str(150), "description": Text(75)}, needs=("text", "value")),
    "option_group": Shape({"label": Text(75, PLAIN), "options": Many(OPTION, 100)}, needs=("label", "options")),
    "text": Shape({"text": Str(), "style": Anything()}, needs=("text",)),
    "link": Shape({"url": Str(3000), "text": Str(), "style": Anything(), "unsafe": Flag()}, needs=("url",)),
    "user": Shape({"user_id": Str(30), "style": Anything()}, needs=("user_id",)),
    "channel": Shape({"channel_id": Str(30), "style": Anything()}, needs=("channel_id",)),
    "emoji": Shape({"name": Str(100), "unicode": Str(), "style": Anything()}, needs=("name",)),
    "date": Shape(
        {
            "timestamp": Num(0, 9_999_999_999),
            "format": Str(),
            "url": Str(3000),
            "fallback": Str(),
            "style": Anything(),
        },
        needs=("timestamp", "format"),
    ),
    "broadcast": Shape({"range": OneOf(("here", "channel", "everyone"))}, needs=("range",)),
    "usergroup": Shape({"usergroup_id": Str(30), "style": Anything()}, needs=("usergroup_id",)),
    "color": Shape({"value": Str(7)}, needs=("value",)),
    "rich_text_section": Shape({"elements": INLINES}, needs=("elements",)),
    "rich_text_list": Shape(
        {
            "elements": Many(A(("rich_text_section",)), 1_000, least=0),
            "style": OneOf(("bullet", "ordered")),
            "indent": Num(0, 8),
            "offset": Num(0, 1_000_000),
            "border": Num(0, 1),
        },
        needs=("elements", "style"),
    ),
    "rich_text_preformatted": Shape(
        {"elements": INLINES, "border": Num(0, 1), "language": Str(50)}, needs=("elements",)
    ),
    "rich_text_quote": Shape({"elements": INLINES, "border": Num(0, 1)}, needs=("elements",)),
    "raw_text": Shape({"text": Str(), "emoji": Flag()}, needs=("text",)),
    "raw_number": Shape({"value": Anything(), "text": Str()}, needs=("value",)),
}
