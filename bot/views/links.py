"""Links into Slack."""

import re

APP_ID = re.compile(r"A[A-Z0-9]{1,30}")


def to_app(team_id: str, app_id: str | None) -> str | None:
    """Return the address that opens an app in Slack, in a browser or not; None where its id is not known.

    https://docs.slack.dev/interactivity/deep-linking, "Opening a direct message with your app or bot"
    """
    if not app_id or not APP_ID.fullmatch(app_id):
        return None
    return f"https://slack.com/app_redirect?app={app_id}&team={team_id}"
