"""The button *Share*, which stands below every kind of answer."""

from bot.views.blocks import Block, button

SHARE = "answer.share"


def share_button(kind: str, which: str, about: str) -> Block:
    """Return the button; `kind` and `which` name the answer (`bot.domain.sharing.Answer`)."""
    return button("Share", SHARE, f"{kind} {which}", about=about)
