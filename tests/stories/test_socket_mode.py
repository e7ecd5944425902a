"""The bot's main stories once more, over Socket Mode: the same functions, on an office that is joined that way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office import Office
from tests.office import office as opened
from tests.pressing import Watch
from tests.stories.test_main_job import (  # noqa: F401 - the fixtures below are theirs here
    test_a_channel_without_the_bot_is_mended,
    test_a_coordinator_switches_reminders,
    test_a_direct_message_is_answered_there,
    test_a_mention_is_answered_in_its_thread,
    test_a_newcomer_asks_to_be_added_and_updates,
    test_an_officer_does_the_main_job,
    test_empty_states,
    test_errors_stand_beside_their_fields_and_keep_what_was_typed,
    test_learning_set_sessions_come_as_files,
    test_press_again_when_the_form_does_not_open,
    test_reminders_come_once_and_to_followers_only,
    test_two_officers_open_the_same_form,
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The bot beside a workspace to which it has connected itself."""
    with opened(tmp_path, socket_mode=True) as one:
        yield from _watched(one)


@pytest.fixture
def any_office(office: Office) -> Office:
    """The same: databases do not differ by the way that payloads come."""
    return office


@pytest.fixture
def bare_office(tmp_path: Path) -> Iterator[Office]:
    """The same with CONVENOR_LOAD none, and one admin."""
    with opened(tmp_path, data="none", socket_mode=True, CONVENOR_ADMINS="U02ADMINIST") as one:
        yield from _watched(one)


def _watched(one: Office) -> Iterator[Office]:
    watch = Watch(one)
    yield one
    assert one.slack.rejected == ()
    assert all("Sorry" not in text for text in watch.texts)
    assert one.slack.sockets.connected
    assert one.slack.last_request is None, "something went over HTTP"
    assert one.convenor.settings.app_token
