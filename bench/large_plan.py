"""A plan of very many actions as a CSV file: every column that is read, two partners and a note each."""

import csv
from collections.abc import Iterator
from pathlib import Path

HEADINGS = ("Ref", "Section", "Objective", "Action", "Role", "Partners", "Stage", "RAG", "March 2030 update", "Outcome")
SECTIONS = 20
PARTNERS = "Residents; Districts"


def write(folder: Path, actions: int) -> Path:
    """Write the file, in the order of its sections, and return its path."""
    path = folder / "many-2030.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADINGS)
        table.writerows(_rows(actions))
    return path


def _rows(actions: int) -> Iterator[tuple[str, ...]]:
    for number in range(1, actions + 1):
        wording = f"Do what stands under number {number}, with those who are named beside it. " * 3
        note = f"Number {number} was looked at, and goes on as it was planned. " * 3
        section = f"Section {1 + (number - 1) * SECTIONS // actions}"
        yield (
            f"A{number}",
            section,
            "1, 2",
            wording,
            "Lead",
            PARTNERS,
            "Design",
            "Amber",
            note,
            "Less carbon",
        )
