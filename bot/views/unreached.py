"""Who could not be reached: what did not arrive, why, and what to do about it."""

from collections.abc import Mapping

from bot.domain.deliveries import UNCERTAIN
from bot.domain.unreached import Listing, Unreached
from bot.views import words
from bot.views.blocks import Block, button, buttons, context, escape, section

SEND_AGAIN = "unreached.send_again"
LEAVE = "unreached.leave"

WHAT: Mapping[str, str] = {
    "digest": "their reminders",
    "reminder": "a reminder",
    "calendar_file": "a calendar file",
    "report_file": "a report",
    "role_given": "the news of a role",
    "asked_to_be_added": "a request to be added to an action",
    "channel_tied": "the first announcement",
    "concern": "a concern about an action",
    "concern_answered": "the answer to a concern",
}

NO_ACCOUNT = "That Slack account is gone. Reach them another way, and let somebody else lead what they led."
REMOVED = "Convenor was removed from that workspace. Ask an admin to install it again, then press *Send again*."
INVITE = "Type `/invite @Convenor` in the channel, then press *Send again*."
WHY: Mapping[str, str] = {
    "not_in_channel": f"Convenor is not a member there. {INVITE}",
    "channel_not_found": f"Convenor cannot see that channel. {INVITE}",
    "is_archived": "The channel is archived. Choose another one with `/convenor settings #channel`, and leave this.",
    "user_not_found": NO_ACCOUNT,
    "account_inactive": NO_ACCOUNT,
    "user_disabled": NO_ACCOUNT,
    "token_revoked": REMOVED,
    "invalid_auth": REMOVED,
    "fault": "Something went wrong in Convenor. Press *Send again*; if it comes back, tell an admin.",
}
"""Slack's reason -> what it means and what to do."""


def blocks(facts: Listing) -> list[Block]:
    """Return a row for each message, with what can be done."""
    rows: list[Block] = []
    for one in facts.shown:
        what = f"{WHAT.get(one.kind, 'a message')} of {words.short_day(one.due_at.date())}"
        rows.append(section(f"{_who(one)} did not get {what}.\n{why(one.error)}"))
        about = one.name or one.channel_id
        again = button("Send again", SEND_AGAIN, str(one.id), about=about)
        rows.append(buttons(again, button("Leave it", LEAVE, str(one.id), about=about)))
    if facts.more:
        rows.append(context(f"And {facts.more} more, when these are done."))
    return rows


def why(error: str) -> str:
    """Return in words why a message did not arrive, and what to do."""
    if error.startswith(UNCERTAIN):
        return "It may have arrived, but Convenor cannot look. Look there, or ask, before you press *Send again*."
    known = WHY.get(error)
    return known or f"Slack did not take it ({escape(error)}). Press *Send again*; if it comes back, tell an admin."


def _who(one: Unreached) -> str:
    if one.channel_id:
        return f"<#{one.channel_id}>"
    return f"<@{one.user_id}>" if one.user_id else escape(one.name or "Somebody without a name")
