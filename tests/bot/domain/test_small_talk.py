"""What is no question and no news is told apart from both."""

import pytest

from bot.domain import offers, small_talk
from bot.domain.small_talk import topic
from bot.views.small_talk import SAID, reply

TALK = {
    "greeting": ["Hi", "hello Convenor", "Good morning!"],
    "about": ["help", "Who are you?", "what can you do", "hello, can you help me?", "how does this work?"],
    "thanks": ["thanks!", "Thank you so much", "cheers"],
    "noted": ["ok", "👍", "???", "😀 😀", "lol", "sorry wrong chat", "yes please"],
    "quiet": ["stop", "please stop messaging me", "unsubscribe", "Don't message me", "stop these reminders please"],
    "leave": ["I'm on leave next week", "I am away until 6 January", "I’ll be on annual leave from Monday"],
    "not_mine": ["not mine", "I don't lead that any more, it's Priya", "I no longer lead T18", "this isn't mine"],
    "later": ["remind me tomorrow", "can you remind me next week"],
    "list": ["can I have the list as a spreadsheet", "export to Excel", "send me that as a csv please"],
}
QUESTIONS_AND_NEWS = [
    "stop idling outside schools",
    "who leads T18",
    "leave",
    "what can you do about transport",
    "no update this month",
    "help for households",
    "T18 is done",
    "the list of actions in transport",
    "we are on track with the depot",
    "I am waiting for the tender",
    "",
]


@pytest.mark.parametrize(("name", "words"), [(name, one) for name, ones in TALK.items() for one in ones])
def test_small_talk(name: str, words: str) -> None:
    assert topic(words) == name


@pytest.mark.parametrize("words", QUESTIONS_AND_NEWS)
def test_a_question_or_news_is_no_small_talk(words: str) -> None:
    assert topic(words) is None


def test_each_topic_has_its_sentence() -> None:
    assert SAID.keys() == small_talk.TOPICS.keys()
    assert all(reply(one).text for one in SAID)


@pytest.mark.parametrize("words", ["no update this month", "nothing new to report", "No progress on my actions yet"])
def test_that_there_is_no_news_is_news(words: str) -> None:
    assert offers.is_news(words)


@pytest.mark.parametrize("words", ["transport actions with no update", "no updates since March", "no progress"])
def test_who_asks_for_what_has_no_news_asks(words: str) -> None:
    assert not offers.is_news(words)
