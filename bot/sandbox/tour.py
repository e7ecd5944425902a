"""A guided tour: steps that show a newcomer what the app can do; the data comes from whoever runs the workspace."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.state import Change, Exchange, State


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
    """Which steps are ticked off; the current step ticks itself when the wire shows it."""

    def __init__(self, state: State, steps: Callable[[], tuple[Step, ...]]) -> None:
        self.state = state
        self._steps = steps
        self._shown: int | None = None
        self.done: set[int] = set()
        state.listeners.append(self._changed)

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
        self.state.changed(Change("tour"))

    def _changed(self, change: Change) -> None:
        if change.kind in ("wire", "clock") and self._is_seen(change):
            self.tick(self.current)

    def _is_seen(self, change: Change) -> bool:
        steps, current = self._steps(), self.current
        if not 0 <= current < len(steps) or not steps[current].sign:
            return False
        step = steps[current]
        if change.kind == "clock" or step.sign == "clock":
            return change.kind == step.sign
        exchange = self.state.wire[-1]
        return exchange.status == 200 and exchange.name.startswith(step.sign) and self._is_by(step, exchange)

    def _is_by(self, step: Step, exchange: Exchange) -> bool:
        person = next((one for one in self.state.people.values() if one.name == step.person), None)
        return person is not None and (person.id in exchange.request or person.dm_id in exchange.request)
