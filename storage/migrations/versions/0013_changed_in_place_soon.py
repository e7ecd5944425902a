"""A message that is to change is found like what somebody asked for; what was passed to somebody has an index."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAME = "ix_deliveries_asked_for"
BEFORE = (
    "status in ('pending','leased') and kind in ('answer','sentence','unfurl','shared','export','section_picture',"
    "'calendar_file','report_progress','report_file')"
)
NOW = BEFORE[:-1] + ",'redraw')"


def upgrade() -> None:
    _replace(BEFORE, NOW)
    op.create_index(op.f("ix_passes_to_id"), "passes", ["to_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_passes_to_id"), "passes")
    _replace(NOW, BEFORE)


def _replace(before: str, now: str) -> None:
    old, new = sa.text(before), sa.text(now)
    op.drop_index(op.f(NAME), "deliveries", postgresql_where=old, sqlite_where=old)
    op.create_index(op.f(NAME), "deliveries", ["due_at", "id"], postgresql_where=new, sqlite_where=new)
