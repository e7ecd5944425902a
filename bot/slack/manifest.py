"""The Slack app manifest, made from the table of features."""

from typing import Any
from urllib.parse import urlsplit

from bot.slack.features import BOT_EVENTS, COMMANDS, OPTIONAL_SCOPES, SCOPES, SHORTCUT_TEXTS, SHORTCUTS

EXAMPLE_URL = "https://convenor.example.gov.uk"


def manifest(url: str | None, socket_mode: bool = False) -> dict[str, Any]:
    """Return the manifest (schema 2) for an address, or for Socket Mode, which needs none."""
    endpoint = {} if socket_mode or url is None else {"url": f"{url.rstrip('/')}/slack/events"}
    request_url = {"request_url": endpoint["url"]} if endpoint else {}
    commands = [
        {"command": name, "description": text, "should_escape": True}
        | ({"usage_hint": usage} if usage else {})
        | endpoint
        for name, usage, text in COMMANDS
    ]
    options_url = {"message_menu_options_url": endpoint["url"]} if endpoint else {}
    return {
        "display_information": {
            "name": "Convenor",
            "description": "Actions, updates, meetings and learning sets of councils' climate programmes.",
            "background_color": "#1f4d3a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Convenor", "always_online": True},
            "shortcuts": [
                {"name": name, "type": kind, "callback_id": key, "description": SHORTCUT_TEXTS[key]}
                for kind, name, key in SHORTCUTS
            ],
            "slash_commands": commands,
        }
        | ({"unfurl_domains": [urlsplit(url).hostname]} if url else {}),
        "oauth_config": {"scopes": {"bot": sorted(SCOPES), "bot_optional": sorted(OPTIONAL_SCOPES)}},
        "settings": {
            "event_subscriptions": request_url | {"bot_events": list(BOT_EVENTS)},
            "interactivity": {"is_enabled": True} | request_url | options_url,
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }
