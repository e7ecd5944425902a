"""A way to the messages of one person: the one that they answer, and whether the last one reached them."""

from alembic import op

revision = "0009"
down_revision = "0008"

NAME = op.f("ix_deliveries_person")


def upgrade() -> None:
    op.create_index(NAME, "deliveries", ["person_id", "id"])


def downgrade() -> None:
    op.drop_index(NAME, "deliveries")
