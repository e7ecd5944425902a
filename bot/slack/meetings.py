"""Handlers: meetings, who follows them, and their programmes' reminders."""

from bot.domain import calendars, meetings, reminders
from bot.domain.meetings import Event
from bot.slack import home, learning_sets
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Open, Reply, Say
from bot.views import meetings as views
from bot.views.answers import draw
from bot.views.blocks import Message


def command(gesture: Gesture, desk: Desk) -> Say:
    """`/meetings`"""
    with desk.database.reading() as db:
        facts = meetings.ahead(db, gesture.caller, desk.clock(), desk.zone)
    return Say(draw(facts, desk.zone))


def add_to_calendar(gesture: Gesture, desk: Desk) -> Reply:
    """*Add to calendar*: the file comes as a direct message."""
    with desk.database.writing() as db:
        event = calendars.send_file(db, gesture.caller, gesture.value, gesture.key, gesture.origin, desk.clock())
    return Say(views.file_on_its_way(event))


def follow(gesture: Gesture, desk: Desk) -> Reply:
    """*Follow*"""
    with desk.database.writing() as db:
        event = meetings.follow(db, gesture.caller, gesture.value, gesture.origin, desk.clock())
    return again(gesture, desk, event, views.followed(event))


def unfollow(gesture: Gesture, desk: Desk) -> Reply:
    """*Stop following*"""
    with desk.database.writing() as db:
        event = meetings.unfollow(db, gesture.caller, gesture.value, gesture.origin, desk.clock())
    return again(gesture, desk, event, views.no_longer_followed(event))


def preview_reminders(gesture: Gesture, desk: Desk) -> Reply:
    """*See who gets what* in App Home."""
    with desk.database.reading() as db:
        programme = meetings.coordinated_one(db, gesture.caller, gesture.value)
        ahead = reminders.preview(db, programme.slug, desk.clock(), desk.zone, gesture.caller.team_id)
    return Open(views.preview(programme, ahead, desk.zone))


def switch_on(gesture: Gesture, desk: Desk) -> Reply:
    """*Switch on* in the preview."""
    slug = gesture.view["private_metadata"]
    with desk.database.writing() as db:
        meetings.switch_reminders(db, gesture.caller, slug, True, gesture.origin, desk.clock())
    return home.show(gesture, desk)


def switch_off(gesture: Gesture, desk: Desk) -> Reply:
    """*Switch off* in App Home."""
    with desk.database.writing() as db:
        meetings.switch_reminders(db, gesture.caller, gesture.value, False, gesture.origin, desk.clock())
    return home.show(gesture, desk)


def again(gesture: Gesture, desk: Desk, event: Event, sentence: Message) -> Reply:
    """Draw the list anew where the button stood; a message that others see is not changed for one of them."""
    if gesture.surface == "home":
        return home.show(gesture, desk)
    if gesture.is_shared:
        return Say(sentence)
    listing = learning_sets.command if event.kind == "session" else command
    return Say(listing(gesture, desk).message, replace=True)
