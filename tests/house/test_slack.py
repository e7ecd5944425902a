"""What Slack lets the app do is what the code does: scopes, events, commands, ids and the manifest."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from bot.slack.features import BOT_EVENTS, COMMANDS, FEATURES, OPTIONAL_SCOPES, SCOPES
from bot.slack.manifest import EXAMPLE_URL, manifest
from tests.house.slack_calls import OPTIONAL_SCOPES_OF_METHODS, SCOPES_OF_EVENTS, SCOPES_OF_METHODS, calls
from tests.house.source import Module, argument, module, modules, name_of, within

PRESSED = {"button", "menu", "overflow_menu"}
"""What draws something to press, in blocks.py and pickers.py; action_id is the second argument, of menus the first."""


@cache
def called() -> frozenset[str]:
    """Return the API methods that the bot calls."""
    return frozenset().union(*(calls(one) for one in modules() if not one.path.startswith("bot/sandbox/")))


# --- scopes and events --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("import slack_sdk\nclient.views_open(view=v)", "views.open"),
        ("import slack_sdk\ncall = slack.auth_test", "auth.test"),
        ("import slack_sdk\n_call(slack, 'users.info', {})", "users.info"),
        ("import slack_sdk\nm = 'conversations.replies' if t else x", "conversations.replies"),
        ("import slack_sdk\nclient.files_upload_v2()", "files.completeUploadExternal"),
    ],
)
def test_a_call_is_found(text, method):
    assert method in calls(module(text))


def test_each_method_that_the_code_calls_is_tied_to_its_scopes():
    assert {"chat.postMessage", "views.open", "users.info", "files.info"} <= called()
    assert called() - set(SCOPES_OF_METHODS) == set(), "add it to SCOPES_OF_METHODS with what Slack's reference says"


def test_the_scopes_are_those_that_are_needed():
    needed = {scope for method in called() for scope in SCOPES_OF_METHODS[method]}
    needed |= {scope for event in BOT_EVENTS for scope in SCOPES_OF_EVENTS[event]}
    needed |= {"commands"} if FEATURES.commands else set()
    optional = {scope for method in called() for scope in OPTIONAL_SCOPES_OF_METHODS.get(method, ())}
    assert set(SCOPES) == needed
    assert set(OPTIONAL_SCOPES) == optional - needed
    assert all(reason.endswith(".") for reason in (SCOPES | OPTIONAL_SCOPES).values())


def test_each_event_subscribed_to_has_a_handler_and_the_other_way_round():
    assert {event.partition(".")[0] for event in BOT_EVENTS} == set(FEATURES.events)


def test_each_command_has_a_handler_and_the_other_way_round():
    assert [name for name, _, _ in COMMANDS] == list(FEATURES.commands)


# --- ids ----------------------------------------------------------------------------------------------------


def constants(one: Module) -> dict[str, str]:
    """Return the texts that a module gives names to."""
    return {
        target.id: node.value.value
        for node in one.tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def ids_of(one: Module, expression: ast.expr | None) -> Iterator[str]:
    """Yield the id that an expression stands for: a text, or a name that the module gives one."""
    if isinstance(expression, ast.Constant):
        yield str(expression.value)
    elif isinstance(expression, ast.Name) and expression.id in constants(one):
        yield constants(one)[expression.id]


def drawn_buttons(one: Module) -> set[str]:
    """Return the ids of what can be pressed: `noun.deed`. Ids of fields in a form have no dot."""
    found: set[str] = set()
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Call) and name_of(node.func).split(".")[-1] in PRESSED:
            at = 0 if name_of(node.func).endswith("menu") else 1
            found.update(ids_of(one, argument(node, at, "action_id")))
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            values = [value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "action_id"]
            found.update(each for value in values for each in ids_of(one, value))
    return {each for each in found if "." in each}


def drawn_forms(one: Module) -> set[str]:
    """Return the ids of the modals that can be sent: those with a submit button."""
    return {
        each
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Call) and name_of(node.func).split(".")[-1] == "modal"
        if argument(node, 3, "submit") is not None
        for each in ids_of(one, argument(node, 0, "callback_id"))
    }


EXAMPLE = module(
    'SHOW = "thing.show"\n'
    'def a(): return button("Show", SHOW, "1"), buttons(button("x", action_id="thing.go", value="1"))\n'
    'def b(): return menu("thing.pick", [], None, ""), {"type": "button", "action_id": "thing.raw"}\n'
    'def c(): return modal("thing.save", "T", [field_of("n", "N", menu("choice", [], None, ""))], "Save")\n'
    'def d(): return modal("thing.seen", "T", [])\n'
)


def test_ids_that_are_drawn_are_found():
    assert drawn_buttons(EXAMPLE) == {"thing.show", "thing.go", "thing.pick", "thing.raw"}
    assert drawn_forms(EXAMPLE) == {"thing.save"}


def test_each_button_that_a_view_draws_has_a_handler_and_the_other_way_round():
    drawn = set().union(*(drawn_buttons(one) for one in within("bot/views/", "bot/slack/")))
    assert drawn == set(FEATURES.buttons)


def test_each_form_that_a_view_draws_has_a_handler_and_the_other_way_round():
    drawn = set().union(*(drawn_forms(one) for one in within("bot/views/", "bot/slack/")))
    assert drawn == set(FEATURES.forms)


def test_every_id_is_drawn_with_a_name():
    """An id that is put together at run time would escape the two tests above."""
    for one in within("bot/views/"):
        for node in ast.walk(one.tree):
            if isinstance(node, ast.Call) and name_of(node.func).split(".")[-1] == "button":
                assert list(ids_of(one, argument(node, 1, "action_id"))), f"{one.path}:{node.lineno}"


# --- the manifest, within Slack's limits --------------------------------------------------------------------

KNOWN = {
    "": {"display_information", "features", "oauth_config", "settings"},
    "display_information": {"name", "description", "long_description", "background_color"},
    "features": {"app_home", "bot_user", "shortcuts", "slash_commands", "unfurl_domains"},
    "features.app_home": {"home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"},
    "features.bot_user": {"display_name", "always_online"},
    "oauth_config": {"redirect_urls", "scopes"},
    "oauth_config.scopes": {"bot", "bot_optional"},
    "settings": {
        "allowed_ip_address_ranges", "event_subscriptions", "interactivity", "org_deploy_enabled",
        "socket_mode_enabled", "token_rotation_enabled",
    },
    "settings.event_subscriptions": {"request_url", "bot_events", "metadata_subscriptions"},
    "settings.interactivity": {"is_enabled", "request_url", "message_menu_options_url"},
}  # fmt: skip
"""Keys that Slack knows, by place: it rejects any other."""


def unknown_keys(one: dict[str, Any], place: str = "") -> list[str]:
    """Name the keys that Slack would reject."""
    found = [f"{place}.{key}" for key in one if key not in KNOWN[place]]
    for key, value in one.items():
        if isinstance(value, dict):
            found += unknown_keys(value, f"{place}.{key}".lstrip("."))
    return found


@pytest.fixture(params=[manifest(EXAMPLE_URL), manifest(None, socket_mode=True)], ids=["http", "socket"])
def built(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(request.param))
    return found


def test_the_manifest_has_only_keys_that_slack_knows(built):
    assert unknown_keys(built) == []


def test_the_manifest_says_no_more_than_slack_takes(built):
    about, features, settings = built["display_information"], built["features"], built["settings"]
    assert 0 < len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert re.fullmatch(r"#[0-9a-f]{6}", about["background_color"])
    assert len(features["bot_user"]["display_name"]) <= 80
    assert len(features.get("shortcuts", ())) <= 10
    assert len(settings["event_subscriptions"]["bot_events"]) <= 100
    assert all(len(scope) <= 50 for scopes in built["oauth_config"]["scopes"].values() for scope in scopes)


def test_the_commands_are_within_slacks_limits(built):
    commands = built["features"]["slash_commands"]
    assert len(commands) <= 50
    for one in commands:
        assert set(one) <= {"command", "description", "usage_hint", "should_escape", "url"}
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", one["command"])
        assert 0 < len(one["description"]) <= 2000
        assert len(one.get("usage_hint", "")) <= 1000
        assert one["should_escape"] is True  # or `@person` would arrive as a name that cannot be trusted


def test_http_has_an_address_everywhere_and_socket_mode_nowhere():
    assert json.dumps(manifest(EXAMPLE_URL)).count(f"{EXAMPLE_URL}/slack/events") == len(COMMANDS) + 3
    assert "http" not in json.dumps(manifest(None, socket_mode=True))
    assert manifest(EXAMPLE_URL + "/") == manifest(EXAMPLE_URL)
