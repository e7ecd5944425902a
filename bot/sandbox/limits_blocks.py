"""Block Kit's limits for blocks and views, as tables on top of those for elements."""

from typing import Final

from bot.sandbox.limits import (
    ACCESSORIES,
    ACTIONS,
    ELEMENTS,
    HOME_BLOCKS,
    INPUTS,
    MESSAGE_BLOCKS,
    MODAL_BLOCKS,
    PARTS,
    PLAIN,
    RICH,
    SOURCE,
    A,
    Anything,
    Flag,
    Many,
    Num,
    Rule,
    Shape,
    Str,
    Text,
)

CELL: Final = A(("raw_text", "raw_number", "rich_text"))
PICTURE: Final[dict[str, Rule]] = SOURCE | {"alt_text": Str(2000)}
CARD: Final[dict[str, Rule]] = {
    "title": Text(150),
    "subtitle": Text(150),
    "body": Text(200),
    "subtext": Text(200),
    "icon": Anything(),
    "slack_icon": Anything(),
    "hero_image": Anything(),
    "actions": Many(ACTIONS, 3),
    "block_id": Str(255),
}

BLOCKS: Final[dict[str, Shape]] = {
    "actions": Shape({"elements": Many(ACTIONS, 25)}, needs=("elements",)),
    "alert": Shape({"text": Text(200), "level": Str(20)}, needs=("text",)),
    "card": Shape(CARD, least_one=("title", "body", "hero_image", "actions")),
    "carousel": Shape({"elements": Many(A(("card",)), 10)}, needs=("elements",)),
    "container": Shape(
        {
            "title": Text(150),
            "subtitle": Text(150),
            "child_blocks": Many(A(MESSAGE_BLOCKS), 10),
            "icon": Anything(),
            "width": Anything(),
            "has_header_divider": Flag(),
            "rich_text_title": Anything(),
            "is_collapsible": Flag(),
            "default_collapsed": Flag(),
        },
        needs=("child_blocks",),
    ),
    "context": Shape({"elements": Many(A(("image", "plain_text", "mrkdwn")), 10)}, needs=("elements",)),
    "context_actions": Shape({"elements": Many(A(("feedback_buttons", "icon_button")), 5)}, needs=("elements",)),
    "data_table": Shape(
        {
            "rows": Many(Many(CELL, 20), 201, least=2),
            "caption": Str(3000),
            "page_size": Num(1, 100),
            "row_header_column_index": Num(0, 19),
        },
        needs=("rows",),
    ),
    "data_visualization": Shape({"title": Str(50), "chart": Anything()}, needs=("title", "chart")),
    "divider": Shape({}),
    "header": Shape({"text": Text(150, PLAIN)}, needs=("text",)),
    "image": Shape(PICTURE | {"title": Text(2000, PLAIN)}, needs=("alt_text",), one=("image_url", "slack_file")),
    "input": Shape(
        {
            "label": Text(2000, PLAIN),
            "element": INPUTS,
            "hint": Text(2000, PLAIN),
            "optional": Flag(),
            "dispatch_action": Flag(),
        },
        needs=("label", "element"),
    ),
    "markdown": Shape({"text": Str()}, needs=("text",)),  # 12,000 characters together: see legality
    "plan": Shape({"title": Str(150), "tasks": Many(A(("task_card",)), 50), "plan_id": Str(255)}, needs=("title",)),
    "rich_text": Shape({"elements": Many(A(RICH), 1_000)}, needs=("elements",)),
    "section": Shape(
        {
            "text": Text(3000),
            "fields": Many(Text(2000), 10),
            "accessory": ACCESSORIES,
            "expand": Flag(),
        },
        least_one=("text", "fields"),
    ),
    "table": Shape({"rows": Many(Many(CELL, 20), 100), "column_settings": Many(Anything(), 20)}, needs=("rows",)),
    "task_card": Shape(
        {
            "task_id": Str(255),
            "title": Str(150),
            "status": Str(20),
            "details": Anything(),
            "output": Anything(),
            "sources": Anything(),
        },
        needs=("task_id", "title"),
    ),
    "video": Shape(
        {
            "alt_text": Str(200),
            "title": Text(200, PLAIN),
            "title_url": Str(3000),
            "video_url": Str(3000),
            "thumbnail_url": Str(3000),
            "author_name": Str(50),
            "provider_name": Str(50),
            "provider_icon_url": Str(3000),
            "description": Text(200, PLAIN),
        },
        needs=("alt_text", "title", "video_url", "thumbnail_url"),
    ),
}

TEXTS: Final[dict[str, Shape]] = {
    "plain_text": Shape({"text": Str(3000), "emoji": Flag()}, needs=("text",)),
    "mrkdwn": Shape({"text": Str(3000), "verbatim": Flag()}, needs=("text",)),
}
IMAGE_ELEMENT: Final = Shape(PICTURE, needs=("alt_text",), one=("image_url", "slack_file"))

VIEW_FIELDS: Final[dict[str, Rule]] = {
    "callback_id": Str(255, least=0),
    "external_id": Str(255, least=0),
    "private_metadata": Str(3000, least=0),
}
VIEWS: Final[dict[str, Shape]] = {
    "modal": Shape(
        VIEW_FIELDS
        | {
            "title": Text(24, PLAIN),
            "submit": Text(24, PLAIN),
            "close": Text(24, PLAIN),
            "blocks": Many(A(MODAL_BLOCKS), 100),
            "clear_on_close": Flag(),
            "notify_on_close": Flag(),
            "submit_disabled": Flag(),
        },
        needs=("title", "blocks"),
    ),
    "home": Shape(VIEW_FIELDS | {"blocks": Many(A(HOME_BLOCKS), 100)}, needs=("blocks",)),
}
ANSWERS: Final = Shape(
    {"options": Many(A(("option",)), 100, 0), "option_groups": Many(A(("option_group",)), 100, 0)},
    one=("options", "option_groups"),
)
MESSAGE: Final = Many(A(MESSAGE_BLOCKS), 50, least=0)

TYPELESS: Final = frozenset({"confirm", "option", "overflow_option", "choice", "option_group"})
SHAPES: Final = ELEMENTS | PARTS | TEXTS | BLOCKS
