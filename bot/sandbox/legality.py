"""What Slack refuses: blocks, views and option lists held against the tables in `limits`."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from bot.sandbox import limits_blocks as tables
from bot.sandbox.blocks import elements_in
from bot.sandbox.limits import A, Anything, Flag, Many, Num, OneOf, Rule, Shape, Str, Text

Json = dict[str, Any]
Complaints = Iterator[str]

VIEW_BYTES: Final = 250_000
MARKDOWN_CHARACTERS: Final = 12_000


def message_complaints(blocks: Any, at: str = "/blocks") -> list[str]:
    """Say what Slack would refuse in a message's blocks; each complaint ends in its json-pointer."""
    return [*_check(tables.MESSAGE, blocks, at), *_across(blocks, at), *_modals_only(blocks, at)]


def view_complaints(view: Any, at: str = "/view", kind: str | None = None) -> list[str]:
    """Say what Slack would refuse in a view; `kind` is the only type that fits here (modal, home)."""
    if not isinstance(view, dict):
        return [_at("must be an object", at)]
    expected = (kind,) if kind else tuple(tables.VIEWS)
    if view.get("type") not in expected:
        return [_at(f"unsupported type: {view.get('type')}", f"{at}/type")]
    found = [*_shape(tables.VIEWS[view["type"]], view, at, {"type"})]
    found += [*_across(view.get("blocks"), f"{at}/blocks"), *_submit(view, at)]
    return found if view["type"] == "modal" else [*found, *_modals_only(view.get("blocks"), f"{at}/blocks")]


def is_too_large(view: Json) -> bool:
    """Say whether Slack would answer `view_too_large`."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES


def options_complaints(answer: Any) -> list[str]:
    """Say what Slack would refuse in the answer to an external select's request."""
    return list(_shape(tables.ANSWERS, answer, "", set()))


def _at(sentence: str, pointer: str) -> str:
    return f"{sentence} [json-pointer:{pointer}]"


# --- one object against its table ---------------------------------------------------------------------------


def _check(rule: Rule, value: Any, at: str) -> Complaints:
    return CHECKS[type(rule)](rule, value, at)


def _shape(shape: Shape, value: Any, at: str, besides: set[str]) -> Complaints:
    if not isinstance(value, dict):
        yield _at("must be an object", at)
        return
    for key in shape.needs:
        if value.get(key) is None:
            yield _at(f"missing required field: {key}", at)
    for key in value:
        if key not in shape.fields and key not in besides:
            yield _at(f"additional property {key} is not allowed", at)
    yield from _alternatives(shape, value, at)
    for key, rule in shape.fields.items():
        if value.get(key) is not None:
            yield from _check(rule, value[key], f"{at}/{key}")


def _alternatives(shape: Shape, value: Json, at: str) -> Complaints:
    def given(keys: tuple[str, ...]) -> int:
        return sum(value.get(key) is not None for key in keys)

    if shape.one and given(shape.one) != 1:
        yield _at(f"must define either {' or '.join(f'`{k}`' for k in shape.one)}, and only one", at)
    if shape.least_one and not given(shape.least_one):
        yield _at(f"must define {' or '.join(f'`{k}`' for k in shape.least_one)}", at)


def _string(rule: Str, value: Any, at: str) -> Complaints:
    if not isinstance(value, str):
        yield _at("must provide a string", at)
    elif len(value) < rule.least:
        yield _at(f"must be more than {rule.least - 1} characters", at)
    elif rule.most is not None and len(value) > rule.most:
        yield _at(f"must be less than {rule.most + 1} characters", at)
    elif rule.pattern and not re.fullmatch(rule.pattern, value):
        yield _at("does not match the expected format", at)


def _number(rule: Num, value: Any, at: str) -> Complaints:
    if not isinstance(value, int) or isinstance(value, bool):
        yield _at("must provide a number", at)
    elif not rule.least <= value <= rule.most:
        yield _at(f"must be between {rule.least} and {rule.most}", at)


def _flag(_: Flag, value: Any, at: str) -> Complaints:
    if not isinstance(value, bool):
        yield _at("must provide a boolean", at)


def _word(rule: OneOf, value: Any, at: str) -> Complaints:
    if value not in rule.words:
        yield _at(f"must be one of: {', '.join(rule.words)}", at)


def _text(rule: Text, value: Any, at: str) -> Complaints:
    if not isinstance(value, dict) or value.get("type") not in rule.kinds:
        yield _at(f"must be a text object of type {' or '.join(rule.kinds)}", at)
        return
    fields = tables.TEXTS[value["type"]].fields | {"text": Str(rule.most)}
    yield from _shape(Shape(fields, needs=("text",)), value, at, {"type"})


