"""Buckets say when they have a token again; the outbox is looked through by due time."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)
WAITING = sa.text("status in ('pending','leased')")
RETRY_AFTER, FREE_AT = "Slack's Retry-After (machine time)", "when a call is allowed again (machine time)"


def upgrade() -> None:
    _rename("blocked_until", "free_at", RETRY_AFTER, FREE_AT)
    _index("next_attempt_at", "due_at")


def downgrade() -> None:
    _index("due_at", "next_attempt_at")
    _rename("free_at", "blocked_until", FREE_AT, RETRY_AFTER)


def _rename(old: str, new: str, old_comment: str, new_comment: str) -> None:
    with op.batch_alter_table("rates") as table:
        table.alter_column(
            old, new_column_name=new, existing_type=MOMENT, existing_comment=old_comment, comment=new_comment
        )


def _index(old: str, new: str) -> None:
    name = op.f("ix_deliveries_waiting")
    op.drop_index(name, "deliveries", postgresql_where=WAITING, sqlite_where=WAITING)
    op.create_index(name, "deliveries", [new, "id"], postgresql_where=WAITING, sqlite_where=WAITING)
