"""What the sandbox does of Slack and what it does not, as a page: `python -m bot.sandbox.supported`."""

import sys
from collections.abc import Iterable, Sequence
from typing import Final

from bot.sandbox import limits_blocks as tables
from bot.sandbox.limits import (
    ELEMENTS,
    HOME_BLOCKS,
    MESSAGE_BLOCKS,
    MODAL_BLOCKS,
    PARTS,
    A,
    Anything,
    Flag,
    Many,
    Num,
    OneOf,
    Rule,
    Shape,
    Str,
    Text,
)
from bot.sandbox.posting import PART_CHARACTERS, TEXT_CHARACTERS, UPDATE_BYTES
from bot.sandbox.rates import CHANNEL_POSTS, POSTS, SPECIAL, TIER_1, TIER_2, TIER_3, TIER_4
from bot.sandbox.registry import EVERYWHERE, METHODS, SOCKET_METHOD, SOCKET_RATE
from bot.sandbox.state import STACK_DEPTH
from bot.sandbox.tickets import REPLY_URL_SECONDS, REPLY_URL_USES, TRIGGER_SECONDS

EVENTS: Final = {
    "app_home_opened": "a person opens the Home or the Messages tab; with the published view on Home",
    "app_mention": "a person mentions the app in a channel that it is a member of",
    "link_shared": "a person posts a link of one of `unfurl_domains` (a domain stands for those below it, too)",
    "member_joined_channel": "the app itself is let into a channel by `/invite`",
    "message.channels": "a person writes in a channel of the app; only when subscribed (`state.app.events`)",
    "message.im": "a person writes to the app directly",
}
"""Events by the name in the manifest, and when they come."""

PAYLOADS: Final = {
    "slash command": "`should_escape` is on; answer in the acknowledgement, by `response_url` or with `views.open`",
    "block_actions": "from messages, ephemeral messages, modals, the App Home and unfurled links",
    "block_suggestion": "external selects, on opening and as one types",
    "view_submission": "answered by nothing, `errors`, `update`, `push` or `clear`; with `response_urls`",
    "view_closed": "when the view has `notify_on_close`; the cross closes the whole stack (`is_cleared`)",
    "shortcut": "global shortcuts",
    "message_action": "shortcuts on a message",
}
"""Interactive payloads, and what is special about them."""

BEHAVIOUR: Final = (
    "Requests are signed (v0) over the raw body, or come as envelopes when the app has connected by Socket Mode.",
    "An acknowledgement is waited for 3 s. An event that gets no 200 comes again at once, after 1 minute and after "
    "5 more, with `X-Slack-Retry-Num` and `X-Slack-Retry-Reason`, unless the answer has `X-Slack-No-Retry: 1`.",
    f"A `trigger_id` is good for {TRIGGER_SECONDS:g} s and once; a `response_url` for "
    f"{REPLY_URL_SECONDS / 60:g} minutes and {REPLY_URL_USES} uses.",
    f"Modals stack {STACK_DEPTH} deep; `hash` is held against the view; fields that keep `block_id` and "
    "`action_id` keep what was typed.",
    f"A text of more than {PART_CHARACTERS:,} characters without blocks becomes several messages, and `ts` is that "
    f"of the first; above {TEXT_CHARACTERS:,} ({UPDATE_BYTES:,} bytes in `chat.update`) it is `msg_too_long`, where "
    "real Slack cuts a new message.",
    "Ephemeral messages are in nobody's history and change only by `response_url`.",
    "A file in a modal is at most 10 MB; the app reads it at `url_private` with its token.",
    "Two workspaces share the app: each has its own bot token, bot user, people and channels.",
)

UNSUPPORTED: Final = (
    "every method not listed above (`unknown_method`), user tokens, OAuth, Enterprise Grid, Slack Connect",
    "private channels, group messages, archived channels, user groups, guests",
    "events for changed and deleted messages, reactions, joining people, metadata, files, installing and uninstalling",
    "scheduled messages, streaming, assistants, agents, canvases, lists, workflows, work objects, calls",
    "`unfurl_links`, `parse`, `link_names`, `username` and icons in messages: accepted, without effect",
    "links typed but not sent yet (`source: composer`), and asking a person to sign in to unfurl",
    "the rate limit of events (30,000 an hour), of `response_url`, and switching off apps that fail too often",
    "`msg_blocks_too_long` and `metadata_too_large`, whose limits Slack does not publish",
    "whether an emoji's name is known: any well-formed one is taken; pictures are not fetched to be checked",
)


