"""Slack's own errors, as an exception that the Web API answers with."""


class SlackError(Exception):
    """A refusal with Slack's code; `messages` are sentences that end in a json-pointer."""

    def __init__(self, code: str, messages: tuple[str, ...] = (), **extra: str) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages
        self.extra = extra