def _list(rule: Many, value: Any, at: str) -> Complaints:
    if not isinstance(value, list):
        yield _at("must be an array", at)
        return
    if len(value) > rule.most:
        yield _at(f"no more than {rule.most} items allowed", at)
    if len(value) < rule.least:
        yield _at(f"no fewer than {rule.least} items allowed", at)
    for index, item in enumerate(value):
        yield from _check(rule.of, item, f"{at}/{index}")


def _object(rule: A, value: Any, at: str) -> Complaints:
    if not isinstance(value, dict):
        yield _at("must be an object", at)
        return
    if len(rule.names) == 1 and rule.names[0] in tables.TYPELESS:
        yield from _shape(tables.SHAPES[rule.names[0]], value, at, set())
        return
    kind = value.get("type")
    if kind not in rule.names:
        yield _at(f"unsupported type: {kind}", f"{at}/type")
        return
    is_block = at.rpartition("/")[0].endswith(("/blocks", "/child_blocks"))
    shape = tables.SHAPES[kind] if is_block or kind != "image" else tables.IMAGE_ELEMENT
    yield from _shape(shape, value, at, {"type", "block_id"} if is_block else {"type"})
    if is_block and value.get("block_id") is not None:
        yield from _string(Str(255), value["block_id"], f"{at}/block_id")


def _nothing(_: Anything, __: Any, ___: str) -> Complaints:
    return iter(())


CHECKS: Final[dict[type, Callable[[Any, Any, str], Complaints]]] = {
    Str: _string,
    Num: _number,
    Flag: _flag,
    OneOf: _word,
    Text: _text,
    Many: _list,
    A: _object,
    Anything: _nothing,
}


# --- rules that look at more than one object ------------------------------------------------------------------


def _across(blocks: Any, at: str) -> Complaints:
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return
    for rule in ACROSS:
        yield from rule(blocks, at)


def _block_ids(blocks: list[Json], at: str) -> Complaints:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if isinstance(block_id, str):
            if block_id in seen:
                yield _at(f"block_id `{block_id}` already exists", f"{at}/{index}/block_id")
            seen.add(block_id)


def _action_ids(blocks: list[Json], at: str) -> Complaints:
    for index, block in enumerate(blocks):
        seen: set[str] = set()
        for element in elements_in(block):
            action_id = element.get("action_id")
            if isinstance(action_id, str) and action_id in seen:
                yield _at(f"action_id `{action_id}` already exists in this block", f"{at}/{index}")
            seen.add(str(action_id) if action_id is not None else f"?{len(seen)}")


def _initial(blocks: list[Json], at: str) -> Complaints:
    for index, block in enumerate(blocks):
        for element in elements_in(block):
            offered = _offered(element)
            chosen = [element.get("initial_option"), *(element.get("initial_options") or [])]
            if offered and any(c is not None and _same(c) not in offered for c in chosen):
                yield _at("initial option must match one of the options exactly", f"{at}/{index}")


def _offered(element: Json) -> list[Json]:
    groups = [g.get("options") for g in element.get("option_groups") or [] if isinstance(g, dict)]
    lists = [element.get("options"), *groups]
    return [_same(option) for options in lists if isinstance(options, list) for option in options]


def _same(option: Any) -> Any:
    """Leave out what does not count when options are compared: the defaults of their texts."""
    if not isinstance(option, dict):
        return option
    defaults = ({"emoji": True}, {"verbatim": False})
    texts = {k: v for k, v in option.items() if isinstance(v, dict)}
    bare = {k: {n: x for n, x in v.items() if {n: x} not in defaults} for k, v in texts.items()}
    return option | bare


def _focus(blocks: list[Json], at: str) -> Complaints:
    if sum(bool(element.get("focus_on_load")) for element in elements_in(blocks)) > 1:
        yield _at("only one element can be focused on load", at)


def _markdown(blocks: list[Json], at: str) -> Complaints:
    total = sum(len(str(b.get("text", ""))) for b in blocks if b.get("type") == "markdown")
    if total > MARKDOWN_CHARACTERS:
        yield _at(f"markdown blocks must be less than {MARKDOWN_CHARACTERS + 1} characters together", at)


def _scarce(blocks: list[Json], at: str) -> Complaints:
    for kind, most in (("table", 1), ("data_visualization", 2)):
        if sum(block.get("type") == kind for block in blocks) > most:
            yield _at(f"no more than {most} {kind} allowed", at)


def _modals_only(blocks: Any, at: str) -> Complaints:
    for index, block in enumerate(blocks if isinstance(blocks, list) else []):
        if any(element.get("type") == "file_input" for element in elements_in(block)):
            yield _at("file_input is for modals only", f"{at}/{index}/element")


def _submit(view: Json, at: str) -> Complaints:
    blocks = view.get("blocks")
    has_input = isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if view["type"] == "modal" and has_input and view.get("submit") is None:
        yield _at("must define `submit` to use an `input` block in modals", f"{at}/submit")


ACROSS: Final = (_block_ids, _action_ids, _initial, _focus, _markdown, _scarce)
