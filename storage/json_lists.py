"""Rows of a subquery as one JSON list: what belongs to a row comes with it, in one statement, on both databases."""

from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class _ListOf(GenericFunction[Any]):
    type = JSON()
    name = "json_group_array"
    inherit_cache = True


class _Values(GenericFunction[Any]):
    type = JSON()
    name = "json_array"
    inherit_cache = True


@compiles(_ListOf, "postgresql")
def _json_agg(function: _ListOf, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_agg{compiler.process(function.clause_expr, **kw)}"


@compiles(_Values, "postgresql")
def _json_build_array(function: _Values, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_build_array{compiler.process(function.clause_expr, **kw)}"


def json_list(rows: Select[Any]) -> ColumnElement[Any]:
    """Return the rows, in their order, as a column: a list with a list for each; None or [] where there is none.

    `rows` names the outer table that it looks at with `correlate`.
    """
    inner = rows.subquery()
    return select(_ListOf(_Values(*inner.c))).select_from(inner).scalar_subquery()
