"""The page's script and style sheet, each served as one file that a browser keeps."""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

STATIC: Final = Path(__file__).parent / "static"
SCRIPTS: Final = ("morph", "talk", "controls", "composer", "modals", "thread", "tools", "page")
"""In the order in which each needs those before it; all share one scope, so no two may use a name at the top."""
SHEETS: Final = ("page", "panels")
FOR_GOOD: Final = "public, max-age=31536000, immutable"
_IMPORT: Final = re.compile(r"^import .*;\n", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export ", re.MULTILINE)


class Asset(NamedTuple):
    """A file as it is served; its name carries a hash of its content, so it never changes."""

    name: str
    media_type: str
    content: bytes


@cache
def script() -> Asset:
    """All modules as one: eight requests, one after another's import, became one."""
    joined = "".join(_IMPORT.sub("", (STATIC / f"{name}.js").read_text("utf-8")) for name in SCRIPTS)
    return _asset(_EXPORT.sub("", joined), "js", "text/javascript")


@cache
def sheet() -> Asset:
    """Both style sheets as one."""
    return _asset("".join((STATIC / f"{name}.css").read_text("utf-8") for name in SHEETS), "css", "text/css")


def find(name: str) -> Asset | None:
    """The script or the sheet of a name; None for one of another version."""
    return next((one for one in (script(), sheet()) if one.name == name), None)


def _asset(text: str, ending: str, media_type: str) -> Asset:
    content = text.encode()
    return Asset(f"page-{hashlib.sha256(content).hexdigest()[:16]}.{ending}", media_type, content)
