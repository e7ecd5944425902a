"""What the person who imports says about files that do not say it themselves: tables and calendars."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """Headings by field where they cannot be guessed, the sheet, and what plan or programme it is and whose."""

    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    plan: str | None = None
    programme: str | None = None
    title: str | None = None
    organisation: str | None = None


NOTHING = Asked()
