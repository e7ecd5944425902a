"""The search index, what actions are filtered by, and the glossary."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SHORT = sa.String(80)
LONG = sa.String(300)


def upgrade() -> None:
    _entries()
    _words()
    _facets()
    _glossary()
    _index()


def downgrade() -> None:
    op.execute("drop table search_index")
    for table in ("glossary", "action_facets", "search_words", "search_entries"):
        op.drop_table(table)


def _entries() -> None:
    op.create_table(
        "search_entries",
        sa.Column("id", ID, nullable=False, comment="row of the full-text index (see storage/search.py)"),
        sa.Column("action_id", LONG, nullable=False, comment="which action"),
        sa.Column("title", sa.Text(), nullable=False, comment="stems of the title, with blanks between"),
        sa.Column("wording", sa.Text(), nullable=False, comment="stems of the official wording, or of our summary"),
        sa.Column("note", sa.Text(), nullable=False, comment="stems of the published note of the current status"),
        sa.ForeignKeyConstraint(
            ["action_id"], ["actions.id"], name=op.f("fk_search_entries_action_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entries")),
        sa.UniqueConstraint("action_id", name=op.f("uq_search_entries_action_id")),
        comment="what is searched of an action, as stems",
    )


def _words() -> None:
    op.create_table(
        "search_words",
        sa.Column("word", SHORT, nullable=False, comment="a word of the texts, in lower case"),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_words")),
        comment="the words that misspelt ones are compared with",
    )


def _facets() -> None:
    op.create_table(
        "action_facets",
        sa.Column("facet", SHORT, nullable=False, comment="plan, section, role, stage, rag, partner, ..."),
        sa.Column("value", LONG, nullable=False, comment="its value, a partner's id as text"),
        sa.Column("plan_slug", SHORT, nullable=False, comment="of the action: lists are in the plans' order"),
        sa.Column("position", sa.Integer(), nullable=False, comment="of the action in its plan"),
        sa.Column("action_id", LONG, nullable=False, comment="which action"),
        sa.ForeignKeyConstraint(
            ["action_id"], ["actions.id"], name=op.f("fk_action_facets_action_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("facet", "value", "plan_slug", "position", "action_id", name=op.f("pk_action_facets")),
        comment="what actions can be filtered by, in the order of lists; withdrawn actions are not here",
    )
    op.create_index(op.f("ix_action_facets_action_id"), "action_facets", ["action_id"])


def _glossary() -> None:
    op.create_table(
        "glossary",
        sa.Column("id", ID, nullable=False, comment="surrogate key"),
        sa.Column("words", sa.JSON(), nullable=False, comment="words and phrases that mean the same, a list"),
        sa.Column("workspace_id", SHORT, nullable=False, comment="enterprise or team id: who says so"),
        sa.Column("added_by_id", ID, comment="who added it"),
        sa.Column("created_at", MOMENT, nullable=False, comment="when"),
        sa.Column("removed_at", MOMENT, comment="when it was taken back"),
        sa.ForeignKeyConstraint(["added_by_id"], ["people.id"], name=op.f("fk_glossary_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary")),
        comment="words that mean the same, beside those that come with the program",
    )
    op.create_index(op.f("ix_glossary_workspace_id"), "glossary", ["workspace_id"])


def _index() -> None:
    """A table of its own on both databases, unknown to `storage/tables.py`: each has its own kind of index."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "create virtual table search_index using fts5("
            "title, wording, note, content='search_entries', content_rowid='id', tokenize='unicode61')"
        )
        return
    op.execute(
        "create table search_index (rowid bigint primary key references search_entries (id) on delete cascade, "
        "stems tsvector not null)"
    )
    op.execute("create index ix_search_index_stems on search_index using gin (stems)")
