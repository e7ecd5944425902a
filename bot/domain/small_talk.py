"""What people write to the bot that asks nothing about a plan and tells nothing of one: greetings, thanks, requests."""

import re
import unicodedata
from collections.abc import Mapping

_PLEASE = r"(?:please |pls |plz |can you |could you )*"
_BYE = r"(?: please| pls| now| thanks| thank you| convenor)*"
_ABOUT_LEAVE = r"(?:on|going on|taking)(?: \w+)? leave|away|on holiday|on vacation|out of office|out of the office|off"
_WHEN = r"(?: (?:from|until|till|for|next|this|on|tomorrow|today|now|back|and)(?: [\w-]+){0,6})?"

TOPICS: Mapping[str, re.Pattern[str]] = {
    topic: re.compile(pattern)
    for topic, pattern in {
        "greeting": rf"(?:h(?:i|ello|ey|iya)|good (?:morning|afternoon|evening)|morning){_BYE}",
        "about": (
            rf"{_PLEASE}help(?: me)?{_BYE}|(?:(?:hi|hello|hey) )?can you help(?: me)?|who are you|what are you"
            r"|what (?:can|do) (?:you|i) (?:do|ask)(?: you)?|what is (?:this|convenor)|how does (?:this|it) work"
        ),
        "thanks": rf"(?:many |great )?(?:thanks|thank you|thx|ta|cheers|brilliant|great|perfect){_BYE}(?: so much)?",
        "noted": (
            rf"(?:ok|okay|yes|no|yep|nope|sure|lol|haha|noted|got it|will do|fine){_BYE}|wrong (?:chat|person|window)"
            r"|(?:oops )?(?:sorry )?(?:ignore (?:that|this|me)|wrong (?:chat|channel|person|window))|oops|sorry"
        ),
        "quiet": (
            rf"{_PLEASE}(?:stop|unsubscribe|mute|opt out|do not|dont|leave me alone)"
            r"(?: (?:messag|send|both|text|ping|remind|nudg|chas|e-?mail|contact|notify|bother)\w*)?"
            rf"(?: me| to me)?(?: (?:any|these|the|so many|all|your|more))*(?: messages| reminders| nudges)?{_BYE}"
            r"|too many (?:messages|reminders|nudges)"
        ),
        "leave": rf"(?:i am|im|i will be|ill be|we are)(?: going to be)? (?:{_ABOUT_LEAVE}){_WHEN}",
        "not_mine": (
            r"(?:(?:this|that|it|this action) )?(?:is|isnt|is not|not) (?:mine|my action|my job|me)(?: any ?more)?"
            r"|i (?:do not|dont|no longer) (?:lead|own|do|run) (?:this|that|it|these|those|them|[a-z]{1,2}\d+)\b.*"
            r"|(?:you have )?the wrong person"
        ),
        "later": (
            rf"{_PLEASE}(?:remind|ask|nudge|message) me (?:again )?"
            rf"(?:later|tomorrow|next \w+|in \w+ \w+|on \w+){_BYE}"
        ),
        "list": (
            rf"{_PLEASE}(?:(?:can|could) i )?(?:have|get|send me|export|download)?(?: me)? ?(?:the|that|this|a|it|my)?"
            rf" ?(?:list|actions)? ?(?:as|in|to) (?:a |an )?(?:spreadsheet|excel|xlsx|csv|excel file){_BYE}"
        ),
    }.items()
}
"""Topic -> what is written about it and nothing else: a question that holds more words goes to the reader."""


def topic(words: str) -> str | None:
    """Return what somebody writes about, one of TOPICS; None for all that may be a question or news.

    Signs alone ("👍", "???") are "noted".
    """
    plain = " ".join(re.findall(r"[\w-]+", words.casefold().replace("'", "").replace("’", "")))
    if not any(unicodedata.category(one)[0] in "LN" for one in words):
        return "noted" if words.strip() else None
    return next((name for name, pattern in TOPICS.items() if pattern.fullmatch(plain)), None)
