"""The Web API as a table: each method with its scopes, its rate and the errors it may answer with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from bot.sandbox import methods, methods_files, methods_people, methods_views, unfurls
from bot.sandbox.rates import CHANNEL_POSTS, POSTS, SPECIAL, TIER_1, TIER_2, TIER_3, TIER_4, Rate
from bot.sandbox.state import Json, State

Run = Callable[[State, Json], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """A Web API method; the bot needs one of `scopes`; `per_channel` is counted for each channel besides."""

    run: Run
    rate: Rate
    scopes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    per_channel: Rate | None = None


EVERYWHERE: Final = (
    "not_authed",
    "invalid_auth",
    "missing_scope",
    "ratelimited",
    "internal_error",
    "invalid_json",
    "json_not_object",
    "invalid_arguments",
)
"""Errors that every method may answer with; `unknown_method` comes for any other name."""

CHANNELS_READ: Final = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY: Final = ("im:history", "channels:history", "groups:history", "mpim:history")
WRITE: Final = ("chat:write",)

CHANNEL: Final = ("channel_not_found",)
MEMBER: Final = (*CHANNEL, "not_in_channel")
PAGED: Final = ("invalid_cursor", "invalid_limit")
CONTENT: Final = (
    "no_text",
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_attachments",
    "too_many_attachments",
    "msg_too_long",
    "invalid_metadata_format",
)
TRIGGER: Final = ("invalid_trigger_id", "expired_trigger_id", "exchanged_trigger_id")
VIEW: Final = ("view_too_large", "duplicate_external_id")


def _errors(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for group in groups for code in group))


METHODS: Final[dict[str, Method]] = {
    "auth.test": Method(methods.auth_test, SPECIAL),
    "chat.delete": Method(
        methods.chat_delete, TIER_3, WRITE, _errors(CHANNEL, ("message_not_found", "cant_delete_message"))
    ),
    "chat.getPermalink": Method(methods.chat_get_permalink, SPECIAL, (), _errors(CHANNEL, ("message_not_found",))),
    "chat.postEphemeral": Method(
        methods.chat_post_ephemeral, TIER_4, WRITE, _errors(MEMBER, CONTENT, ("user_not_in_channel",))
    ),
    "chat.postMessage": Method(methods.chat_post_message, POSTS, WRITE, _errors(MEMBER, CONTENT), CHANNEL_POSTS),
    "chat.unfurl": Method(
        unfurls.chat_unfurl,
        TIER_3,
        ("links:write",),
        (
            "missing_channel",
            "missing_ts",
            "missing_unfurls",
            "invalid_unfurls_format",
            "invalid_unfurl_id",
            "cannot_find_channel",
            "cannot_find_message",
            "cannot_unfurl_url",
            "cannot_parse_attachment",
            "invalid_blocks",
        ),
    ),
    "chat.update": Method(
        methods.chat_update, TIER_3, WRITE, _errors(CHANNEL, ("message_not_found", "cant_update_message"), CONTENT)
    ),
    "conversations.history": Method(methods.conversations_history, TIER_3, HISTORY, _errors(MEMBER, PAGED)),
    "conversations.info": Method(methods.conversations_info, TIER_3, CHANNELS_READ, CHANNEL),
    "conversations.list": Method(methods.conversations_list, TIER_2, CHANNELS_READ, PAGED),
    "conversations.members": Method(
        methods_people.conversations_members, TIER_4, CHANNELS_READ, _errors(CHANNEL, PAGED)
    ),
    "conversations.open": Method(
        methods.conversations_open,
        TIER_3,
        ("im:write", "mpim:write", "channels:manage"),
        ("users_list_not_supplied", "user_not_found", "not_supported_in_the_sandbox"),
    ),
    "conversations.replies": Method(
        methods.conversations_replies, TIER_3, HISTORY, _errors(MEMBER, PAGED, ("thread_not_found",))
    ),
    "files.completeUploadExternal": Method(
        methods_files.complete_upload, TIER_4, ("files:write",), _errors(("file_not_found",), MEMBER, CONTENT)
    ),
    "files.getUploadURLExternal": Method(methods_files.get_upload_url, TIER_4, ("files:write",)),
    "files.info": Method(methods_files.files_info, TIER_4, ("files:read",), ("file_not_found",)),
    "reactions.add": Method(
        methods_people.reactions_add,
        TIER_3,
        ("reactions:write",),
        _errors(
            MEMBER, ("message_not_found", "no_item_specified", "invalid_name", "already_reacted", "too_many_emoji")
        ),
    ),
    "team.info": Method(methods_people.team_info, TIER_3, ("team:read",)),
    "users.info": Method(methods_people.users_info, TIER_4, ("users:read",), ("user_not_found",)),
    "users.list": Method(methods_people.users_list, TIER_2, ("users:read",), PAGED),
    "users.lookupByEmail": Method(
        methods_people.users_lookup_by_email, TIER_3, ("users:read.email",), ("users_not_found",)
    ),
    "views.open": Method(methods_views.views_open, TIER_4, (), _errors(TRIGGER, VIEW, ("push_limit_reached",))),
    "views.publish": Method(
        methods_views.views_publish, TIER_4, (), _errors(VIEW, ("user_not_found", "hash_conflict"))
    ),
    "views.push": Method(
        methods_views.views_push, TIER_4, (), _errors(TRIGGER, VIEW, ("not_found", "push_limit_reached"))
    ),
    "views.update": Method(methods_views.views_update, TIER_4, (), _errors(VIEW, ("not_found", "hash_conflict"))),
}
"""All that is supported with the bot token; `apps.connections.open` takes the app token."""

SOCKET_METHOD: Final = "apps.connections.open"
SOCKET_RATE: Final = TIER_1

SCOPES_OF_EVENTS: Final = ("app_mentions:read", "commands", "links:read")
ALL_SCOPES: Final = frozenset(scope for method in METHODS.values() for scope in method.scopes) | set(SCOPES_OF_EVENTS)
