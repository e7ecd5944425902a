"""All that Slack can ask of the bot: each id, its handler, and the scopes and events the app needs."""

from bot.slack import (
    actions,
    approvals,
    channels,
    concerns,
    convenor,
    corrections,
    dashboard,
    date_changes,
    glossary,
    history,
    home,
    leaves,
    lists,
    meetings,
    new_dates,
    nudges,
    outages,
    pages,
    partner_corrections,
    partner_withdrawals,
    passes,
    pauses,
    people,
    periods,
    personal_settings,
    plan_people,
    programmes,
    proposed_dates,
    quiet_days,
    recorded,
    reminder_rules,
    reports,
    reviews,
    roll_forward,
    section_rag,
    sections,
    sharing,
    unreached,
    updates,
    walks,
    weeks,
    withdrawals,
    workspaces,
)
from bot.slack.listening import Tables
from bot.views import action_options as action_option_views
from bot.views import actions as action_views
from bot.views import approvals as approval_views
from bot.views import channels as channel_views
from bot.views import concerns as concern_views
from bot.views import corrections as correction_views
from bot.views import dashboard as dashboard_views
from bot.views import date_changes as date_change_views
from bot.views import filters as filter_views
from bot.views import glossary as glossary_views
from bot.views import history as history_views
from bot.views import leaves as leave_views
from bot.views import lists as list_views
from bot.views import meetings as meeting_views
from bot.views import new_dates as new_date_views
from bot.views import nudges as nudge_views
from bot.views import offers as offer_views
from bot.views import outages as outage_views
from bot.views import partner_corrections as partner_correction_views
from bot.views import partner_withdrawals as partner_withdrawal_views
from bot.views import partners as partner_views
from bot.views import passes as pass_views
from bot.views import pauses as pause_views
from bot.views import people as people_views
from bot.views import periods as period_views
from bot.views import personal_settings as setting_views
from bot.views import plan_people as plan_people_views
from bot.views import programmes as programme_views
from bot.views import proposed_dates as proposed_views
from bot.views import quiet_days as quiet_views
from bot.views import recorded as recorded_views
from bot.views import reminder_rules as rule_views
from bot.views import reviews as review_views
from bot.views import roll_forward as roll_forward_views
from bot.views import section_rag as section_rag_views
from bot.views import sections as section_views
from bot.views import sharing as sharing_views
from bot.views import snoozes as snooze_views
from bot.views import unreached as unreached_views
from bot.views import update_fields as update_field_views
from bot.views import updates as update_views
from bot.views import walks as walk_views
from bot.views import weeks as week_views
from bot.views import withdrawals as withdrawal_views
from bot.views.report_button import MAKE
from bot.views.share_button import SHARE

COMMANDS = tuple((one.name, one.usage, one.text) for one in convenor.COMMANDS)
"""Command, usage, description."""

SHORTCUTS = (
    ("global", "Update an action", update_views.SHORTCUT),
    ("message", "Use as an update", update_views.FROM_MESSAGE),
)
"""Where a shortcut is offered, its name, and its id."""

SHORTCUT_TEXTS = {
    update_views.SHORTCUT: "Choose an action by typing, and say how it stands",
    update_views.FROM_MESSAGE: "Begin an update with this message and its link",
}
"""What the menu of shortcuts says below each name."""

