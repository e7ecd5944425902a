"""The button *Make report*, which stands wherever a plan or one of its periods does."""

from bot.views.blocks import Block, button

MAKE = "report.make"


def report_button(words: str, about: str) -> Block:
    """Return the button; `words` are what one would type: a plan's slug, and perhaps a period's title."""
    return button("Make report", MAKE, words, about=about)
