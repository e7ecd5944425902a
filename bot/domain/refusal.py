"""How a rule says no: a sentence that tells what is wrong and what to do."""


class Refusal(Exception):
    """A rule's no; `sentence` is shown to the person, next to the form field `field` where one is named."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotAllowed(Refusal):
    """No right to do it; `ask_for` is the action id for which a right can be asked for, if any."""

    def __init__(self, sentence: str, ask_for: str | None = None) -> None:
        super().__init__(sentence)
        self.ask_for = ask_for
