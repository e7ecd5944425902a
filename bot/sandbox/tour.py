"""A guided tour: steps that show a newcomer what the app can do; the data comes from whoever runs the workspace."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who to be (a person's name), where to go ("#channel", "Home", "Messages"), what to type.

    `type` "" means that the text says what to press. `seen` is how the wire shows that it is done: the beginning of
    an exchange's name, such as "view_submission", or "clock"; "" means `type`, and when that is empty too, never.
    """

    title: str
    text: str
    person: str
    place: str
    type: str = ""
    seen: str = ""
