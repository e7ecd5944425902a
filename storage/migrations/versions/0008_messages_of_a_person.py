"""A way to the messages of one person: the one that they answer, and whether the last one reached them."""

from alembic import op

revision = "0008"
down_revision = "0007"

NAME = "ix_deliveries_person"


def upgrade() -> None:
    op.create_index(op.f(NAME), "deliveries", ["person_id", "id"])


def downgrade() -> None:
    op.drop_index(op.f(NAME), "deliveries")
