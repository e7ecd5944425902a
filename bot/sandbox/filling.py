"""Fields by what a person sees: finding them by label, filling them with words, reading them back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from bot.sandbox.blocks import VALUE_KEYS, Control
from bot.sandbox.forms import CHECKS, empty
from bot.sandbox.reading import label_of, plain

Json = dict[str, Any]
Names = Mapping[str, str]


def labels_of(control: Control, names: Names) -> list[str]:
    """List what one may call a control: an input's label, its own text or placeholder, its section's first line."""
    found = [label_of(control.element, names), str(control.element.get("accessibility_label", ""))]
    if control.is_input:
        found.insert(0, label_of({"type": "input", "text": control.block.get("label")}, names))
    elif control.block["type"] == "section" and control.block.get("text"):
        found.append(plain(control.block["text"]["text"], names).partition("\n")[0])
    return [label for label in found if label]


def by_label(controls: Sequence[Control], label: str, names: Names, nth: int = 0) -> Control:
    """Find a control by its label: exactly, else by a beginning that only one has; raises LookupError."""
    exact = [c for c in controls if label in labels_of(c, names)]
    if len(exact) > nth:
        return exact[nth]
    beginning = label.lower()
    alike = [c for c in controls if any(x.lower().startswith(beginning) for x in labels_of(c, names))]
    if len(alike) == 1 and nth == 0 and not exact:
        return alike[0]
    there = ", ".join(repr(labels_of(c, names)[0]) for c in controls if labels_of(c, names)) or "nothing"
    raise LookupError(f"no single {label!r} here (nth={nth}); there is {there}")


def value_for(control: Control, given: Any, offered: Sequence[Json], names: Names) -> Any:
    """Turn words into the value that Slack carries; raises ValueError for what one could not enter.

    Options by their text, people and channels by name, dates as "2026-11-21" or a date, several as a list.
    """
    if given is None:
        return empty(control.type)
    if control.type in ENTERED:
        return _checked(control, ENTERED[control.type](given))
    many = isinstance(empty(control.type), list)
    words = list(given) if many and not isinstance(given, str) else [given]
    pick = _option if VALUE_KEYS[control.type].startswith("selected_option") else _member
    values = [pick(str(word), offered, names) for word in words]
    return _checked(control, values) if many else values[0]


def _checked(control: Control, value: Any) -> Any:
    check = CHECKS.get(control.type)
    complaint = check(control.element, value) if check and value not in ("", []) else None
    if complaint:
        raise ValueError(complaint)
    return value or None if isinstance(value, str) else value


def _option(word: str, offered: Sequence[Json], names: Names) -> Json:
    texts = {plain(option["text"]["text"], names): option for option in offered}
    if word not in texts:
        raise ValueError(f"{word!r} is not an option; there is {', '.join(map(repr, texts)) or 'none'}")
    return texts[word]


def _member(word: str, _: Sequence[Json], names: Names) -> str:
    wanted = word.removeprefix("#").removeprefix("@")
    found = next((key for key, name in names.items() if wanted in (key, name)), None)
    if found is None:
        raise ValueError(f"nobody and no channel is called {word!r}")
    return found


def _date(given: Any) -> str:
    return given.isoformat() if isinstance(given, date) else date.fromisoformat(str(given)).isoformat()


def _time(given: Any) -> str:
    return (given if isinstance(given, time) else time.fromisoformat(str(given))).strftime("%H:%M")


def _moment(given: Any) -> int:
    moment = given if isinstance(given, datetime) else datetime.fromisoformat(str(given))
    if moment.tzinfo is None:
        raise ValueError("the time needs a zone")
    return int(moment.timestamp())


ENTERED: Final[dict[str, Callable[[Any], Any]]] = {
    "plain_text_input": str,
    "email_text_input": str,
    "url_text_input": str,
    "number_input": str,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _moment,
    "rich_text_input": lambda given: given,
    "file_input": lambda given: given,
}


def shown_value(control: Control, held: Json, names: Names) -> Any:
    """Read a field back as a person sees it: text, an option's text, a name, a list of them, or None."""
    value = held.get(VALUE_KEYS[control.type])
    if isinstance(value, list):
        return [_word(item, names) for item in value]
    return _word(value, names)


def _word(value: Any, names: Names) -> Any:
    if isinstance(value, dict) and "url_private" in value:
        return value["name"]
    if isinstance(value, dict) and "text" in value:
        return plain(value["text"]["text"], names)
    return names.get(value, value) if isinstance(value, str) else value
