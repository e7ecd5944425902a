"""The filter form: how a question was read, field by field."""

from dataclasses import replace
from typing import Any

from bot.domain.filters import ONLY, SORTS, Choices, only, with_only
from bot.domain.queries import Query, from_json, to_json
from bot.views.blocks import OPTION_VALUE, OPTIONS, Block, View, field_of, menu, modal, option, plain

FIND = "list.find"
PARTNER = "partner_choice"
METADATA = 3000
NONE = "-"
WORDS = 300


def form(facts: Choices) -> View:
    """Return the form, filled with a query; what has no field in it stays as it was."""
    query = facts.query
    blocks = [field_of("words", "Words", _words(query), "In the title, the wording or the note.", optional=True)]
    for name, label, options, given in (
        ("plans", "Plan", facts.plans, query.plans),
        ("sections", "Section", facts.sections, query.sections),
        ("roles", "Council's role", _same(facts.roles), query.roles),
        ("stages", "Stage", _same(facts.stages), query.stages),
        ("rags", "RAG", _same(facts.rags), query.rags),
    ):
        if fitting := [option(text, value) for value, text in options if len(value) <= OPTION_VALUE][:OPTIONS]:
            blocks.append(field_of(name, label, _several(fitting, given), optional=True))
    blocks.append(field_of("partners", "Who may be involved", _partners(query), optional=True))
    blocks.append(field_of("only", "Show", _one(ONLY, only(query), "all"), optional=True))
    blocks.append(field_of("sort", "Order", _one(SORTS, query.sort, "plan"), optional=True))
    metadata = to_json(query)
    return modal(FIND, "Find actions", blocks, "Find", metadata if len(metadata) <= METADATA else "")


def read(view: dict[str, Any]) -> Query:
    """Return the query that a form that was sent stands for; the other side of `form`."""
    values = view["state"]["values"]
    given = from_json(view["private_metadata"]) if view.get("private_metadata") else Query()
    words = (values.get("words", {}).get("text") or {}).get("value") or ""
    partners = [(int(one["value"]), str(one["text"]["text"])) for one in _chosen(values, "partners", PARTNER)]
    stages = _values(values, "stages")
    found = replace(
        given,
        without=tuple(one for one in given.without if one[0] != "stage" or stages == given.stages),
        about="actions",
        text=tuple(words.split()),
        partners=tuple(partners),
        sort=_single(values, "sort"),
        plans=_values(values, "plans"),
        sections=_values(values, "sections"),
        roles=_values(values, "roles"),
        stages=stages,
        rags=_values(values, "rags"),
    )
    return with_only(found, _single(values, "only"))


def _words(query: Query) -> Block:
    field: Block = {"type": "plain_text_input", "action_id": "text", "max_length": WORDS}
    words = " ".join(query.text)[:WORDS]
    return field | ({"initial_value": words} if words else {})


def _same(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((one, one) for one in values)


def _several(shown: list[Block], given: tuple[str, ...]) -> Block:
    chosen = [one for one in shown if one["value"] in given]
    block: Block = {
        "type": "multi_static_select",
        "action_id": "choice",
        "options": shown,
        "placeholder": plain("Any", 150),
    }
    return block | ({"initial_options": chosen} if chosen else {})


def _partners(query: Query) -> Block:
    chosen = [option(name, str(one)) for one, name in query.partners]
    block: Block = {
        "type": "multi_external_select",
        "action_id": PARTNER,
        "min_query_length": 1,
        "placeholder": plain("Type a part of the name", 150),
    }
    return block | ({"initial_options": chosen} if chosen else {})


def _one(options: dict[str, str], given: str, unset: str) -> Block:
    shown = [option(label, value or NONE) for value, label in options.items()]
    return menu("choice", shown, given or NONE, unset)


def _chosen(values: dict[str, Any], name: str, action_id: str = "choice") -> list[dict[str, Any]]:
    return list((values.get(name, {}).get(action_id) or {}).get("selected_options") or [])


def _values(values: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(str(one["value"]) for one in _chosen(values, name))


def _single(values: dict[str, Any], name: str) -> str:
    value = ((values.get(name, {}).get("choice") or {}).get("selected_option") or {}).get("value") or NONE
    return "" if value == NONE else str(value)
