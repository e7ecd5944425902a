"""Golden files: what a view draws, kept beside the tests; UPDATE_GOLDEN=1 writes them anew."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "golden"


@pytest.fixture
def golden() -> Callable[[str, Any], None]:
    """Compare bytes, or what becomes JSON, with a golden file."""

    def compare(name: str, drawn: Any) -> None:
        found = drawn if isinstance(drawn, bytes) else (json.dumps(drawn, indent=2, ensure_ascii=False) + "\n").encode()
        path = FOLDER / name
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_bytes(found)
        assert path.exists(), f"{path} is missing: run with UPDATE_GOLDEN=1, read it, and commit it"
        assert found.decode() == path.read_bytes().decode(), f"{name} differs: UPDATE_GOLDEN=1 writes it anew"

    return compare
