"""What a file of a generic kind is called, and whose it is: as asked, else from its name."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from seed.importers.asked import Asked
from seed.importers.draft import Organisation, Review
from seed.importers.partners import known_names, named_organisation
from seed.importers.spelling import slug_of
from seed.importers.vocabulary import words_of


@dataclass(frozen=True)
class Frame:
    """Slug and title of a plan or programme."""

    slug: str
    title: str


def frame_of(file: str, slug: str | None, title: str | None) -> Frame:
    """Return what the file is called: `slug` and `title` where there are any, else from the name of the file."""
    stem = PurePath(file).stem
    words = re.sub(r"[\W_]+", " ", title or stem).strip()
    return Frame(slug_of(slug or stem), title or words[:1].upper() + words[1:])


def publisher_of(asked: Asked) -> Organisation:
    """Return the organisation that is asked for by a known name or a new one, or one that says nobody is named."""
    if not asked.organisation:
        unnamed: Organisation = words_of("spreadsheets")["publisher"]
        return unnamed
    known = known_names(asked.organisation)
    one = named_organisation(asked.organisation)
    return {**one, "slug": known[0] if len(known) == 1 else one["slug"], "kind": "council"}


def whose(asked: Asked, field: str, what: str) -> tuple[Review, ...]:
    """Return the question whose it is, where nobody is named; `what` completes "The file does not say"."""
    if asked.organisation:
        return ()
    return (Review(None, field, "1", "", f"The file does not say {what}. Name them with --organisation."),)
