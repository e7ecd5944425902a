"""docs/sandbox.md says what the sandbox does, and the tables that it is made from are true."""

import ast
import subprocess
import sys
from pathlib import Path

from bot.sandbox import supported
from bot.sandbox.registry import EVERYWHERE, METHODS
from bot.sandbox.state import App

ROOT = Path(__file__).parents[3]
ELSEWHERE = {"unknown_method", "invalid_url", "expired_url", "used_url", "no answer"}
"""Codes of the door, of response URLs, and one that nobody sees."""
ANSWERED = {"invalid_response", "invalid_errors", "invalid_options"}
"""Codes for refused answers of the bot, in nobody's Web API."""
CODE_AT = {"SlackError": 0, "refusal": 2}


def test_the_page_is_made_from_the_code():
    assert (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8") == supported.markdown()


def test_it_can_be_written_from_the_command_line():
    command = [sys.executable, "-m", "bot.sandbox.supported"]
    written = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    assert written.stdout == supported.markdown()


def test_each_error_in_the_code_is_in_the_table_and_the_other_way_round():
    raised = set()
    for path in (ROOT / "bot" / "sandbox").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in CODE_AT:
                    words = list(ast.walk(node.args[CODE_AT[name]]))
                    raised |= {n.value for n in words if isinstance(n, ast.Constant) and is_code(n.value)}
    declared = {code for method in METHODS.values() for code in method.errors} | set(EVERYWHERE)
    assert raised - declared - ELSEWHERE - ANSWERED == set()
    handed_on = {"ratelimited", "internal_error", "invalid_attachments", "too_many_attachments", "no_text"}
    handed_on |= {"msg_too_long", "invalid_metadata_format", "invalid_blocks_format", "invalid_blocks"}
    handed_on |= {"cant_update_message", "cant_delete_message"}
    assert declared - raised - handed_on == set()


def is_code(value: object) -> bool:
    return isinstance(value, str) and value.replace("_", "").isalpha() and value.islower() and "_" in value


def test_the_events_are_those_that_come():
    text = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "bot" / "sandbox").glob("gestures*.py"))
    assert App("", "").events == set(supported.EVENTS) - {"message.channels"}
    assert all(f'"{name}"' in text for name in supported.EVENTS)


def test_every_method_has_its_rate_and_every_element_its_limits():
    page = supported.markdown()
    assert all(f"| `{name}` | {method.rate.name}" in page for name, method in METHODS.items())
    assert "| `header` | message, modal, home | `text`* ≤ 150 |" in page
    assert "| `overflow` | `action_id` ≤ 255; `options`* 1 to 5 |" in page
