"""Reminder rules as data; what planning, dates that change, outages and people's own settings need."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SHORT = sa.String(80)
LONG = sa.String(300)
PLANNED, WAITING, IN_GAP = (sa.text(one) for one in ("status = 'planned'", "state = 'waiting'", "gap_id is not null"))
TABLES = (
    "reminder_rules",
    "gaps",
    "heartbeats",
    "planning_marks",
    "notices",
    "pauses",
    "person_settings",
    "leaves",
    "quiet_days",
    "snoozes",
)


def upgrade() -> None:
    _rules()
    _planning()
    _dates()
    _settings()
    _reminders()


def downgrade() -> None:
    op.drop_index("ix_reminders_subject", "reminders")
    op.drop_index("ix_reminders_person_id", "reminders", sqlite_where=PLANNED, postgresql_where=PLANNED)
    op.drop_index("ix_reminders_gap_id", "reminders", sqlite_where=IN_GAP, postgresql_where=IN_GAP)
    with op.batch_alter_table("reminders") as table:
        table.drop_constraint(op.f("fk_reminders_gap_id"), type_="foreignkey")
        for name in ("settled_at", "gap_id", "is_late", "reason"):
            table.drop_column(name)
    for name in reversed(TABLES):
        op.drop_table(name)


def _rules() -> None:
    op.create_table(
        "reminder_rules",
        sa.Column("name", SHORT, nullable=False, comment="what reminders of this rule are known by, for ever"),
        sa.Column("kind", SHORT, nullable=False, comment="what it is about: meeting, session, update, ..."),
        sa.Column(
            "audience", SHORT, nullable=False, comment="channel, followers or asked (who is asked for an update)"
        ),
        sa.Column("anchor", SHORT, nullable=False, comment="counted from: start, opens or due"),
        sa.Column("unit", SHORT, nullable=False, comment="days, working_days or hours"),
        sa.Column("amount", sa.Integer(), nullable=False, comment="how many after the anchor; negative: before it"),
        sa.Column(
            "at", sa.Time(), comment="local time; null: a person's own time of their daily message; unused with hours"
        ),
        sa.Column("off_day", SHORT, nullable=False, comment="on a day off: back, forward, or stay"),
        sa.Column("every", sa.Integer(), comment="then again every so many of the unit; null: once"),
        sa.Column("most", sa.Integer(), server_default=sa.text("1"), nullable=False, comment="how often at most"),
        sa.Column("is_on", sa.Boolean(), nullable=False, comment="whether it is in force"),
        sa.Column("changed_at", MOMENT, comment="since when it is as it is (programme time); null: as shipped"),
        sa.Column("changed_by_id", ID, comment="who changed it"),
        sa.CheckConstraint("anchor in ('start','opens','due')", name=op.f("ck_reminder_rules_anchor")),
        sa.CheckConstraint(
            "audience in ('channel','followers','asked','deputies','coordinators')",
            name=op.f("ck_reminder_rules_audience"),
        ),
        sa.CheckConstraint("off_day in ('back','forward','stay')", name=op.f("ck_reminder_rules_off_day")),
        sa.CheckConstraint("unit in ('days','working_days','hours')", name=op.f("ck_reminder_rules_unit")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["people.id"], name=op.f("fk_reminder_rules_changed_by_id")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_reminder_rules")),
        comment="who hears of what, and when; a shipped rule that is missing is written when reminders are planned",
    )


def _planning() -> None:
    op.create_table(
        "gaps",
        sa.Column("id", ID, nullable=False, comment="surrogate key"),
        sa.Column("from_at", MOMENT, nullable=False, comment="last sign of life before it (programme time)"),
        sa.Column("until_at", MOMENT, nullable=False, comment="first sign of life after it (programme time)"),
        sa.Column("late", sa.Integer(), nullable=False, comment="how many reminders go late"),
        sa.Column("missed", sa.Integer(), nullable=False, comment="how many were not worth sending any more"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
        comment="times of over an hour in which nothing was sent, because the service did not run",
    )
    op.create_table(
        "heartbeats",
        sa.Column("id", sa.Integer(), nullable=False, comment="always 1: all replicas share one"),
        sa.Column("ticked_at", MOMENT, nullable=False, comment="last sign of life (programme time)"),
        sa.CheckConstraint("id = 1", name=op.f("ck_heartbeats_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeats")),
        comment="when reminders were last looked at",
    )
    op.create_table(
        "planning_marks",
        sa.Column(
            "id", ID, nullable=False, comment="surrogate key: a mark is a row, so that none is lost between replicas"
        ),
        sa.Column("subject_kind", SHORT, nullable=False, comment="event, programme, action, plan, person or all"),
        sa.Column("subject_id", LONG, nullable=False, comment="which one"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planning_marks")),
        comment="what has changed since its reminders were last planned",
    )


def _dates() -> None:
    op.create_table(
        "notices",
        sa.Column("id", ID, nullable=False, comment="surrogate key"),
        sa.Column("event_id", LONG, nullable=False, comment="which date"),
        sa.Column(
            "was",
            sa.JSON(none_as_null=True),
            nullable=False,
            comment="what people were told: date, starts, ends, place",
        ),
        sa.Column("revision", sa.Integer(), nullable=False, comment="revision of the event of which it tells"),
        sa.Column("due_at", MOMENT, nullable=False, comment="not before this moment: until then it can be undone"),
        sa.Column("state", SHORT, nullable=False, comment="waiting, sent, undone, replaced, dropped or silent"),
        sa.Column("told", sa.Integer(), comment="how many were told"),
        sa.Column("by_id", ID, comment="who moved or cancelled it; null: an import"),
        sa.Column("created_at", MOMENT, nullable=False, comment="when they did (programme time)"),
        sa.CheckConstraint(
            "state in ('waiting','sent','undone','replaced','dropped','silent')", name=op.f("ck_notices_state")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_notices_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_notices_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        comment="corrections of dates that somebody was told of: one for each move or cancellation",
    )
    op.create_index("ix_notices_event_id", "notices", ["event_id"])
    op.create_index("ix_notices_waiting", "notices", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING)


def _settings() -> None:
    op.create_table(
        "pauses",
        sa.Column("id", ID, nullable=False, comment="surrogate key"),
        sa.Column("from_at", MOMENT, nullable=False, comment="when everything scheduled was stopped (programme time)"),
        sa.Column("from_by_id", ID, comment="by whom"),
        sa.Column("until_at", MOMENT, comment="when it went on; null while it is paused"),
        sa.Column("until_by_id", ID, comment="by whom"),
        sa.ForeignKeyConstraint(["from_by_id"], ["people.id"], name=op.f("fk_pauses_from_by_id")),
        sa.ForeignKeyConstraint(["until_by_id"], ["people.id"], name=op.f("fk_pauses_until_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pauses")),
        comment="Pause all messages: every time it was pressed",
    )
    op.create_table(
        "person_settings",
        sa.Column("person_id", ID, nullable=False, comment="whose"),
        sa.Column(
            "muted", sa.JSON(none_as_null=True), nullable=False, comment="kinds of reminder they do not want, a list"
        ),
        sa.Column(
            "daily_at", sa.Time(), comment="their time of the daily message, in their own zone; null: the usual one"
        ),
        sa.Column(
            "working_days", sa.JSON(none_as_null=True), comment="0 Monday to 6 Sunday, a list; null: Monday to Friday"
        ),
        sa.Column("paused_until", sa.Date(), comment="first day on which they want messages again"),
        sa.Column("changed_at", MOMENT, nullable=False, comment="when they last changed them"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_settings_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_settings")),
        comment="how somebody wants to be reminded; no row: as everybody",
    )
    op.create_table(
        "leaves",
        sa.Column("id", ID, nullable=False, comment="surrogate key"),
        sa.Column("person_id", ID, nullable=False, comment="who is away"),
        sa.Column("from_on", sa.Date(), nullable=False, comment="first day away"),
        sa.Column("until_on", sa.Date(), nullable=False, comment="last day away"),
        sa.Column("cover_id", ID, comment="who covers; null: nobody, and the coordinator knows"),
        sa.Column("created_at", MOMENT, nullable=False, comment="when they said so"),
        sa.Column("ended_at", MOMENT, comment="when they took it back, or came back early"),
        sa.ForeignKeyConstraint(["cover_id"], ["people.id"], name=op.f("fk_leaves_cover_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_leaves_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
        comment="who is away from when until when; deleted 30 days after",
    )
    op.create_index("ix_leaves_person_id", "leaves", ["person_id"])
    op.create_table(
        "quiet_days",
        sa.Column("id", ID, nullable=False, comment="surrogate key"),
        sa.Column("organisation_id", ID, nullable=False, comment="whose"),
        sa.Column("kind", SHORT, nullable=False, comment="closed (nobody works), or pre_election (no channel posts)"),
        sa.Column("from_on", sa.Date(), nullable=False, comment="first day"),
        sa.Column("until_on", sa.Date(), nullable=False, comment="last day"),
        sa.Column("about", LONG, comment="what people call it"),
        sa.Column("by_id", ID, comment="who entered it"),
        sa.Column("created_at", MOMENT, nullable=False, comment="when they did"),
        sa.CheckConstraint("kind in ('closed','pre_election')", name=op.f("ck_quiet_days_kind")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_quiet_days_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_quiet_days_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiet_days")),
        comment="days on which an organisation is closed, or keeps its channels quiet before an election",
    )
    op.create_index("ix_quiet_days_organisation_id", "quiet_days", ["organisation_id"])
    op.create_table(
        "snoozes",
        sa.Column("id", ID, nullable=False, comment="surrogate key"),
        sa.Column("person_id", ID, nullable=False, comment="who"),
        sa.Column("subject_kind", SHORT, nullable=False, comment="action or event"),
        sa.Column("subject_id", LONG, nullable=False, comment="which one"),
        sa.Column("occurrence", SHORT, nullable=False, comment="the due day it is about, ISO"),
        sa.Column("until_on", sa.Date(), nullable=False, comment="first day on which it is shown again"),
        sa.Column("created_at", MOMENT, nullable=False, comment="when they pressed it"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_snoozes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snoozes")),
        comment="what somebody does not want to see until a day; no update",
    )
    op.create_index("ix_snoozes_subject", "snoozes", ["person_id", "subject_kind", "subject_id"])


def _reminders() -> None:
    with op.batch_alter_table("reminders") as table:
        table.add_column(sa.Column("reason", SHORT, comment="why it was superseded or missed, a key of REASONS"))
        table.add_column(
            sa.Column(
                "is_late",
                sa.Boolean(),
                server_default=sa.text("false"),
                nullable=False,
                comment="whether it went over an hour late",
            )
        )
        table.add_column(sa.Column("gap_id", ID, comment="the outage into which due_at fell"))
        table.add_column(
            sa.Column("settled_at", MOMENT, comment="when it was sent, superseded or missed (programme time)")
        )
        table.create_foreign_key(op.f("fk_reminders_gap_id"), "gaps", ["gap_id"], ["id"])
    op.create_index("ix_reminders_gap_id", "reminders", ["gap_id"], sqlite_where=IN_GAP, postgresql_where=IN_GAP)
    op.create_index(
        "ix_reminders_person_id", "reminders", ["person_id"], sqlite_where=PLANNED, postgresql_where=PLANNED
    )
    op.create_index("ix_reminders_subject", "reminders", ["subject_kind", "subject_id"])
