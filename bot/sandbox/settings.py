"""What the app's manifest and the people at the switchboard say: commands, scopes, domains, rates, patience."""

from collections.abc import Callable
from typing import Final

from bot.sandbox.state import App, Fault

Described = tuple[tuple[str, str, str], ...]
UNFURL_DOMAINS: Final = 5


class Settings:
    """What can be set on a workspace at any time, from any thread."""

    _app: App

    @property
    def commands(self) -> Described:
        """List the app's commands: (command, usage hint, description); empty: every command is passed on."""
        return self._app.commands

    @commands.setter
    def commands(self, commands: Described) -> None:
        self._app.commands = tuple(commands)

    @property
    def shortcuts(self) -> Described:
        """List the app's shortcuts: (type, name, callback_id); type is global or message."""
        return self._app.shortcuts

    @shortcuts.setter
    def shortcuts(self, shortcuts: Described) -> None:
        self._app.shortcuts = tuple(shortcuts)

    @property
    def scopes(self) -> frozenset[str] | None:
        """List the bot token's scopes; None means all that the sandbox knows."""
        return self._app.scopes

    @scopes.setter
    def scopes(self, scopes: frozenset[str] | None) -> None:
        self._app.scopes = scopes

    @property
    def unfurl_domains(self) -> tuple[str, ...]:
        """List the domains (at most five) whose links the app hears of, by `link_shared`; "example.org" is enough."""
        return self._app.unfurl_domains

    @unfurl_domains.setter
    def unfurl_domains(self, domains: tuple[str, ...]) -> None:
        if len(domains) > UNFURL_DOMAINS:
            raise ValueError(f"Slack allows {UNFURL_DOMAINS} domains")
        self._app.unfurl_domains = tuple(domains)

    @property
    def rates(self) -> bool:
        """Say whether calls over Slack's rate limits are refused (429); False for measuring."""
        return self._app.rates

    @rates.setter
    def rates(self, are_kept: bool) -> None:
        self._app.rates = are_kept

    @property
    def posts_per_minute(self) -> int | None:
        """Say how many messages a minute a workspace takes where that is not Slack's own rate."""
        return self._app.posts_per_minute

    @posts_per_minute.setter
    def posts_per_minute(self, number: int | None) -> None:
        self._app.posts_per_minute = number

    @property
    def chance(self) -> Callable[[str], Fault | None] | None:
        """Give what decides, by the name of its method, which fault a call meets; None: none."""
        return self._app.chance

    @chance.setter
    def chance(self, decide: Callable[[str], Fault | None] | None) -> None:
        self._app.chance = decide

    @property
    def answer_within(self) -> float:
        """Say for how long the workspace waits for an answer: Slack's 3 seconds."""
        return self._app.answer_within

    @answer_within.setter
    def answer_within(self, seconds: float) -> None:
        self._app.answer_within = seconds
