"""What somebody asked for is found among the messages that wait without looking through the others."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAME = "ix_deliveries_asked_for"
AWAITED = sa.text(
    "status in ('pending','leased') and kind in ('answer','sentence','unfurl','shared','export','section_picture',"
    "'calendar_file','report_progress','report_file')"
)


def upgrade() -> None:
    op.create_index(op.f(NAME), "deliveries", ["due_at", "id"], postgresql_where=AWAITED, sqlite_where=AWAITED)


def downgrade() -> None:
    op.drop_index(op.f(NAME), "deliveries", postgresql_where=AWAITED, sqlite_where=AWAITED)
