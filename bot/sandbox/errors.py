"""Slack's own errors, as an exception that the Web API answers with."""


class SlackError(Exception):
    """A refusal with Slack's code; `messages` are sentences that end in a json-pointer."""

    status = 200
    headers: dict[str, str] = {}  # noqa: RUF012 - never changed, only replaced by an instance's own

    def __init__(self, code: str, messages: tuple[str, ...] = (), **extra: str) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages
        self.extra = extra


class TooFast(SlackError):
    """A call over the rate limit: HTTP 429 and `Retry-After` in seconds."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.headers = {"Retry-After": str(retry_after)}
