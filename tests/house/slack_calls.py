"""Which methods of Slack's Web API the code calls, read from the source, and what each needs."""

import ast
import inspect
from functools import cache

from slack_sdk import WebClient

from tests.house.source import Module

SCOPES_OF_METHODS: dict[str, tuple[str, ...]] = {
    "apps.connections.open": (),  # Socket Mode's own token has connections:write
    "auth.test": (),
    "chat.postMessage": ("chat:write",),
    "chat.unfurl": ("links:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("im:history",),
    "conversations.open": ("im:write",),
    "conversations.replies": ("im:history",),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "users.info": ("users:read",),
    "users.lookupByEmail": (),
    "users.list": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}
"""Web API method -> the scopes a bot token needs for what we do with it (Slack's reference of methods)."""

OPTIONAL_SCOPES_OF_METHODS: dict[str, tuple[str, ...]] = {
    "conversations.history": ("channels:history", "groups:history"),
    "conversations.replies": ("channels:history", "groups:history"),
    "users.lookupByEmail": ("users:read.email",),
}
"""What lets the same method see more; the bot works without."""

SCOPES_OF_EVENTS: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "link_shared": ("links:read",),
    "message.im": ("im:history",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
}
"""Event, as the manifest names it -> the scopes that it comes with (Slack's reference of events)."""


@cache
def by_attribute() -> dict[str, frozenset[str]]:
    """Return which API methods each method of the SDK's client calls: `views_open` -> views.open."""
    tree = ast.parse(inspect.getsource(WebClient))
    steps = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return {name: frozenset(_called(name, steps)) for name in steps if not name.startswith("_")}


def _called(name: str, steps: dict[str, ast.FunctionDef]) -> set[str]:
    found = set()
    for call in ast.walk(steps[name]):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            if call.func.attr == "api_call" and call.args and isinstance(call.args[0], ast.Constant):
                found.add(str(call.args[0].value))
            elif call.func.attr in steps and call.func.attr != name:
                found |= _called(call.func.attr, steps)
    return found


@cache
def every_method() -> frozenset[str]:
    """Return the names of all the API methods that the SDK knows."""
    return frozenset().union(*by_attribute().values())


def calls(one: Module) -> set[str]:
    """Return the API methods that a module calls: by the client's methods, or by name as a text."""
    if "slack_sdk" not in one.text:
        return set()
    found: set[str] = set()
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Attribute):
            found |= by_attribute().get(node.attr, frozenset())
        elif isinstance(node, ast.Constant) and node.value in every_method():
            found.add(str(node.value))
    return found
