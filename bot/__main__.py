"""`python -m bot` is the command `convenor`."""

from bot.start import main

main()
