"""How often a plan reports, which roles a setting gave, and a way to what is due."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SHORT = sa.String(80)
CADENCE = "how often it reports: yearly, half-yearly, quarterly or monthly; null: nobody has said yet"
ORIGIN = "where it was given: slack, cli, import, setting or demo; a setting takes back what it gave"
REMINDERS = "when its coordinator let people be asked in messages; null: off"
DUE = sa.text("next_due_at is not null")


def upgrade() -> None:
    with op.batch_alter_table("plans") as table:
        table.add_column(sa.Column("cadence", SHORT, comment=CADENCE))
        table.add_column(sa.Column("reminders_from", sa.DateTime(timezone=True), comment=REMINDERS))
    with op.batch_alter_table("assignments") as table:
        table.add_column(sa.Column("origin", SHORT, nullable=False, server_default="slack", comment=ORIGIN))
    # Before this, admins without a giver were those of the setting and of the sandbox's cast.
    op.execute(
        "update assignments set origin = 'setting' where role = 'admin' and given_by_id is null "
        "and not exists (select 1 from audit where did = 'demo.loaded')"
    )
    op.execute("update assignments set origin = 'demo' where given_by_id is null and origin = 'slack'")
    op.create_index(op.f("ix_actions_next_due_at"), "actions", ["next_due_at"], postgresql_where=DUE, sqlite_where=DUE)


def downgrade() -> None:
    op.drop_index(op.f("ix_actions_next_due_at"), "actions", postgresql_where=DUE, sqlite_where=DUE)
    with op.batch_alter_table("assignments") as table:
        table.drop_column("origin")
    with op.batch_alter_table("plans") as table:
        table.drop_column("reminders_from")
        table.drop_column("cadence")
