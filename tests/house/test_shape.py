"""Rules about the shape of the code: small functions, narrow excepts, no clock in rules, a sentence on everything."""

import ast
import re

import pytest

from tests.house.source import Module, functions, lines, module, modules, name_of, within

HANDLER_LINES, FUNCTION_LINES, MODULE_LINES = 30, 50, 350
LONGER = {"storage/tables.py": "the tables: declarations with a comment for each column, nothing to take apart"}

BROAD = {"Exception", "BaseException"}
MAY_CATCH_ALL = {
    "bot/slack/listening.py": "the wrapper round every handler",
    "jobs/running.py": "the wrapper round every job",
    "bot/cli.py": "the command line's main",
}

CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.monotonic",
    "time.localtime", "time.gmtime", "func.now", "func.current_timestamp",
}  # fmt: skip


def long_handlers(one: Module) -> list[str]:
    """Name the functions that answer a gesture and are longer than a screen's half."""
    return [
        f"{one.path}: {function.name} has {lines(function)} lines"
        for function in functions(one)
        if "Gesture" in {name_of(each.annotation) for each in function.args.args if each.annotation}
        and lines(function) > HANDLER_LINES
    ]


def long_functions(one: Module) -> list[str]:
    """Name the functions that are too long."""
    return [
        f"{one.path}: {function.name} has {lines(function)} lines"
        for function in functions(one)
        if lines(function) > FUNCTION_LINES
    ]


def broad_excepts(one: Module) -> list[str]:
    """Name the places where everything is caught."""
    return [
        f"{one.path}:{node.lineno}"
        for node in ast.walk(one.tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or BROAD & {name_of(each) for each in ast.walk(node.type) if isinstance(each, ast.expr)})
    ]


def clock_readings(one: Module) -> list[str]:
    """Name the places where a clock is read instead of being given `now`."""
    return [
        f"{one.path}:{node.lineno}: {name_of(node)}"
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Attribute) and ".".join(name_of(node).split(".")[-2:]) in CLOCKS
    ]


def without_docstring(one: Module) -> list[str]:
    """Name the public functions and classes of a module that do not say what they are for."""
    return [
        f"{one.path}: {node.name}"
        for node in one.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]


LONG = "def f(gesture: Gesture) -> Reply:\n" + "    a = 1\n" * 60


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (long_handlers, LONG),
        (long_functions, LONG),
        (broad_excepts, "try:\n    f()\nexcept (ValueError, Exception):\n    g()"),
        (broad_excepts, "try:\n    f()\nexcept:\n    g()"),
        (clock_readings, "from datetime import datetime, UTC\nx = datetime.now(UTC)"),
        (clock_readings, "import datetime\nx = datetime.datetime.utcnow()"),
        (clock_readings, "from datetime import datetime\ndef f(clock=datetime.now): ..."),
        (without_docstring, "def f(): ..."),
        (without_docstring, "class F: ..."),
    ],
)
def test_the_rules_find_what_they_are_for(rule, text):
    assert len(rule(module(text))) == 1


def test_handlers_are_short():
    assert [fault for one in within("bot/slack/") for fault in long_handlers(one)] == []


def test_functions_are_short():
    assert [fault for one in modules() for fault in long_functions(one)] == []


def test_modules_are_short():
    long = {one.path: len(one.text.splitlines()) for one in modules() if len(one.text.splitlines()) > MODULE_LINES}
    assert {path: count for path, count in long.items() if path not in LONGER} == {}
    assert set(LONGER) == set(long), "what is short by now needs no exception"


def test_everything_is_caught_in_three_places_only():
    found = [fault for one in modules() if one.path not in MAY_CATCH_ALL for fault in broad_excepts(one)]
    assert found == []
    assert all(len(broad_excepts(one)) <= 1 for one in within(*MAY_CATCH_ALL))


def test_rules_views_and_storage_are_given_the_time():
    """How long a connection lay idle is the one thing that is nobody's business but the engine's."""
    places = within("bot/domain/", "bot/views/", "seed/", "storage/")
    found = [fault for one in places for fault in clock_readings(one)]
    assert {fault for fault in found if not re.fullmatch(r"storage/engine.py:\d+: time.monotonic", fault)} == set()


def test_every_public_name_says_what_it_is_for():
    assert [fault for one in modules() for fault in without_docstring(one)] == []


def test_every_room_says_what_it_is_for():
    assert [one.path for one in modules() if one.text.strip() and not ast.get_docstring(one.tree)] == []
