"""Commands that are more than a call: one file per group; `bot/cli.py` joins them."""
