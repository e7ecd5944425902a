"""Reports that were asked for, and their files until they are sent."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SHORT = sa.String(80)
LONG = sa.String(300)
UNFINISHED = sa.text("told_at is null")


def upgrade() -> None:
    _reports()
    _report_files()


def downgrade() -> None:
    op.drop_table("report_files")
    op.drop_table("reports")


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", ID, nullable=False, comment="surrogate key"),
        sa.Column("plan_slug", SHORT, nullable=False, comment="of which plan"),
        sa.Column("period_id", ID, comment="of which period; null: as the plan stands"),
        sa.Column("team_id", SHORT, nullable=False, comment="in which workspace it was asked for"),
        sa.Column("person_id", ID, nullable=False, comment="who asked, and gets the files"),
        sa.Column("delivery_id", ID, nullable=False, comment="the message that shows how far it is"),
        sa.Column("state", SHORT, nullable=False, comment="waiting, making, made or failed"),
        sa.Column(
            "attempts",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="how often its making was begun",
        ),
        sa.Column("lease_token", SHORT, comment="who is making it"),
        sa.Column("lease_until", MOMENT, comment="nobody else before this moment (machine time)"),
        sa.Column("request_id", SHORT, comment="the gesture that caused it"),
        sa.Column("asked_at", MOMENT, nullable=False, comment="when it was asked for (programme time)"),
        sa.Column("told_at", MOMENT, comment="when that message said how it ended (machine time)"),
        sa.CheckConstraint("state in ('waiting','making','made','failed')", name=op.f("ck_reports_state")),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_reports_delivery_id")),
        sa.ForeignKeyConstraint(["period_id"], ["periods.id"], name=op.f("fk_reports_period_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reports_person_id")),
        sa.ForeignKeyConstraint(["plan_slug"], ["plans.slug"], name=op.f("fk_reports_plan_slug"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team_id"], ["workspaces.team_id"], name=op.f("fk_reports_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        comment="reports that were asked for in Slack: made by a job, its files sent by the outbox",
    )
    op.create_index(
        op.f("ix_reports_unfinished"), "reports", ["id"], sqlite_where=UNFINISHED, postgresql_where=UNFINISHED
    )


def _report_files() -> None:
    op.create_table(
        "report_files",
        sa.Column("report_id", ID, nullable=False, comment="of which report"),
        sa.Column("format", SHORT, nullable=False, comment="xlsx, docx, csv or png"),
        sa.Column("name", LONG, nullable=False, comment="the file's name"),
        sa.Column("title", LONG, nullable=False, comment="what Slack calls it"),
        sa.Column("alt", sa.Text(), nullable=False, comment="what a picture shows, in words; empty for others"),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="the file"),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_files_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "format", name=op.f("pk_report_files")),
        comment="files of reports, until they are sent; a week at most",
    )
