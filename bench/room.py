"""A sandbox in a process of its own, for the browser's rows: `python -m bench.room FOLDER CARDS`.

The real bot beside it has put cards into a channel; beside both stands an empty static page. Prints one line of JSON
with the addresses, and ends when its input does.
"""

import json
import sys
from pathlib import Path

from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.bot.sandbox.serving import served
from tests.office import office

PERSON, CHANNEL, ROOM = "Transport officer", "#lednet", "C02LEDNET00"
EMPTY = "<!doctype html><html lang=en><meta charset=utf-8><title>Empty</title></html>"


def main() -> None:
    """Serve until the input ends."""
    folder, cards = Path(sys.argv[1]), int(sys.argv[2])
    bare = Starlette(routes=[Route("/", lambda _: HTMLResponse(EMPTY))])
    with office(folder) as ours, served(bare) as empty:
        ours.slack.rates = False
        officer = ours.slack.as_(PERSON)
        for number in range(cards):
            officer.slash("/action", f"T{number % 20 + 1}", CHANNEL)
        order = {
            "page": f"{ours.slack.url}/?as={officer.id}&at={ROOM}",
            "empty": empty.removesuffix("slack/events"),
            "api": ours.slack.api_url,
            "token": ours.slack.bot_token,
            "channel": ROOM,
        }
        print(json.dumps(order), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
