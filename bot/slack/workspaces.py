"""Handlers: workspaces that take the app away."""

from bot.domain import workspaces
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Nothing, Reply


def removed(gesture: Gesture, desk: Desk) -> Reply:
    """The app was uninstalled or its token revoked: forget the token.

    `tokens_revoked` also comes when only people's own tokens are: that is nothing to us.
    """
    if gesture.name == "tokens_revoked" and gesture.value != "bot":
        return Nothing()
    with desk.database.writing() as db:
        workspaces.revoke(db, gesture.caller.team_id, gesture.origin, desk.clock())
    desk.forget_tokens()
    return Nothing()
