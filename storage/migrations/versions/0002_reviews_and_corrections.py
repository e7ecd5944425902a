"""What imports are not sure of, what people corrected, and what that needs of plans, actions and organisations."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SHORT = sa.String(80)
LONG = sa.String(300)

FLAGS = (
    ("plans", "is_public", "whether its published facts may stand on a web page"),
    ("plans", "shown_to_all", "imported for every workspace: one that is installed later sees it, too"),
    ("programmes", "shown_to_all", "imported for every workspace: one that is installed later sees it, too"),
)


def upgrade() -> None:
    op.add_column("organisations", sa.Column("what", sa.Text(), comment="what it is, one sentence in our words"))
    op.add_column(
        "organisations",
        sa.Column("merged_into_id", ID, comment="the organisation it turned out to be; its rows name that one"),
    )
    op.add_column(
        "actions", sa.Column("merged_into_id", LONG, comment="the action it was merged into; withdrawn itself")
    )
    for table, name, comment in FLAGS:
        default = sa.text("false")
        op.add_column(table, sa.Column(name, sa.Boolean(), nullable=False, server_default=default, comment=comment))
    _review_items()
    _corrections()


def downgrade() -> None:
    op.drop_table("corrections")
    op.drop_table("review_items")
    for table, name, _ in reversed(FLAGS):
        op.drop_column(table, name)
    op.drop_column("actions", "merged_into_id")
    op.drop_column("organisations", "merged_into_id")
    op.drop_column("organisations", "what")


def _review_items() -> None:
    op.create_table(
        "review_items",
        sa.Column("id", ID, nullable=False, comment="surrogate key"),
        sa.Column("subject_kind", SHORT, nullable=False, comment="action, event, programme or plan"),
        sa.Column("subject_id", LONG, nullable=False, comment="which one"),
        sa.Column("plan_slug", SHORT, comment="of which plan, where it is of one"),
        sa.Column("ref", SHORT, comment="the ref as read; null where a row has none that can be read"),
        sa.Column(
            "field",
            SHORT,
            nullable=False,
            comment="what is uncertain: wording, partners; or row and a digest of its text",
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="why it is uncertain, a sentence"),
        sa.Column("document", LONG, nullable=False, comment="file name of the source document"),
        sa.Column("lines", SHORT, nullable=False, comment="lines of the source document, 41 or 41-43"),
        sa.Column("source", sa.Text(), nullable=False, comment="the text of those lines as it was read"),
        sa.Column("reading", sa.JSON(), comment="what was read, marked as uncertain; null: not known"),
        sa.Column("state", SHORT, nullable=False, comment="open or settled"),
        sa.Column("settled_value", sa.JSON(), comment="what a person found to be right; null: not known"),
        sa.Column("settled_by_id", ID, comment="who settled it"),
        sa.Column("settled_at", MOMENT, comment="when they did"),
        sa.Column("created_at", MOMENT, nullable=False, comment="when an import first found it"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_items")),
        sa.ForeignKeyConstraint(
            ["plan_slug"], ["plans.slug"], name=op.f("fk_review_items_plan_slug"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["settled_by_id"], ["people.id"], name=op.f("fk_review_items_settled_by_id")),
        sa.CheckConstraint("state in ('open','settled')", name=op.f("ck_review_items_state")),
        sa.UniqueConstraint("subject_kind", "subject_id", "field", "document", name=op.f("uq_review_items_identity")),
        comment="what an import could not read for certain, until a coordinator has settled it",
    )
    op.create_index("ix_review_items_plan_slug_state", "review_items", ["plan_slug", "state"])


def _corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", ID, nullable=False, comment="surrogate key, rising: of one field the last counts"),
        sa.Column("subject_kind", SHORT, nullable=False, comment="action, organisation, event or programme"),
        sa.Column("subject_id", LONG, nullable=False, comment="which one; of an organisation its slug"),
        sa.Column("field", SHORT, nullable=False, comment="the corrected column, partners, or withdrawn (a boolean)"),
        sa.Column("value", sa.JSON(), comment="what it became: an import leaves this field alone"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why, in the coordinator's words"),
        sa.Column("person_id", ID, comment="who"),
        sa.Column("at", MOMENT, nullable=False, comment="when (programme time)"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_corrections_person_id")),
        comment="append-only: what people corrected by hand, kept when a document is imported again",
    )
    op.create_index("ix_corrections_subject", "corrections", ["subject_kind", "subject_id"])