def markdown() -> str:
    """Write docs/sandbox.md from the tables that the sandbox itself runs by."""
    parts = (
        "# What the sandbox does of Slack\n\nMade from the code by `python -m bot.sandbox.supported`; do not edit.\n",
        "## Web API methods\n",
        _table(("Method", "Rate", "Scopes (one of)", "Errors of its own"), _methods()),
        f"Every method may also answer {_codes(EVERYWHERE)}; any other name is `unknown_method`.\n",
        "## Rates\n",
        _table(("Rate", "Calls a minute", "At once after a rest"), _rates()),
        "Counted for each method and workspace. Over it: HTTP 429, `ratelimited`, `Retry-After` in seconds. Slack "
        "says that bursts are tolerated but not which: those are the sandbox's own. "
        "`Workspace(rates=False)` or `workspace.rates = False` switches them off.\n",
        "## Events\n",
        _table(("Event", "When it comes"), ((f"`{name}`", when) for name, when in EVENTS.items())),
        "## Payloads\n",
        _table(("Kind", "What about it"), ((f"`{kind}`", about) for kind, about in PAYLOADS.items())),
        "## How it behaves\n",
        "".join(f"- {sentence}\n" for sentence in BEHAVIOUR),
        "## Blocks\n",
        "At most 50 blocks in a message, 1 to 100 in a view; unknown keys are refused, as are a `block_id` that comes "
        "twice and an `action_id` that comes twice in its block. Below, * marks what must be there, "
        "≤ the most characters, and *n to m* how many entries or which numbers.\n",
        _table(("Block", "Where", "Limits"), _blocks()),
        "## Elements\n",
        _table(("Element", "Limits"), ((f"`{name}`", _limits(shape)) for name, shape in sorted(ELEMENTS.items()))),
        "## Other objects\n",
        _table(("Object", "Limits"), _others()),
        "## Not supported\n",
        "".join(f"- {sentence}\n" for sentence in UNSUPPORTED),
    )
    return "\n".join(parts)


def _methods() -> Iterable[Sequence[str]]:
    for name, method in METHODS.items():
        rate = f"{method.rate.name}, 1 a second in a channel" if method.per_channel else method.rate.name
        yield f"`{name}`", rate, _codes(method.scopes), _codes(method.errors)
    yield f"`{SOCKET_METHOD}`", SOCKET_RATE.name, "the app token", ""


def _rates() -> Iterable[Sequence[str]]:
    for rate in (TIER_1, TIER_2, TIER_3, TIER_4, SPECIAL, POSTS, CHANNEL_POSTS):
        yield rate.name, f"{rate.per_minute:g}", str(rate.burst)


def _blocks() -> Iterable[Sequence[str]]:
    surfaces = {"message": MESSAGE_BLOCKS, "modal": MODAL_BLOCKS, "home": HOME_BLOCKS}
    for name, shape in sorted(tables.BLOCKS.items()):
        where = [surface for surface, names in surfaces.items() if name in names]
        yield f"`{name}`", ", ".join(where), _limits(shape)


def _others() -> Iterable[Sequence[str]]:
    for name in ("confirm", "option", "overflow_option", "choice", "option_group"):
        yield f"`{name}`", _limits(PARTS[name])
    for name, shape in tables.VIEWS.items():
        yield f"{name} view", _limits(shape)


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def _limits(shape: Shape) -> str:
    said = [
        f"`{key}`{'*' if key in shape.needs else ''} {words}"
        for key, rule in shape.fields.items()
        if (words := _words(rule))
    ]
    for keys, how in ((shape.one, "one of"), (shape.least_one, "at least one of")):
        said += [f"{how} {_codes(keys)}"] if keys else []
    bare = [key for key in shape.needs if not _words(shape.fields[key])]
    said += [f"needs {_codes(bare)}"] if bare else []
    return "; ".join(said)


def _words(rule: Rule) -> str:
    match rule:
        case Str(most=None) | Flag() | Anything() | A():
            return ""
        case Str(most=most) | Text(most=most):
            return f"≤ {most:,}"
        case Num(least=least, most=most):
            return f"{least:,} to {most:,}"
        case OneOf(words=words):
            return " or ".join(words)
        case Many(most=most, least=least, of=of):
            inner = _words(of)
            return f"{least} to {most:,}" + (f" of {inner}" if inner else "")
    return ""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(markdown())
