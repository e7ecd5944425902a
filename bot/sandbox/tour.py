"""A guided tour: steps that show a newcomer what the app can do; the data comes from whoever runs the workspace."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.sandbox.state import Change, State


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

    @property
    def sign(self) -> str:
        """Say what shows that it is done; empty when nothing does."""
        return self.seen or self.type


class Progress:
    """Which steps are ticked off; the current step ticks itself when the wire shows it, and a reset begins again."""

    def __init__(self, states: Sequence[State], steps: Callable[[], tuple[Step, ...]]) -> None:
        self.first = states[0]
        self._steps = steps
        self._shown: int | None = None
        self.done: set[int] = set()
        self.first.listeners.append(self._changed)
        for state in states:
            state.listeners.append(partial(self._logged, state))

    @property
    def current(self) -> int:
        """Say which step is next: the one that was shown, else the first that is open; -1 when all are done."""
        if self._shown is not None:
            return self._shown
        return next((at for at in range(len(self._steps())) if at not in self.done), -1)

    def show(self, number: int) -> None:
        """Make a step the current one."""
        self._shown = number
        self.done.discard(number)
        self._tell()

    def tick(self, number: int) -> None:
        """Tick a step off."""
        self.done.add(number)
        self._shown = None
        self._tell()

    def restart(self) -> None:
        """Begin again."""
        self.done.clear()
        self._shown = None
        self._tell()

    def _tell(self) -> None:
        self.first.changed(Change("tour"))

    def _changed(self, change: Change) -> None:
        """Heed what every workspace is told, once."""
        if change.kind == "reset":
            self.restart()
        elif change.kind == "clock" and self._sign() == "clock":
            self.tick(self.current)

    def _logged(self, state: State, change: Change) -> None:
        if change.kind == "wire" and self._is_seen(state):
            self.tick(self.current)

    def _sign(self) -> str:
        steps, current = self._steps(), self.current
        return steps[current].sign if 0 <= current < len(steps) else ""

    def _is_seen(self, state: State) -> bool:
        if not (sign := self._sign()):
            return False
        exchange = state.wire[-1]
        if exchange.status != 200 or not exchange.name.startswith(sign):
            return False
        name = self._steps()[self.current].person
        person = next((one for one in state.people.values() if one.name == name), None)
        return person is not None and (person.id in exchange.request or person.dm_id in exchange.request)
