"""A question in plain words: which rule answers it."""

from datetime import datetime

from sqlalchemy import Connection

from bot.domain import actions, learning_sets, meetings, partners
from bot.domain.actions import Card, Choice, Mine, NotFound
from bot.domain.learning_sets import SetProgramme
from bot.domain.meetings import Meetings
from bot.domain.partners import NoPartner, Partner
from bot.domain.people import Caller

Answer = Card | Choice | NotFound | Mine | Partner | NoPartner | Meetings | tuple[SetProgramme, ...]


def ask(db: Connection, caller: Caller, words: str, now: datetime, zone: str) -> Answer:
    """Answer a question: an action's ref, a partner's name, "mine", "meetings" or "learning sets".

    A leading word that names a command is understood as that command: "action T18", "partner NGED".
    """
    first, _, rest = words.strip().partition(" ")
    wanted = words.strip().casefold().rstrip("?!. ")
    if wanted.replace("-", " ").startswith(("learning set", "session")):
        return learning_sets.every(db, caller, now, zone)
    if wanted.startswith("meeting") or wanted.endswith("meetings"):
        return meetings.ahead(db, caller, now, zone)
    if first.casefold() in ("action", "actions") and rest:
        return about_actions(db, caller, rest)
    if first.casefold() in ("partner", "partners"):
        return partners.look_up(db, caller, rest)
    return _anything(db, caller, words.strip().rstrip("?!. "))


def about_actions(db: Connection, caller: Caller, words: str) -> Card | Choice | NotFound | Mine:
    """Answer what follows `/action`: nothing or "mine" lists the caller's own."""
    if words.strip().casefold() in ("", "mine", "my"):
        return actions.mine(db, caller)
    return actions.look_up(db, caller, words)


def _anything(db: Connection, caller: Caller, words: str) -> Answer:
    answer = about_actions(db, caller, words)
    if not isinstance(answer, NotFound):
        return answer
    for word in words.split():
        found = actions.look_up(db, caller, word) if any(sign.isdigit() for sign in word) else None
        if isinstance(found, Card | Choice):
            return found
    partner = partners.look_up(db, caller, words)
    return partner if isinstance(partner, Partner) else answer
