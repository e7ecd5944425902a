"""The first tables: all that the contracts name, also those that only later versions fill."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SHORT = sa.String(80)
LONG = sa.String(300)

TABLES = (
    "workspaces",
    "organisations",
    "organisation_aliases",
    "people",
    "assignments",
    "follows",
    "channels",
    "plans",
    "plan_workspaces",
    "sections",
    "actions",
    "action_partners",
    "status_entries",
    "programmes",
    "programme_workspaces",
    "learning_sets",
    "events",
    "deliveries",
    "reminders",
    "rates",
    "seen",
    "audit",
)


def upgrade() -> None:
    _workspaces()
    _organisations()
    _organisation_aliases()
    _people()
    _assignments()
    _follows()
    _channels()
    _plans()
    _plan_workspaces()
    _sections()
    _actions()
    _action_partners()
    _status_entries()
    _programmes()
    _programme_workspaces()
    _learning_sets()
    _events()
    _deliveries()
    _reminders()
    _rates()
    _seen()
    _audit()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _workspaces() -> None:
    op.create_table(
        "workspaces",
        sa.Column("team_id", SHORT, nullable=False, comment="Slack team id, T..."),
        sa.Column("enterprise_id", SHORT, comment="Slack enterprise id, E..., on Enterprise Grid"),
        sa.Column("name", LONG, nullable=False, comment="as Slack calls the workspace"),
        sa.Column("bot_user_id", SHORT, comment="the bot's own user id there"),
        sa.Column("bot_token", sa.LargeBinary(), comment="bot token, encrypted with CONVENOR_SECRET_KEY"),
        sa.Column("installed_at", MOMENT, nullable=False, comment="when the token was first stored"),
        sa.Column("revoked_at", MOMENT, comment="when the app was uninstalled or its token revoked"),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_workspaces")),
        comment="Slack workspaces the bot is installed in",
    )


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", ID, nullable=False, comment="surrogate key"),
        sa.Column("slug", SHORT, nullable=False, comment="short name in addresses and data files"),
        sa.Column("name", LONG, nullable=False, comment="canonical name, in full"),
        sa.Column("kind", SHORT, nullable=False, comment="council, network, partner or group (such as Residents)"),
        sa.Column("nation", sa.String(3), comment="ENG, WLS, SCT or NIR: whose bank holidays it keeps"),
        sa.Column("valid_from", sa.Date(), comment="first day it existed under this name"),
        sa.Column("valid_to", sa.Date(), comment="last day it existed under this name"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisations_slug")),
        comment="councils, partners and networks",
    )


def _organisation_aliases() -> None:
    op.create_table(
        "organisation_aliases",
        sa.Column("organisation_id", ID, nullable=False, comment="whose"),
        sa.Column("folded", LONG, nullable=False, comment="the alias as it is compared: lower case, single blanks"),
        sa.Column("alias", LONG, nullable=False, comment="as people write it"),
        sa.PrimaryKeyConstraint("organisation_id", "folded", name=op.f("pk_organisation_aliases")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_aliases_organisation_id"),
            ondelete="CASCADE",
        ),
        comment="other and former names of organisations",
    )
    op.create_index("ix_organisation_aliases_folded", "organisation_aliases", ["folded"])


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", ID, nullable=False, comment="surrogate key, the only trace of a person in other tables"),
        sa.Column(
            "workspace_id",
            SHORT,
            comment="enterprise id where there is one, else team id; null without Slack",
        ),
        sa.Column("user_id", SHORT, comment="Slack user id, U... or W...; null without Slack"),
        sa.Column("team_id", SHORT, comment="the workspace in which messages reach them"),
        sa.Column("organisation_id", ID, comment="whom they work for"),
        sa.Column("name", LONG, comment="as Slack shows it; null until known, blanked on erasure"),
        sa.Column("email", LONG, comment="for people named by a coordinator or an import"),
        sa.Column("zone", SHORT, comment="IANA zone from their Slack profile"),
        sa.Column("dm_channel", SHORT, comment="id of the direct-message channel with the bot, D..."),
        sa.Column(
            "is_external",
            sa.Boolean(),
            nullable=False,
            server_default=sa.text("false"),
            comment="guest or Slack Connect",
        ),
        sa.Column("created_at", MOMENT, nullable=False, comment="first seen"),
        sa.Column("profile_at", MOMENT, comment="when name and zone were last read from Slack (machine time)"),
        sa.Column("deactivated_at", MOMENT, comment="when Slack said the account is gone"),
        sa.Column("erased_at", MOMENT, comment="when their name and addresses were blanked on request"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_people_organisation_id")),
        sa.ForeignKeyConstraint(["team_id"], ["workspaces.team_id"], name=op.f("fk_people_team_id")),
        sa.UniqueConstraint("workspace_id", "user_id", name=op.f("uq_people_workspace_id_user_id")),
        comment="the only place of names, e-mail addresses and Slack user ids",
    )


def _assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", ID, nullable=False, comment="surrogate key"),
        sa.Column("person_id", ID, nullable=False, comment="who"),
        sa.Column("role", SHORT, nullable=False, comment="officer, lead, deputy, coordinator, facilitator or admin"),
        sa.Column("subject_kind", SHORT, nullable=False, comment="action, section, plan, programme or all"),
        sa.Column("subject_id", LONG, nullable=False, comment="which one; * for all"),
        sa.Column("from_at", MOMENT, nullable=False, comment="holds from this moment"),
        sa.Column("until_at", MOMENT, comment="ended at this moment; null while it holds"),
        sa.Column("given_by_id", ID, comment="who gave it; null when a setting or an import did"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.ForeignKeyConstraint(["given_by_id"], ["people.id"], name=op.f("fk_assignments_given_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_assignments_person_id")),
        sa.CheckConstraint(
            "role in ('officer','lead','deputy','coordinator','facilitator','admin')",
            name=op.f("ck_assignments_role"),
        ),
        sa.CheckConstraint(
            "subject_kind in ('action','section','plan','programme','all')",
            name=op.f("ck_assignments_subject_kind"),
        ),
        comment="who has which role, for what, and from when until when",
    )
    op.create_index("ix_assignments_person_id", "assignments", ["person_id"])
    op.create_index("ix_assignments_subject", "assignments", ["subject_kind", "subject_id"])


def _follows() -> None:
    op.create_table(
        "follows",
        sa.Column("person_id", ID, nullable=False, comment="who"),
        sa.Column("subject_kind", SHORT, nullable=False, comment="action, plan, programme or event"),
        sa.Column("subject_id", LONG, nullable=False, comment="which one"),
        sa.Column("created_at", MOMENT, nullable=False, comment="since when: nothing earlier is planned for it"),
        sa.PrimaryKeyConstraint("person_id", "subject_kind", "subject_id", name=op.f("pk_follows")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_follows_person_id")),
        comment="who asked to be kept informed about what",
    )
    op.create_index("ix_follows_subject", "follows", ["subject_kind", "subject_id"])


def _channels() -> None:
    op.create_table(
        "channels",
        sa.Column("team_id", SHORT, nullable=False, comment="the channel's workspace"),
        sa.Column("channel_id", SHORT, nullable=False, comment="Slack channel id, C... or G..."),
        sa.Column("subject_kind", SHORT, nullable=False, comment="plan or programme"),
        sa.Column("subject_id", LONG, nullable=False, comment="which one it announces"),
        sa.Column("created_at", MOMENT, nullable=False, comment="since when: nothing earlier is planned for it"),
        sa.Column("created_by_id", ID, comment="who tied them together"),
        sa.PrimaryKeyConstraint("team_id", "channel_id", "subject_kind", "subject_id", name=op.f("pk_channels")),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_channels_created_by_id")),
        sa.ForeignKeyConstraint(["team_id"], ["workspaces.team_id"], name=op.f("fk_channels_team_id")),
        comment="which channel announces what",
    )
    op.create_index("ix_channels_subject", "channels", ["subject_kind", "subject_id"])


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("slug", SHORT, nullable=False, comment="leicestershire-2024"),
        sa.Column("title", LONG, nullable=False, comment="what people call it"),
        sa.Column("organisation_id", ID, nullable=False, comment="its publisher"),
        sa.Column("document", LONG, comment="file name of the source document"),
        sa.Column("published_on", sa.Date(), comment="date of the text that was read"),
        sa.Column("published_precision", SHORT, comment="day, month or year: how exact published_on is"),
        sa.Column("starts_on", sa.Date(), comment="first day of its years"),
        sa.Column("ends_on", sa.Date(), comment="last day of its years: afterwards nobody is asked"),
        sa.Column("roles", sa.JSON(), nullable=False, comment="what the council may be in an action, as a list"),
        sa.Column("stages", sa.JSON(), nullable=False, comment="its stages in order, as a list"),
        sa.Column("uses_rag", sa.Boolean(), nullable=False, comment="whether the plan gives Red, Amber, Green"),
        sa.Column(
            "wants_review",
            sa.Boolean(),
            nullable=False,
            comment="whether a coordinator accepts each update first",
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_plans")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_plans_organisation_id")),
        comment="published action plans",
    )


def _plan_workspaces() -> None:
    op.create_table(
        "plan_workspaces",
        sa.Column("plan_slug", SHORT, nullable=False, comment="which plan"),
        sa.Column("workspace_id", SHORT, nullable=False, comment="enterprise or team id: everybody there reads it"),
        sa.PrimaryKeyConstraint("plan_slug", "workspace_id", name=op.f("pk_plan_workspaces")),
        sa.ForeignKeyConstraint(
            ["plan_slug"], ["plans.slug"], name=op.f("fk_plan_workspaces_plan_slug"), ondelete="CASCADE"
        ),
        comment="who sees a plan",
    )


def _sections() -> None:
    op.create_table(
        "sections",
        sa.Column("id", LONG, nullable=False, comment="leicestershire-2024/transport"),
        sa.Column("plan_slug", SHORT, nullable=False, comment="of which plan"),
        sa.Column("title", LONG, nullable=False, comment="as people call it"),
        sa.Column("position", sa.Integer(), nullable=False, comment="order in the plan, from 1"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sections")),
        sa.ForeignKeyConstraint(["plan_slug"], ["plans.slug"], name=op.f("fk_sections_plan_slug"), ondelete="CASCADE"),
        comment="sections and themes of plans",
    )
    op.create_index("ix_sections_plan_slug", "sections", ["plan_slug"])


def _actions() -> None:
    op.create_table(
        "actions",
        sa.Column("id", LONG, nullable=False, comment="plan and ref: leicestershire-2024:T18"),
        sa.Column("plan_slug", SHORT, nullable=False, comment="of which plan"),
        sa.Column("ref", SHORT, nullable=False, comment="short id, unique in the plan"),
        sa.Column(
            "ref_key",
            SHORT,
            nullable=False,
            comment="the ref as it is looked up: lower case, letters and digits",
        ),
        sa.Column("printed_ref", SHORT, nullable=False, comment="what the plan prints, shown to people"),
        sa.Column("section_id", LONG, nullable=False, comment="in which section"),
        sa.Column("subsection", LONG, comment="heading below the section"),
        sa.Column("position", sa.Integer(), nullable=False, comment="order in the plan, from 1"),
        sa.Column("title", LONG, nullable=False, comment="short title in our words"),
        sa.Column("summary", sa.Text(), comment="one or two sentences in our words"),
        sa.Column("wording", sa.Text(), comment="the plan's official text, from an import"),
        sa.Column("role", SHORT, comment="what the council does: one of the plan's roles"),
        sa.Column("objectives", sa.JSON(), comment="objectives it serves, a list; null where the plan has none"),
        sa.Column("outcomes", sa.JSON(), nullable=False, comment="outcomes it should bring, a list of short labels"),
        sa.Column("source_lines", SHORT, comment="lines of the source document, 41 or 41-43"),
        sa.Column("uncertain", sa.JSON(), nullable=False, comment="names of fields that are a reading, not a fact"),
        sa.Column("withdrawn_at", MOMENT, comment="when it was taken out of the plan"),
        sa.Column("current_entry_id", ID, comment="the status entry that counts now (a cache)"),
        sa.Column("next_due_at", MOMENT, comment="when the next update is due (a cache)"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
        sa.ForeignKeyConstraint(["plan_slug"], ["plans.slug"], name=op.f("fk_actions_plan_slug"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["section_id"], ["sections.id"], name=op.f("fk_actions_section_id")),
        sa.UniqueConstraint("plan_slug", "ref", name=op.f("uq_actions_plan_slug_ref")),
        sa.UniqueConstraint("plan_slug", "ref_key", name=op.f("uq_actions_plan_slug_ref_key")),
        comment="actions of plans",
    )
    op.create_index("ix_actions_ref_key", "actions", ["ref_key"])
    op.create_index("ix_actions_section_id", "actions", ["section_id"])


def _action_partners() -> None:
    op.create_table(
        "action_partners",
        sa.Column("action_id", LONG, nullable=False, comment="which action"),
        sa.Column("organisation_id", ID, nullable=False, comment="which partner"),
        sa.Column("position", sa.Integer(), nullable=False, comment="order in the plan, from 1"),
        sa.PrimaryKeyConstraint("action_id", "organisation_id", name=op.f("pk_action_partners")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["actions.id"], name=op.f("fk_action_partners_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_action_partners_organisation_id")
        ),
        comment="who may be involved in an action",
    )
    op.create_index("ix_action_partners_organisation_id", "action_partners", ["organisation_id"])


def _status_entries() -> None:
    op.create_table(
        "status_entries",
        sa.Column("id", ID, nullable=False, comment="surrogate key, rising"),
        sa.Column("action_id", LONG, nullable=False, comment="about which action"),
        sa.Column("kind", SHORT, nullable=False, comment="published, update, no_change or correction"),
        sa.Column("stages", sa.JSON(), nullable=False, comment="list of {stage, qualifier}: an action may be at two"),
        sa.Column("rag", SHORT, comment="Red, Amber or Green; null: not given"),
        sa.Column("note", sa.Text(), comment="what is published in the committee paper"),
        sa.Column("internal_note", sa.Text(), comment="seen by the action's own people only"),
        sa.Column(
            "as_of",
            sa.Date(),
            nullable=False,
            comment="the day the status describes (last day of its month or year)",
        ),
        sa.Column("as_of_precision", SHORT, nullable=False, comment="day, month or year"),
        sa.Column("state", SHORT, nullable=False, comment="submitted, accepted or returned"),
        sa.Column("author_id", ID, comment="whose answer it is; null when published"),
        sa.Column("corrects_id", ID, comment="the entry that this one corrects"),
        sa.Column("created_at", MOMENT, nullable=False, comment="when it was recorded"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_entries")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["actions.id"], name=op.f("fk_status_entries_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_status_entries_author_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["status_entries.id"], name=op.f("fk_status_entries_corrects_id")),
        sa.CheckConstraint(
            "kind in ('published','update','no_change','correction')", name=op.f("ck_status_entries_kind")
        ),
        sa.CheckConstraint("state in ('submitted','accepted','returned')", name=op.f("ck_status_entries_state")),
        sa.CheckConstraint("rag in ('Red','Amber','Green')", name=op.f("ck_status_entries_rag")),
        comment="append-only: every status an action ever had",
    )
    op.create_index("ix_status_entries_action", "status_entries", ["action_id", "as_of", "id"])


def _programmes() -> None:
    op.create_table(
        "programmes",
        sa.Column("slug", SHORT, nullable=False, comment="lednet-2021"),
        sa.Column("title", LONG, nullable=False, comment="what people call it"),
        sa.Column("organisation_id", ID, nullable=False, comment="who runs it"),
        sa.Column("kind", SHORT, nullable=False, comment="meetings or learning_sets"),
        sa.Column("document", LONG, comment="file name of the source document"),
        sa.Column("themes_are", SHORT, comment="what its themes are called: cluster or priority"),
        sa.Column("themes", sa.JSON(), nullable=False, comment="clusters or priorities, a list of labels"),
        sa.Column("rules", sa.JSON(), nullable=False, comment="places, nominees and entry criteria of learning sets"),
        sa.Column("reminders_from", MOMENT, comment="when its coordinator switched reminders on; null: off"),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_programmes")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_programmes_organisation_id")),
        sa.CheckConstraint("kind in ('meetings','learning_sets')", name=op.f("ck_programmes_kind")),
        comment="series of meetings and of learning sets",
    )


def _programme_workspaces() -> None:
    op.create_table(
        "programme_workspaces",
        sa.Column("programme_slug", SHORT, nullable=False, comment="which"),
        sa.Column("workspace_id", SHORT, nullable=False, comment="enterprise or team id: everybody there sees it"),
        sa.PrimaryKeyConstraint("programme_slug", "workspace_id", name=op.f("pk_programme_workspaces")),
        sa.ForeignKeyConstraint(
            ["programme_slug"],
            ["programmes.slug"],
            name=op.f("fk_programme_workspaces_programme_slug"),
            ondelete="CASCADE",
        ),
        comment="who sees a programme",
    )


def _learning_sets() -> None:
    op.create_table(
        "learning_sets",
        sa.Column("id", LONG, nullable=False, comment="lga-sets-2024:sp-tue"),
        sa.Column("programme_slug", SHORT, nullable=False, comment="of which programme"),
        sa.Column("title", LONG, nullable=False, comment="Tuesday set"),
        sa.Column("position", sa.Integer(), nullable=False, comment="order in the programme, from 1"),
        sa.Column("places", sa.Integer(), nullable=False, comment="teams that can take part"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_sets")),
        sa.ForeignKeyConstraint(
            ["programme_slug"],
            ["programmes.slug"],
            name=op.f("fk_learning_sets_programme_slug"),
            ondelete="CASCADE",
        ),
        comment="learning sets: groups of teams that meet several times",
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", LONG, nullable=False, comment="for ever: lednet-2021-05-20, lga-sets-2024:sp-tue-1"),
        sa.Column("programme_slug", SHORT, nullable=False, comment="of which programme"),
        sa.Column("learning_set_id", LONG, comment="for a session: of which set"),
        sa.Column("kind", SHORT, nullable=False, comment="meeting, session or workshop"),
        sa.Column("title", LONG, nullable=False, comment="what people call it"),
        sa.Column("theme", LONG, comment="what it is about, where the programme says"),
        sa.Column("date", sa.Date(), nullable=False, comment="local date in `zone`"),
        sa.Column("starts", sa.Time(), comment="local time; null: not known, all day"),
        sa.Column("ends", sa.Time(), comment="local time; null: not known"),
        sa.Column("zone", SHORT, nullable=False, comment="IANA zone of date and times"),
        sa.Column("place", LONG, comment="where it is held; published"),
        sa.Column("status", SHORT, nullable=False, comment="proposed, confirmed or cancelled"),
        sa.Column(
            "revision",
            sa.Integer(),
            nullable=False,
            comment="rises with any visible change: SEQUENCE in calendars",
        ),
        sa.Column("known_from", MOMENT, nullable=False, comment="when this date became known to us"),
        sa.Column("updated_at", MOMENT, nullable=False, comment="last change: DTSTAMP in calendars"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.ForeignKeyConstraint(["learning_set_id"], ["learning_sets.id"], name=op.f("fk_events_learning_set_id")),
        sa.ForeignKeyConstraint(
            ["programme_slug"], ["programmes.slug"], name=op.f("fk_events_programme_slug"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("kind in ('meeting','session','workshop')", name=op.f("ck_events_kind")),
        sa.CheckConstraint("status in ('proposed','confirmed','cancelled')", name=op.f("ck_events_status")),
        comment="dated events: meetings of programmes and sessions of learning sets",
    )
    op.create_index("ix_events_date", "events", ["date"])
    op.create_index("ix_events_programme_slug", "events", ["programme_slug"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", ID, nullable=False, comment="surrogate key"),
        sa.Column("key", LONG, nullable=False, comment="what it is, so that it is made once"),
        sa.Column("kind", SHORT, nullable=False, comment="which message to draw"),
        sa.Column("team_id", SHORT, nullable=False, comment="in which workspace"),
        sa.Column("person_id", ID, comment="to whom, as a direct message"),
        sa.Column("channel_id", SHORT, comment="or to which channel"),
        sa.Column("thread_ts", SHORT, comment="below which message"),
        sa.Column(
            "payload",
            sa.JSON(),
            nullable=False,
            comment="facts to draw it from; emptied 30 days after sending",
        ),
        sa.Column("status", SHORT, nullable=False, comment="pending, leased, sent, dropped or dead"),
        sa.Column("due_at", MOMENT, nullable=False, comment="not before this moment (programme time)"),
        sa.Column("next_attempt_at", MOMENT, nullable=False, comment="not before this moment (machine time)"),
        sa.Column(
            "attempts",
            sa.Integer(),
            nullable=False,
            server_default=sa.text("0"),
            comment="posts tried so far",
        ),
        sa.Column("lease_token", SHORT, comment="who is sending it"),
        sa.Column("lease_until", MOMENT, comment="until when they may (machine time)"),
        sa.Column("posting_from", MOMENT, comment="when a post was begun whose end is not known (machine time)"),
        sa.Column("file_id", SHORT, comment="Slack file id, stored before the file is shared"),
        sa.Column("posted_to", SHORT, comment="channel id that Slack answered with"),
        sa.Column("ts", SHORT, comment="Slack's id of the message, stored after ok"),
        sa.Column("error", sa.Text(), comment="why the last attempt failed"),
        sa.Column("request_id", SHORT, comment="the gesture that caused it"),
        sa.Column("created_at", MOMENT, nullable=False, comment="when its cause happened (programme time)"),
        sa.Column("sent_at", MOMENT, comment="when Slack said ok (machine time)"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_deliveries_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["workspaces.team_id"], name=op.f("fk_deliveries_team_id")),
        sa.CheckConstraint("status in ('pending','leased','sent','dropped','dead')", name=op.f("ck_deliveries_status")),
        sa.CheckConstraint("(person_id is null) <> (channel_id is null)", name=op.f("ck_deliveries_one_place")),
        sa.UniqueConstraint("key", name=op.f("uq_deliveries_key")),
        comment="the outbox: one message to one place",
    )
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["next_attempt_at", "id"],
        sqlite_where=sa.text("status in ('pending','leased')"),
        postgresql_where=sa.text("status in ('pending','leased')"),
    )


def _reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", ID, nullable=False, comment="surrogate key"),
        sa.Column("rule", SHORT, nullable=False, comment="which reminder kind"),
        sa.Column("subject_kind", SHORT, nullable=False, comment="event or action"),
        sa.Column("subject_id", LONG, nullable=False, comment="which one"),
        sa.Column("occurrence", SHORT, nullable=False, comment="the date it is about, ISO"),
        sa.Column("recipient", LONG, nullable=False, comment="person:12 or channel:T1:C1"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="revision of the subject it was computed from"),
        sa.Column("person_id", ID, comment="to whom"),
        sa.Column("team_id", SHORT, nullable=False, comment="in which workspace"),
        sa.Column("channel_id", SHORT, comment="or to which channel"),
        sa.Column("due_at", MOMENT, nullable=False, comment="when it should go (programme time)"),
        sa.Column("status", SHORT, nullable=False, comment="planned, sent, superseded or missed"),
        sa.Column("delivery_id", ID, comment="the message that carried it"),
        sa.Column("created_at", MOMENT, nullable=False, comment="when it was planned (programme time)"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_reminders_delivery_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reminders_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["workspaces.team_id"], name=op.f("fk_reminders_team_id")),
        sa.CheckConstraint("status in ('planned','sent','superseded','missed')", name=op.f("ck_reminders_status")),
        sa.UniqueConstraint(
            "rule",
            "subject_kind",
            "subject_id",
            "occurrence",
            "recipient",
            "revision",
            name=op.f("uq_reminders_identity"),
        ),
        comment="things due to be said, computed from rules and facts",
    )
    op.create_index(
        "ix_reminders_planned",
        "reminders",
        ["due_at"],
        sqlite_where=sa.text("status = 'planned'"),
        postgresql_where=sa.text("status = 'planned'"),
    )


def _rates() -> None:
    op.create_table(
        "rates",
        sa.Column("bucket", LONG, nullable=False, comment="T1 chat.postMessage, or T1 chat.postMessage C1"),
        sa.Column("allowance", sa.Float(), nullable=False, comment="calls that may be made at once"),
        sa.Column("refilled_at", MOMENT, nullable=False, comment="when allowance was computed (machine time)"),
        sa.Column("blocked_until", MOMENT, comment="Slack's Retry-After (machine time)"),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_rates")),
        comment="token buckets for Slack's rate limits, shared by all replicas",
    )


def _seen() -> None:
    op.create_table(
        "seen",
        sa.Column("gesture", LONG, nullable=False, comment="event_id, trigger_id, or the id of a saved view"),
        sa.Column("answer", sa.JSON(), comment="facts to answer a repeat with"),
        sa.Column("created_at", MOMENT, nullable=False, comment="when it was done (programme time)"),
        sa.PrimaryKeyConstraint("gesture", name=op.f("pk_seen")),
        comment="gestures already done",
    )
    op.create_index("ix_seen_created_at", "seen", ["created_at"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", ID, nullable=False, comment="surrogate key, rising"),
        sa.Column("at", MOMENT, nullable=False, comment="when (programme time)"),
        sa.Column("person_id", ID, comment="who; null when a setting, an import or a job did it"),
        sa.Column("did", SHORT, nullable=False, comment="what: update.saved, role.given, ..."),
        sa.Column("subject_kind", SHORT, nullable=False, comment="about what"),
        sa.Column("subject_id", LONG, nullable=False, comment="which one"),
        sa.Column("details", sa.JSON(), nullable=False, comment="ids and values; never private text"),
        sa.Column("origin", SHORT, nullable=False, comment="from where: slack, cli, job or setting"),
        sa.Column("request_id", SHORT, comment="the gesture"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_audit_person_id")),
        comment="every change of anything by anybody",
    )
    op.create_index("ix_audit_subject", "audit", ["subject_kind", "subject_id"])
