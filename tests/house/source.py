"""Our own source as syntax trees, and what the rules ask of it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "jobs", "storage", "seed")
NOT_OURS = {".venv", ".git", ".hypothesis", "data", "build", "dist", "node_modules"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file: its path from the root, its text, and its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def module(text: str, path: str = "bot/example.py") -> Module:
    """Return a module of a text: for examples that a rule has to find."""
    return Module(path, text, ast.parse(text))


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the four packages, migrations left out: they are history."""
    paths = (
        path.relative_to(ROOT).as_posix() for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))
    )
    return tuple(
        module((ROOT / path).read_text(encoding="utf-8"), path)
        for path in paths
        if not path.startswith("storage/migrations/")
    )


def within(*places: str) -> tuple[Module, ...]:
    """Return the modules whose paths begin with one of the places."""
    return tuple(one for one in modules() if one.path.startswith(places))


@cache
def texts() -> dict[str, str]:
    """Return the text of every file that belongs to the repository, by its path from the root."""
    found = {}
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and not NOT_OURS.intersection(parts) and not any(_is_made(part) for part in parts):
            try:
                found["/".join(parts)] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture
    return found


def _is_made(part: str) -> bool:
    return part.endswith(("_cache", ".egg-info", "__pycache__")) or part.startswith(".coverage") or part == "out"


def functions(one: Module) -> Iterator[Function]:
    """Yield every function of a module, however deep."""
    for node in ast.walk(one.tree):
        if isinstance(node, Function):
            yield node


def lines(node: ast.stmt) -> int:
    """Return how many lines a statement takes, without the decorators."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def name_of(node: ast.expr) -> str:
    """Return a dotted name as it is written: `datetime.now`; "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}".lstrip(".")
    return ""


def argument(call: ast.Call, position: int, keyword: str) -> ast.expr | None:
    """Return an argument of a call, given by place or by name."""
    named = next((one.value for one in call.keywords if one.arg == keyword), None)
    return named or (call.args[position] if len(call.args) > position else None)
