"""What people see of answers, over signed HTTP: lists, cards, shared answers, files, pages and news."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office import Office
from tests.office import office as opened
from tests.pressing import Watch

OFFICER, LEAD, COORDINATOR, ADMIN = "Transport officer", "Transport lead", "Plan coordinator", "Administrator"
T18 = "leicestershire-2024:T18"
WEB = "https://convenor.example.gov.uk"


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    """The bot beside a workspace, on each kind of database; at the end all that was shown is pressed."""
    with opened(tmp_path, database_url, CONVENOR_PUBLIC_URL=WEB, CONVENOR_ADMINS="U02ADMINIST") as one:
        one.slack.unfurl_domains = ("convenor.example.gov.uk",)
        watch = Watch(one)
        yield one
        assert one.slack.rejected == ()
        watch.press_everything()
        assert one.slack.rejected == ()


def page(office: Office, path: str) -> tuple[int, str, dict[str, str]]:
    try:
        with urllib.request.urlopen(f"{office.url}{path}") as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode(), dict(refusal.headers)
