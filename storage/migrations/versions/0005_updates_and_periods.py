"""What the whole update form asks, reporting periods, drafts, and updates that are passed on."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SHORT = sa.String(80)
LONG = sa.String(300)

STATE_WAS = "submitted, accepted or returned"
STATE_IS = "submitted, accepted or returned; taken_back: it counts no more"
STATES_WERE = "state in ('submitted','accepted','returned')"
STATES_ARE = "state in ('submitted','accepted','returned','taken_back')"

ANSWERS = (
    ("milestone", LONG, "the next milestone, in the officer's words; published"),
    ("milestone_on", sa.Date(), "the day it should be reached"),
    ("milestone_reason", sa.Text(), "why that day changed; published"),
    ("milestone_agreed_by", LONG, "who agreed to the new day"),
    ("evidence_url", sa.Text(), "where what the note says can be seen; published"),
    ("needs_help", sa.Text(), "what help is needed: seen by the plan's coordinators only; null: none"),
    ("completed_on", sa.Date(), "the day the action was completed"),
    ("reopened_reason", sa.Text(), "why it is not complete after all; published"),
    ("recorded_by_id", ID, "who recorded it for the author"),
    ("recorded_how", sa.Text(), "how the answer came: by telephone on 3 March"),
    ("period_id", ID, "for which reporting period it counts; null: for none"),
    ("reviewed_by_id", ID, "which coordinator accepted or returned it"),
    ("reviewed_at", MOMENT, "when they did"),
    ("returned_comment", sa.Text(), "what the coordinator asks for, seen by the action's own people"),
)
REFERENCES = {"recorded_by_id": "people", "period_id": "periods", "reviewed_by_id": "people"}
STATE = "ck_status_entries_state"


def upgrade() -> None:
    _periods()
    _extensions()
    _snapshots()
    _drafts()
    _passes()
    _queue()
    with op.batch_alter_table("status_entries") as table:
        for name, kind, comment in ANSWERS:
            table.add_column(sa.Column(name, kind, comment=comment))
        for name, other in REFERENCES.items():
            table.create_foreign_key(op.f(f"fk_status_entries_{name}"), other, [name], ["id"])
        table.alter_column(
            "state", existing_type=SHORT, existing_nullable=False, existing_comment=STATE_WAS, comment=STATE_IS
        )
        table.drop_constraint(op.f(STATE), type_="check")
        table.create_check_constraint(op.f(STATE), STATES_ARE)
    op.create_index("ix_status_entries_period_id", "status_entries", ["period_id"])


def downgrade() -> None:
    # What was taken back counted no more: "returned" is the one older state that says so.
    op.execute("update status_entries set state = 'returned' where state = 'taken_back'")
    op.drop_index("ix_status_entries_period_id", "status_entries")
    with op.batch_alter_table("status_entries") as table:
        table.drop_constraint(op.f(STATE), type_="check")
        table.create_check_constraint(op.f(STATE), STATES_WERE)
        table.alter_column(
            "state", existing_type=SHORT, existing_nullable=False, existing_comment=STATE_IS, comment=STATE_WAS
        )
        for name in REFERENCES:
            table.drop_constraint(op.f(f"fk_status_entries_{name}"), type_="foreignkey")
        for name, _, _ in reversed(ANSWERS):
            table.drop_column(name)
    for name in ("queue", "passes", "drafts", "snapshots", "extensions", "periods"):
        op.drop_table(name)


def _table(name: str, comment: str, *parts: Any, key: tuple[str, ...] = ("id",)) -> None:
    op.create_table(name, *parts, sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")), comment=comment)


def _reference(table: str, column: str, other: str, cascade: bool = False) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [other], name=name, ondelete="CASCADE" if cascade else None)


def _periods() -> None:
    _table(
        "periods",
        "reporting periods of plans: when updates are asked for, and when they are frozen",
        sa.Column("id", ID, nullable=False, comment="surrogate key"),
        sa.Column("plan_slug", SHORT, nullable=False, comment="of which plan"),
        sa.Column("title", LONG, nullable=False, comment="what people call it: December 2024"),
        sa.Column("opens_on", sa.Date(), nullable=False, comment="first day on which leads are asked"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="last day for updates"),
        sa.Column("signoff_on", sa.Date(), comment="the day the paper is signed off"),
        sa.Column("dispatch_on", sa.Date(), comment="the day the papers go out"),
        sa.Column("committee_on", sa.Date(), comment="the day of the committee"),
        sa.Column("state", SHORT, nullable=False, comment="proposed, confirmed or closed"),
        sa.Column("confirmed_by_id", ID, comment="which coordinator confirmed the dates"),
        sa.Column("closed_at", MOMENT, comment="when it was closed last; its rows of snapshots are of then"),
        sa.Column("closed_by_id", ID, comment="who closed it"),
        sa.Column("reopened_at", MOMENT, comment="when it was opened again last"),
        sa.Column("reopened_reason", sa.Text(), comment="why"),
        sa.Column("created_at", MOMENT, nullable=False, comment="when it was proposed first"),
        sa.CheckConstraint("state in ('proposed','confirmed','closed')", name=op.f("ck_periods_state")),
        _reference("periods", "plan_slug", "plans.slug", cascade=True),
        _reference("periods", "confirmed_by_id", "people.id"),
        _reference("periods", "closed_by_id", "people.id"),
    )
    op.create_index("ix_periods_plan_slug", "periods", ["plan_slug", "due_on"])


def _extensions() -> None:
    _table(
        "extensions",
        "append-only: more time for one action, or for a whole period",
        sa.Column("id", ID, nullable=False, comment="surrogate key, rising: of one action the last counts"),
        sa.Column("period_id", ID, nullable=False, comment="of which period"),
        sa.Column("action_id", LONG, comment="for which action; null: for all"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="last day for updates instead"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why, in the coordinator's words"),
        sa.Column("by_id", ID, nullable=False, comment="who gave it"),
        sa.Column("at", MOMENT, nullable=False, comment="when (programme time)"),
        _reference("extensions", "period_id", "periods.id", cascade=True),
        _reference("extensions", "action_id", "actions.id", cascade=True),
        _reference("extensions", "by_id", "people.id"),
    )
    op.create_index("ix_extensions_period_id", "extensions", ["period_id"])


def _snapshots() -> None:
    _table(
        "snapshots",
        "what stood when a period was closed: reports of it print this, whatever changes later",
        sa.Column("period_id", ID, nullable=False, comment="of which period"),
        sa.Column("action_id", LONG, nullable=False, comment="which action"),
        sa.Column("row", sa.JSON(), nullable=False, comment="what a report prints of it"),
        _reference("snapshots", "period_id", "periods.id", cascade=True),
        _reference("snapshots", "action_id", "actions.id", cascade=True),
        key=("period_id", "action_id"),
    )


def _drafts() -> None:
    _table(
        "drafts",
        "what an update form held that could not be saved, until it is saved or thrown away, 30 days at most",
        sa.Column("person_id", ID, nullable=False, comment="who typed it, and alone sees it"),
        sa.Column("action_id", LONG, nullable=False, comment="about which action"),
        sa.Column("fields", sa.JSON(), nullable=False, comment="what the form held"),
        sa.Column("saved_at", MOMENT, nullable=False, comment="when (programme time)"),
        _reference("drafts", "person_id", "people.id"),
        _reference("drafts", "action_id", "actions.id", cascade=True),
        key=("person_id", "action_id"),
    )


def _passes() -> None:
    _table(
        "passes",
        "updates that a lead officer passed to somebody else",
        sa.Column("id", ID, nullable=False, comment="surrogate key"),
        sa.Column("action_id", LONG, nullable=False, comment="which action"),
        sa.Column("from_id", ID, nullable=False, comment="who passed it on, and may take it back"),
        sa.Column("to_id", ID, nullable=False, comment="who answers this time"),
        sa.Column("period_id", ID, comment="for which period; null: the next that is confirmed"),
        sa.Column("entry_id", ID, comment="the answer that came of it"),
        sa.Column("at", MOMENT, nullable=False, comment="when (programme time)"),
        sa.Column("taken_back_at", MOMENT, comment="when it was taken back, or ended with its period"),
        _reference("passes", "action_id", "actions.id", cascade=True),
        _reference("passes", "from_id", "people.id"),
        _reference("passes", "to_id", "people.id"),
        _reference("passes", "period_id", "periods.id", cascade=True),
        _reference("passes", "entry_id", "status_entries.id", cascade=True),
    )
    op.create_index("ix_passes_action_id", "passes", ["action_id"])


def _queue() -> None:
    _table(
        "queue",
        "actions that were handed to their coordinators: not mine",
        sa.Column("id", ID, nullable=False, comment="surrogate key"),
        sa.Column("action_id", LONG, nullable=False, comment="which action"),
        sa.Column("person_id", ID, nullable=False, comment="who said that it is not theirs"),
        sa.Column("reason", sa.Text(), comment="what they said, seen by the plan's coordinators"),
        sa.Column("at", MOMENT, nullable=False, comment="when (programme time)"),
        sa.Column("settled_at", MOMENT, comment="when a coordinator dealt with it; null: waits"),
        sa.Column("settled_by_id", ID, comment="which one"),
        _reference("queue", "action_id", "actions.id", cascade=True),
        _reference("queue", "person_id", "people.id"),
        _reference("queue", "settled_by_id", "people.id"),
    )
    op.create_index("ix_queue_action_id", "queue", ["action_id"])