FEATURES = Tables(
    commands={one.name: one.handler for one in convenor.COMMANDS},
    buttons={
        action_views.SHOW: actions.show,
        action_views.UPDATE: updates.open_form,
        action_views.NO_CHANGE: walks.kept(updates.say_no_change),
        update_views.UNDO: updates.undo,
        update_field_views.SECOND_STAGE: walks.kept(updates.add_second_stage),
        update_views.USE_DRAFT: walks.kept(updates.use_draft),
        update_views.DROP_DRAFT: walks.kept(updates.drop_draft),
        action_views.HISTORY: history.show,
        history_views.OLDER: history.turn,
        history_views.NEWER: history.turn,
        history_views.CORRECT: history.correct,
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
        MAKE: reports.make,
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
        nudge_views.MORE: nudges.more,
        nudge_views.ALL: nudges.show_all,
        nudge_views.PAGE: nudges.turn,
        nudge_views.BACK: nudges.turn,
        walk_views.BEGIN: walks.begin,
        walk_views.SKIP: walks.skip,
        week_views.OPEN: weeks.open_listing,
        week_views.PAGE: weeks.turn,
        week_views.BACK: weeks.turn,
        outage_views.OPEN: outages.open_listing,
        outage_views.PAGE: outages.turn,
        outage_views.BACK: outages.turn,
        setting_views.OPEN: personal_settings.open_form,
        leave_views.OPEN: leaves.open_form,
        leave_views.BACK: leaves.come_back,
        quiet_views.OPEN: quiet_days.open_form,
        quiet_views.REMOVE: quiet_days.remove,
        pause_views.PAUSE: pauses.pause,
        pause_views.GO_ON: pauses.go_on,
        approval_views.LIST: approvals.open_list,
        approval_views.LOOK: approvals.look,
        approval_views.ACCEPT: approvals.accept,
        approval_views.SWITCH_ON: approvals.switch_on,
        approval_views.SWITCH_OFF: approvals.switch_off,
        date_change_views.OPEN: date_changes.open_form,
        date_change_views.CANCEL: date_changes.ask_cancel,
        date_change_views.UNDO: date_changes.undo,
        new_date_views.ADD: new_dates.open_form,
        rule_views.LIST: reminder_rules.look_through,
        rule_views.OPEN: reminder_rules.open_form,
        rule_views.NEW: reminder_rules.open_empty_form,
        dashboard_views.LIST: dashboard.open_list,
        dashboard_views.NEXT: dashboard.turn,
        dashboard_views.PREVIOUS: dashboard.turn,
        period_views.CALENDAR: periods.open_calendar,
        period_views.FORM: periods.open_form,
        period_views.CADENCE: periods.propose,
        period_views.MORE_TIME: periods.open_more_time,
        period_views.CLOSE: periods.ask_close,
        period_views.REOPEN: periods.ask_reopen,
        period_views.PREVIEW: periods.preview,
        period_views.SWITCH_OFF: periods.switch_off,
        plan_people_views.OPEN: plan_people.open_list,
        plan_people_views.TURN: plan_people.turn,
        plan_people_views.EARLIER: plan_people.turn,
        plan_people_views.TAKE_AWAY: plan_people.take_away,
        plan_people_views.ASSIGN: plan_people.open_form,
        recorded_views.OPEN: recorded.open_form,
        section_rag_views.OPEN: section_rag.open_form,
        action_views.HAND_ON: passes.open_form,
        pass_views.TAKE_BACK: passes.take_back,
        action_views.NOT_MINE: passes.ask_not_mine,
        pass_views.ASK_AGAIN: passes.ask_again,
        unreached_views.SEND_AGAIN: unreached.send_again,
        unreached_views.LEAVE: unreached.leave,
    },
    forms={
        update_views.SAVE: walks.kept(updates.save),
        approval_views.GIVE_BACK: approvals.give_back,
        update_views.CHOOSE: updates.open_chosen,
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
        snooze_views.SAVE: nudges.snooze,
        setting_views.SAVE: personal_settings.save,
        leave_views.SAVE: leaves.save,
        quiet_views.SAVE: quiet_days.add,
        date_change_views.CONSIDER: date_changes.consider,
        date_change_views.MOVE: date_changes.move,
        date_change_views.SAVE_CANCEL: date_changes.cancel,
        new_date_views.SAVE: new_dates.save,
        rule_views.SAVE: reminder_rules.save,
        period_views.SAVE: periods.save,
        period_views.SAVE_TIME: periods.save_more_time,
        period_views.SAVE_CLOSE: periods.close,
        period_views.SAVE_REOPEN: periods.reopen,
        period_views.SWITCH_ON: periods.switch_on,
        plan_people_views.SAVE: plan_people.save,
        recorded_views.SAVE: recorded.save,
        section_rag_views.SAVE: section_rag.save,
        pass_views.SAVE: passes.save,
        pass_views.SAVE_NOT_MINE: passes.not_mine,
    },
    shortcuts={
        update_views.SHORTCUT: updates.choose,
        update_views.FROM_MESSAGE: updates.choose,
    },
    rescues={update_views.SAVE: walks.kept_draft},
    events={
        "app_home_opened": home.opened,
        "app_mention": convenor.asked,
        "message": convenor.asked,
        "link_shared": pages.linked,
        "app_uninstalled": workspaces.removed,
        "tokens_revoked": workspaces.removed,
        "user_change": people.changed,
    },
    options={filter_views.PARTNER: lists.partner_options, action_option_views.ACTION: lists.actions_typed},
)

BOT_EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "link_shared",
    "message.im",
    "tokens_revoked",
    "user_change",
)
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
    "users:read": "Reads people's names and time zones, who is a guest, and whose account is gone.",
}
OPTIONAL_SCOPES = {
    "channels:history": "Looks in a public channel for the bot's own message after a crash, instead of posting twice.",
    "groups:history": "The same in private channels.",
    "users:read.email": "Matches people of a table with their Slack account by e-mail address.",
}
"""Each scope with its reason, for the manifest and docs/security.md."""
