"""What actions are filtered by is made of them in the same transaction, like the full-text index: nothing refers back.

PostgreSQL would look up each of the nine facets of an action, half the time that a large import takes.
"""

from collections.abc import Sequence

from alembic import op

revision = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAME = "fk_action_facets_action_id"


def upgrade() -> None:
    with op.batch_alter_table("action_facets") as table:
        table.drop_constraint(op.f(NAME), type_="foreignkey")


def downgrade() -> None:
    with op.batch_alter_table("action_facets") as table:
        table.create_foreign_key(op.f(NAME), "actions", ["action_id"], ["id"], ondelete="CASCADE")
