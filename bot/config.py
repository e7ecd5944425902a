"""Settings: environment variables only, read by the roof alone."""

import os
import re
import secrets
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


class SettingsFault(Exception):
    """Every fault in the settings at once; each line begins with the variable's name."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class CannotStart(Exception):
    """A reason not to start, with what to do."""


BOT_TOKENS = ("xoxb-", "xoxe.xoxb-")
"""How bot tokens begin; the second kind is rotated by Slack."""

CONTACT = re.compile(r"[^\s@<>|]+@[^\s@<>|]+\.[^\s@<>|]+|https?://[^\s<>|]+")


def _field(variable: str, default: Any, text: str) -> Any:
    return Field(default=default, validation_alias=variable, validate_default=True, description=text)


class Settings(BaseSettings):
    """One field a variable; the descriptions become the README's table."""

    model_config = SettingsConfigDict(extra="ignore", case_sensitive=True, env_ignore_empty=True, frozen=True)

    database_url: str | None = _field(
        "CONVENOR_DATABASE_URL", None, "`postgresql://...` or `sqlite:///...`; default: SQLite in the data directory"
    )
    data_dir: Path = _field("CONVENOR_DATA_DIR", Path("data"), "where SQLite and the made secret key are kept")
    secret_key: str | None = _field(
        "CONVENOR_SECRET_KEY", None, "encrypts tokens; made at the first start on SQLite, required on PostgreSQL"
    )
    admins: Annotated[tuple[str, ...], NoDecode] = _field(
        "CONVENOR_ADMINS", (), "Slack ids of the first admins: `U1,U2` or `T1:U1`"
    )
    load: str = _field("CONVENOR_LOAD", "none", "bundled data to load: `none`, `examples`, or ids with commas")
    public_url: str | None = _field("CONVENOR_PUBLIC_URL", None, "`https://...` under which this server is reached")
    bind: str = _field("CONVENOR_BIND", "127.0.0.1", "address to listen on; the image has 0.0.0.0")
    port: int = _field("PORT", 3000, "port to listen on")
    timezone: str = _field("CONVENOR_TIMEZONE", "Europe/London", "IANA zone for those whose own is not known")
    posts_per_minute: int = _field("CONVENOR_POSTS_PER_MINUTE", 300, "messages a minute and workspace, at most")
    metrics_token: str | None = _field(
        "CONVENOR_METRICS_TOKEN", None, "bearer token for `/metrics`; without it they are shown on this machine only"
    )
    log: Literal["text", "json"] = _field("CONVENOR_LOG", "text", "how log lines are written: `text` or `json`")
    learning_sets_contact: str | None = _field(
        "CONVENOR_LEARNING_SETS_CONTACT", None, "email address or `https://...` for questions about learning sets"
    )
    bot_token: str | None = _field("SLACK_BOT_TOKEN", None, "bot token, `xoxb-...`")
    signing_secret: str | None = _field("SLACK_SIGNING_SECRET", None, "signing secret; needed for HTTP")
    app_token: str | None = _field("SLACK_APP_TOKEN", None, "app-level token, `xapp-...`: switches to Socket Mode")
    api_url: str = _field("SLACK_API_URL", "https://slack.com/api/", "another Slack, such as the sandbox")

    @field_validator("admins", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("admins")
    @classmethod
    def _slack_ids(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            team, _, user = one.rpartition(":")
            if user[:1] not in ("U", "W") or not user.isalnum() or (team and team[0] not in "TE"):
                raise ValueError(f"{one} is not a Slack id like U012AB3CD or T012AB3CD:U012AB3CD")
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{value} is not an IANA zone like Europe/London") from None
        return value

    @field_validator("port")
    @classmethod
    def _port(cls, value: int) -> int:
        if not 1 <= value <= 65535:
            raise ValueError(f"{value} is not a port: choose 1 to 65535")
        return value

    @field_validator("posts_per_minute")
    @classmethod
    def _rate(cls, value: int) -> int:
        if value < 1:
            raise ValueError("must be 1 or more")
        return value

    @field_validator("learning_sets_contact")
    @classmethod
    def _contact(cls, value: str | None) -> str | None:
        if value is not None and not CONTACT.fullmatch(value):
            raise ValueError(f"{value} is not an email address, nor an address like https://example.gov.uk/sets")
        return value

    @field_validator("public_url", "api_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            raise ValueError(f"{value} is not an address like https://convenor.example.gov.uk")
        return value

    @field_validator("api_url")
    @classmethod
    def _ends_with_slash(cls, value: str) -> str:
        return value if value.endswith("/") else value + "/"

    @field_validator("bot_token")
    @classmethod
    def _bot_token(cls, value: str | None) -> str | None:
        return _begins(value, *BOT_TOKENS)

    @field_validator("app_token")
    @classmethod
    def _app_token(cls, value: str | None) -> str | None:
        return _begins(value, "xapp-")

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str | None) -> str | None:
        try:
            backend = make_url(value).get_backend_name() if value else "sqlite"
        except ArgumentError:
            raise ValueError("is not a database address like postgresql://user@host/name") from None
        if backend not in ("sqlite", "postgresql"):
            raise ValueError(f"{backend} is not supported: use postgresql:// or sqlite:///")
        return value

    @field_validator("secret_key")
    @classmethod
    def _key_on_postgresql(cls, value: str | None, others: ValidationInfo) -> str | None:
        if value is None and (others.data.get("database_url") or "").startswith("postgresql"):
            raise ValueError("is required on PostgreSQL: any long random text, the same everywhere")
        return value

    @cached_property
    def database(self) -> str:
        """The database's URL; the default is a file in the data directory."""
        return self.database_url or f"sqlite:///{self.data_dir / 'convenor.db'}"

    def secret(self) -> str:
        """Return the secret key, made in the data directory (mode 600) when none is set."""
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret.key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            _make_secret(path)
        secret = path.read_text().strip()
        if not secret:
            raise SettingsFault([f"CONVENOR_SECRET_KEY: {path} is empty: delete it, or set the variable"])
        return secret


def _make_secret(path: Path) -> None:
    """Write a new key whole or not at all; of two that start at once the first one's key holds."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(32))
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def read(**overrides: Any) -> Settings:
    """Read the environment; raises SettingsFault that lists every fault."""
    try:
        return Settings(**overrides)
    except ValidationError as fault:
        raise SettingsFault([_line(error) for error in fault.errors()]) from None


def check_for_slack(settings: Settings) -> None:
    """Raise SettingsFault when what `convenor run` needs is missing."""
    lines = []
    if settings.bot_token is None:
        lines.append("SLACK_BOT_TOKEN: is missing: copy it from OAuth & Permissions in your app's settings")
    if settings.signing_secret is None and settings.app_token is None:
        lines.append("SLACK_SIGNING_SECRET: is missing: copy it from Basic Information, or set SLACK_APP_TOKEN")
    if lines:
        raise SettingsFault(lines)


def _begins(value: str | None, *prefixes: str) -> str | None:
    if value is not None and not value.startswith(prefixes):
        raise ValueError(f"does not begin with {prefixes[0]}: it may be another kind of token")
    return value


def _line(error: Any) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    name = str(error["loc"][0])
    field = Settings.model_fields.get(name)  # a fault of a default is reported under the field's own name
    return f"{field.validation_alias if field else name}: {message}"
