"""Action plans as numbered lists under themes, each action with its text and outcomes: Local London's."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from seed.importers.draft import Action, CannotRead, Draft, Plan, Review, Section
from seed.importers.source import Source
from seed.importers.spelling import is_cut_off, plain, slug_of, title_of
from seed.importers.vocabulary import words_of

FIELDS = ("ref", "outcomes", "wording")
LONGEST_HEADING = 60
LONGEST_LABEL = 300

_NUMBERED = re.compile(r"(\w{1,2}):\s+(\S.*)")
_YEARS = re.compile(r"\b(20\d\d)\s*[–—-]\s*(\d\d\d\d|\d\d)\b")


@dataclass
class Item:
    """One numbered action as far as it is read; `parts` are its labelled texts, `doubts` reasons by field."""

    theme: str
    number: int
    heading: str
    first: int
    last: int
    parts: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)


def recognises(source: Source) -> bool:
    """Say whether the text is such a list of a publisher that is known."""
    labels = [label for line in source.lines if (label := _labelled(line))]
    return _publisher(source) is not None and {"action", "outcome"} <= {name for name, _ in labels}


def read(source: Source) -> Draft:
    """Read the plan; raises CannotRead when it says nothing of its years, or has no numbered action."""
    items, strays = _items(source)
    if not items:
        raise CannotRead(source.file, 1, 'No action is numbered, as "1: Its name" is. Number them under their theme.')
    reviews = [_review(source, _ref(item), name, item) for item in items for name in FIELDS if name in item.doubts]
    stray = "This line stands between the actions and belongs to none."
    lost = [Review(None, None, str(number), source.line(number), stray) for number in strays if number < items[-1].last]
    return Draft(_plan(source, items), (), (*reviews, *lost))


def _items(source: Source) -> tuple[list[Item], list[int]]:
    items: list[Item] = []
    strays: list[int] = []
    theme: str | None = None
    last_label = ""
    for number, text in _filled(source):
        numbered, label = _NUMBERED.fullmatch(text), _labelled(text)
        if label and items:
            last_label = _put(items[-1], label, number)
        elif numbered and theme:
            items.append(_begun(items, theme, numbered, number))
            last_label = ""
        elif _is_theme(source, number):
            theme = text
        elif items and last_label and items[-1].last == number - 1:
            items[-1].parts[last_label] += f" {text}"
            items[-1].last = number
        elif items:
            strays.append(number)
    for item in items:
        _doubt_missing(item)
    return items, strays


def _filled(source: Source) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(source.lines, 1):
        if text := plain(line):
            yield number, text


def _labelled(line: str) -> tuple[str, str] | None:
    """Return ("action" or "outcome", text) of a line such as "Outcome: Cleaner air"."""
    label, colon, text = line.strip().partition(":")
    words = words_of("numbered_lists")
    name = next((name for name in ("action", "outcome") if label.strip() in words[name]), None)
    return (name, plain(text)) if colon and name else None


def _is_theme(source: Source, number: int) -> bool:
    """Say whether a line is a heading: short, and the next one that holds anything begins to number."""
    below = next((text for line in source.lines[number : number + 4] if (text := line.strip())), "")
    found = _NUMBERED.fullmatch(below)
    return len(source.line(number).strip()) <= LONGEST_HEADING and bool(found) and not _labelled(below)


def _begun(items: Sequence[Item], theme: str, found: re.Match[str], line: int) -> Item:
    before = max((item.number for item in items if item.theme == theme), default=0)
    printed = found.group(1)
    item = Item(theme, before + 1, found.group(2), line, line)
    if printed.isdecimal() and int(printed) > before:
        item.number = int(printed)
    if printed != str(before + 1):
        item.doubts["ref"] = f"{printed!r} is printed where {before + 1} is expected."
    return item


def _put(item: Item, label: tuple[str, str], line: int) -> str:
    name, text = label
    if name in item.parts:
        item.doubts["outcomes" if name == "outcome" else "wording"] = "It is given twice; both are read."
        text = f"{item.parts[name]}{';' if name == 'outcome' else ''} {text}"
    item.parts[name], item.last = text, line
    return name


def _doubt_missing(item: Item) -> None:
    if not item.parts.get("action"):
        item.doubts["wording"] = "No text of the action is given."
    elif is_cut_off(item.parts["action"]):
        item.doubts["wording"] = "The text is cut off."
    if not item.parts.get("outcome"):
        item.doubts["outcomes"] = "No outcome is given."
    elif len(item.parts["outcome"]) > LONGEST_LABEL:
        item.doubts["outcomes"] = "The outcome is too long for a label."


def _ref(item: Item) -> str:
    return f"{item.theme} {item.number}"


def _review(source: Source, ref: str, name: str, item: Item) -> Review:
    return Review(ref, name, _lines(item), source.text(item.first, item.last), item.doubts[name])


def _lines(item: Item) -> str:
    return str(item.first) if item.first == item.last else f"{item.first}-{item.last}"


def _publisher(source: Source) -> dict[str, str] | None:
    text = source.text(1, 10)
    publishers: list[dict[str, str]] = words_of("numbered_lists")["publishers"]
    return next((one for one in publishers if one["printed"] in text), None)


def _years(source: Source) -> tuple[int, int]:
    for number, line in enumerate(source.lines, 1):
        found = _YEARS.search(line)
        if found:
            start, end = int(found.group(1)), int(found.group(2))
            end += start // 100 * 100 if end < 100 else 0
            if end >= start:
                return start, end
            raise CannotRead(source.file, number, f"The plan would end in {end}, before it starts. Mend its years.")
    raise CannotRead(source.file, 1, 'No line gives the years of the plan, as "2019-21" does. Add them to its heading.')


def _plan(source: Source, items: Sequence[Item]) -> Plan:
    publisher = _publisher(source)
    assert publisher
    start, end = _years(source)
    themes = dict.fromkeys(item.theme for item in items)
    return {
        "kind": "plan",
        "slug": publisher["slug"].format(year=start),
        "title": publisher["title"].format(years=f"{start}–{end % 100:02}"),
        "publisher": publisher["organisation"],
        "document": source.file,
        "published_on": None,
        "published_precision": None,
        "starts_on": f"{start}-01-01",
        "ends_on": f"{end}-12-31",
        "roles": [],
        "stages": [],
        "uses_rag": False,
        "wants_review": False,
        "sections": [Section(slug=slug_of(theme), title=theme) for theme in themes],
        "actions": [_action(item) for item in items],
    }


def _action(item: Item) -> Action:
    outcomes = [text for part in item.parts.get("outcome", "").split(";") if (text := part.strip(" ."))]
    return {
        "ref": _ref(item),
        "printed_ref": _ref(item),
        "section": slug_of(item.theme),
        "subsection": None,
        "objectives": None,
        "role": None,
        "stages": [],
        "rag": None,
        "partners": [],
        "outcomes": outcomes,
        "title": title_of(item.heading),
        "summary": None,
        "wording": item.parts.get("action") or None,
        "note": None,
        "source_lines": _lines(item),
        "uncertain": [name for name in FIELDS if name in item.doubts],
    }
