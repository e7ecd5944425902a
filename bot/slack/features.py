"""All that Slack can ask of the bot: each id, its handler, and the scopes and events the app needs."""

from bot.slack import (
    actions,
    channels,
    concerns,
    convenor,
    corrections,
    glossary,
    home,
    lists,
    meetings,
    pages,
    partner_corrections,
    partner_withdrawals,
    people,
    programmes,
    proposed_dates,
    reviews,
    roll_forward,
    sections,
    sharing,
    updates,
    withdrawals,
    workspaces,
)
from bot.slack.listening import Tables
from bot.views import action_options as action_option_views
from bot.views import actions as action_views
from bot.views import channels as channel_views
from bot.views import concerns as concern_views
from bot.views import corrections as correction_views
from bot.views import filters as filter_views
from bot.views import glossary as glossary_views
from bot.views import lists as list_views
from bot.views import meetings as meeting_views
from bot.views import offers as offer_views
from bot.views import partner_corrections as partner_correction_views
from bot.views import partner_withdrawals as partner_withdrawal_views
from bot.views import partners as partner_views
from bot.views import people as people_views
from bot.views import programmes as programme_views
from bot.views import proposed_dates as proposed_views
from bot.views import reviews as review_views
from bot.views import roll_forward as roll_forward_views
from bot.views import sections as section_views
from bot.views import sharing as sharing_views
from bot.views import updates as update_views
from bot.views import withdrawals as withdrawal_views
from bot.views.share_button import SHARE

COMMANDS = tuple((one.name, one.usage, one.text) for one in convenor.COMMANDS)
"""Command, usage, description."""

FEATURES = Tables(
    commands={one.name: one.handler for one in convenor.COMMANDS},
    buttons={
        action_views.SHOW: actions.show,
        action_views.UPDATE: updates.open_form,
        action_views.HISTORY: updates.history,
        offer_views.USE: updates.open_from_words,
        list_views.SHOW: lists.turn,
        list_views.NEXT: lists.turn,
        list_views.PREVIOUS: lists.turn,
        list_views.SORT: lists.sort,
        list_views.FILTER: lists.narrow,
        list_views.CHANGE: lists.change,
        list_views.EXPORT: sharing.export,
        SHARE: sharing.ask_where,
        section_views.SHOW: sections.show,
        section_views.PICTURE: sections.send_picture,
        action_views.ASK: people.ask_to_be_added,
        action_views.CORRECT: corrections.open_form,
        action_views.BRING_BACK: withdrawals.bring_back,
        action_views.RAISE: concerns.open_form,
        concern_views.ANSWER: concerns.open_answer,
        correction_views.WITHDRAW: withdrawals.ask,
        correction_views.MERGE: withdrawals.ask_merge,
        partner_views.CORRECT: partner_corrections.open_form,
        partner_views.BRING_BACK: partner_withdrawals.bring_back,
        partner_correction_views.WITHDRAW: partner_withdrawals.ask,
        partner_correction_views.MERGE: partner_withdrawals.ask_merge,
        review_views.OPEN: reviews.open_list,
        review_views.PAGE: reviews.turn,
        review_views.EARLIER: reviews.turn,
        review_views.ITEM: reviews.open_form,
        review_views.ADD_ACTION: corrections.open_empty_form,
        review_views.ADD_PARTNER: partner_corrections.open_empty_form,
        glossary_views.OPEN: glossary.command,
        glossary_views.NEXT: glossary.turn,
        glossary_views.PREVIOUS: glossary.turn,
        glossary_views.ADD: glossary.open_form,
        glossary_views.CHANGE: glossary.open_form,
        glossary_views.REMOVE: glossary.remove,
        glossary_views.UNDO: glossary.undo,
        people_views.ADD_OFFICER: people.add_officer,
        meeting_views.ADD: meetings.add_to_calendar,
        meeting_views.FOLLOW: meetings.follow,
        meeting_views.UNFOLLOW: meetings.unfollow,
        programme_views.ABOUT: programmes.about,
        meeting_views.PREVIEW: meetings.preview_reminders,
        meeting_views.SWITCH_OFF: meetings.switch_off,
        proposed_views.LIST: proposed_dates.look_through,
        proposed_views.CONFIRM: proposed_dates.confirm,
        proposed_views.CHANGE: proposed_dates.open_form,
        proposed_views.PLAN: roll_forward.open_form,
    },
    forms={
        update_views.SAVE: updates.save,
        filter_views.FIND: lists.find,
        sharing_views.SEND: sharing.send,
        correction_views.SAVE: corrections.save,
        correction_views.ADD_SAVE: corrections.add,
        withdrawal_views.SAVE: withdrawals.withdraw,
        withdrawal_views.SAVE_MERGE: withdrawals.merge,
        partner_correction_views.SAVE: partner_corrections.save,
        partner_correction_views.ADD_SAVE: partner_corrections.add,
        partner_withdrawal_views.SAVE: partner_withdrawals.withdraw,
        partner_withdrawal_views.SAVE_MERGE: partner_withdrawals.merge,
        concern_views.SEND: concerns.send,
        concern_views.REPLY: concerns.answer,
        review_views.SAVE: reviews.settle,
        glossary_views.SAVE: glossary.save,
        channel_views.SAVE: channels.save,
        meeting_views.SWITCH_ON: meetings.switch_on,
        proposed_views.SAVE: proposed_dates.save,
        proposed_views.CONFIRM_ALL: proposed_dates.confirm_all,
        roll_forward_views.SAVE: roll_forward.save,
    },
    events={
        "app_home_opened": home.opened,
        "app_mention": convenor.asked,
        "message": convenor.asked,
        "link_shared": pages.linked,
        "app_uninstalled": workspaces.removed,
        "tokens_revoked": workspaces.removed,
    },
    options={filter_views.PARTNER: lists.partner_options, action_option_views.ACTION: lists.actions_typed},
)

BOT_EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "link_shared", "message.im", "tokens_revoked")
"""Events the app subscribes to, as the manifest names them."""

SCOPES = {
    "commands": "Receives the slash commands.",
    "chat:write": "Sends answers, reminders and files' comments where the bot is a member.",
    "im:write": "Opens the direct message in which personal messages are sent.",
    "im:history": "Reads what people write to the bot, and looks for its own message after a crash.",
    "app_mentions:read": "Hears questions in channels that mention it.",
    "files:read": "Checks after a crash whether a calendar file was already shared.",
    "files:write": "Sends calendar files.",
    "links:read": "Hears of links to its own pages of public plans.",
    "links:write": "Shows below such a link what the page says.",
    "users:read": "Reads people's names and time zones, for messages in their own morning, and who is a guest.",
}
OPTIONAL_SCOPES = {
    "channels:history": "Looks in a public channel for the bot's own message after a crash, instead of posting twice.",
    "groups:history": "The same in private channels.",
}
"""Each scope with its reason, for the manifest and docs/security.md."""
