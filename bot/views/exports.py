"""Exported rows as lines for the terminal."""

from typing import Any

Row = dict[str, Any]


def action(row: Row) -> str:
    """Return "leicestershire-2024  T18  Delivery  RAG not given  Shared cars"."""
    status = ", ".join(row["stages"]) or "no stage given"
    doubt = f"  (to check: {', '.join(row['uncertain'])})" if row["uncertain"] else ""
    return f"{row['plan']:20}  {row['ref']:22}  {status:20}  {_rag(row['rag']):13}  {row['title']}{doubt}"


def meeting(row: Row) -> str:
    """Return "2021-05-20  10:30-12:00  lednet-2021-05-20  LEDNet meeting"."""
    times = "-".join(one for one in (row["start"], row["end"]) if one) or "no time yet"
    doubt = "  (date proposed)" if row["provisional"] else ""
    return f"{row['date']}  {times:11}  {row['id']:24}  {row['title']}{doubt}"


def partner(row: Row) -> str:
    """Return "Midlands Net Zero Hub (MNZH): T24, T30"."""
    others = f" ({', '.join(row['aliases'])})" if row["aliases"] else ""
    return f"{row['name']}{others}: {', '.join(row['actions'])}"


def update(row: Row) -> str:
    """Return "2026-11-25  leicestershire-2024  T18  update  accepted  Delivery  RAG Amber  A Name"."""
    stages = ", ".join(row["stages"]) or "no stage given"
    who = row["author"] or ("the plan" if row["kind"] == "published" else "somebody unnamed")
    about = f"{row['as_of']}  {row['plan']:20}  {row['ref']:22}  {row['kind']:10}  {row['state']:9}"
    return f"{about}  {stages:20}  {_rag(row['rag']):13}  {who}"


def _rag(value: str | None) -> str:
    return f"RAG {value or 'not given'}"
