"""Words that mean the same: those that come with the program, and those that a workspace has added."""

from collections.abc import Iterable, Mapping
from functools import cache

from sqlalchemy import Connection

from storage import glossary as stored
from storage.matches import Phrase
from storage.words import stems
from storage.words import words as plain_words

GROUPS: tuple[tuple[str, ...], ...] = (
    (
        "electric vehicle",
        "EV",
        "electric car",
        "electric van",
        "plug-in car",
        "plug-in vehicle",
        "e-vehicle",
        "EV charger",
        "charger",
        "charge point",
        "chargepoint",
        "charging infrastructure",
    ),
    ("bike", "bicycle", "cycle", "cycling", "cyclist", "ebike", "e-bike"),
    ("low emission vehicle", "ULEV"),
    ("walking", "pedestrian"),
    ("HGV", "lorry", "heavy goods vehicle", "truck"),
    ("trains", "rail", "railway", "train service", "train station", "train line", "train travel"),
    ("LAEP", "local area energy plan"),
    ("solar", "PV", "photovoltaic", "solar panel", "solar power", "solar energy", "solar PV"),
    ("heat pump", "ASHP", "GSHP"),
    ("heat network", "district heating"),
    ("CCS", "carbon capture and storage", "carbon capture"),
    ("BNG", "biodiversity net gain"),
    ("LNRS", "local nature recovery strategy", "nature recovery strategy"),
    ("DRT", "demand responsive transport", "DDRT", "dial a ride"),
    ("EPC", "energy performance certificate"),
    ("MEES", "minimum energy efficiency standard"),
    ("SME", "small business", "small firm", "small company"),
    ("VCS", "VCSE", "voluntary sector", "voluntary group", "third sector", "charity"),
    ("greenhouse gas", "GHG", "carbon emission"),
    ("AD", "anaerobic digestion"),
    ("smart meter", "smart metering"),
    ("fuel poverty", "energy poverty"),
    ("rubbish", "garbage", "refuse", "waste"),
    ("job", "employment"),
    ("business", "biz"),
    ("university", "uni"),
    ("AI", "artificial intelligence"),
    ("LTP", "LTP4", "local transport plan"),
    ("air quality", "air pollution"),
    ("rural", "countryside"),
    ("farm", "farmer"),
    ("local plan", "planning policy", "local planning policy"),
    ("LCWIP", "local cycling and walking infrastructure plan"),
    ("LEVI", "local electric vehicle infrastructure"),
    ("R&D", "research and development"),
    ("teleworking", "remote working", "working from home", "home working", "flexible working"),
    ("car club", "car sharing", "lift sharing"),
    ("parish council", "town council"),
    ("communication", "comms"),
)
"""Each row: words and phrases for the same thing; whoever asks for one finds them all."""

ASKED_AS = {"train": "trains"}
"""What a word means in a question: in a plan "train" is mostly a verb."""


def meanings(db: Connection, workspace_id: str | None) -> Mapping[Phrase, tuple[Phrase, ...]]:
    """Return by phrase (as stems) all phrases that mean the same, itself first."""
    added = [tuple(row.words) for row in stored.of_workspace(db, workspace_id)] if workspace_id else []
    return _grouped([*GROUPS, *added]) if added else _shipped()


def words() -> frozenset[str]:
    """Return every word of the phrases that come with the program, in lower case."""
    return frozenset(word for group in GROUPS for phrase in group for word in plain_words(phrase))


def taught(db: Connection, workspace_id: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of words that a workspace has added."""
    return tuple(tuple(row.words) for row in stored.of_workspace(db, workspace_id))


def phrases(added: Iterable[tuple[str, ...]]) -> frozenset[Phrase]:
    """Return the phrases of several words, as stems: those that come with the program, and what was added."""
    return frozenset(phrase for group in (*GROUPS, *added) for one in group if len(phrase := tuple(stems(one))) > 1)


@cache
def _shipped() -> Mapping[Phrase, tuple[Phrase, ...]]:
    return _grouped(GROUPS)


def _grouped(groups: Iterable[tuple[str, ...]]) -> Mapping[Phrase, tuple[Phrase, ...]]:
    """Groups that share a phrase are one: what is taught about "bicycle" holds for "cycling"."""
    found: dict[Phrase, tuple[Phrase, ...]] = {}
    for group in groups:
        given = [phrase for words in group if (phrase := tuple(stems(words)))]
        phrases = dict.fromkeys([*given, *(one for phrase in given for one in found.get(phrase, ()))])
        found |= {phrase: tuple(dict.fromkeys((phrase, *phrases))) for phrase in phrases}
    return found | {tuple(stems(word)): found[tuple(stems(meant))] for word, meant in ASKED_AS.items()}
