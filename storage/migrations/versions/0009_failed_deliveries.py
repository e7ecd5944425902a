"""Messages that could not be delivered are found without looking through those that were."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FAILED = sa.text("status = 'dead'")


def upgrade() -> None:
    op.create_index(op.f("ix_deliveries_failed"), "deliveries", ["id"], postgresql_where=FAILED, sqlite_where=FAILED)


def downgrade() -> None:
    op.drop_index(op.f("ix_deliveries_failed"), "deliveries", postgresql_where=FAILED, sqlite_where=FAILED)
