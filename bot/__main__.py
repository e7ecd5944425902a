"""`python -m bot` is the command `convenor`."""

from bot.cli import main

main()
