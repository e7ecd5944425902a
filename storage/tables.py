"""The tables, each column with its meaning; `storage/migrations` brings a database to this shape.

What a row is about is a pair of texts, `subject_kind` and `subject_id`: ("plan", "leicestershire-2024"),
("section", "leicestershire-2024/transport"), ("action", "leicestershire-2024:T18"),
("programme", "lednet-2021"), ("event", "lednet-2021-05-20"), ("all", "*").
"""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)

from storage.types import Id, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

SHORT = 80
LONG = 300

workspaces = Table(
    "workspaces",
    metadata,
    Column("team_id", String(SHORT), primary_key=True, comment="Slack team id, T..."),
    Column("enterprise_id", String(SHORT), comment="Slack enterprise id, E..., on Enterprise Grid"),
    Column("name", String(LONG), nullable=False, comment="as Slack calls the workspace"),
    Column("bot_user_id", String(SHORT), comment="the bot's own user id there"),
    Column("bot_token", LargeBinary, comment="bot token, encrypted with CONVENOR_SECRET_KEY"),
    Column("installed_at", UtcDateTime, nullable=False, comment="when the token was first stored"),
    Column("revoked_at", UtcDateTime, comment="when the app was uninstalled or its token revoked"),
    comment="Slack workspaces the bot is installed in",
)

organisations = Table(
    "organisations",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key"),
    Column("slug", String(SHORT), nullable=False, unique=True, comment="short name in addresses and data files"),
    Column("name", String(LONG), nullable=False, comment="canonical name, in full"),
    Column(
        "kind",
        String(SHORT),
        nullable=False,
        comment="council, network, partner or group (such as Residents)",
    ),
    Column("nation", String(3), comment="ENG, WLS, SCT or NIR: whose bank holidays it keeps"),
    Column("valid_from", Date, comment="first day it existed under this name"),
    Column("valid_to", Date, comment="last day it existed under this name"),
    Column("what", Text, comment="what it is, one sentence in our words"),
    Column("merged_into_id", Id, comment="the organisation it turned out to be; its rows name that one"),
    comment="councils, partners and networks",
)

organisation_aliases = Table(
    "organisation_aliases",
    metadata,
    Column(
        "organisation_id",
        ForeignKey("organisations.id", ondelete="CASCADE"),
        primary_key=True,
        comment="whose",
    ),
    Column(
        "folded",
        String(LONG),
        primary_key=True,
        comment="the alias as it is compared: lower case, single blanks",
    ),
    Column("alias", String(LONG), nullable=False, comment="as people write it"),
    comment="other and former names of organisations",
)
Index("ix_organisation_aliases_folded", organisation_aliases.c.folded)

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key, the only trace of a person in other tables"),
    Column(
        "workspace_id",
        String(SHORT),
        comment="enterprise id where there is one, else team id; null without Slack",
    ),
    Column("user_id", String(SHORT), comment="Slack user id, U... or W...; null without Slack"),
    Column("team_id", ForeignKey("workspaces.team_id"), comment="the workspace in which messages reach them"),
    Column("organisation_id", ForeignKey("organisations.id"), comment="whom they work for"),
    Column("name", String(LONG), comment="as Slack shows it; null until known, blanked on erasure"),
    Column("email", String(LONG), comment="for people named by a coordinator or an import"),
    Column("zone", String(SHORT), comment="IANA zone from their Slack profile"),
    Column("dm_channel", String(SHORT), comment="id of the direct-message channel with the bot, D..."),
    Column("is_external", Boolean, nullable=False, server_default=text("false"), comment="guest or Slack Connect"),
    Column("created_at", UtcDateTime, nullable=False, comment="first seen"),
    Column("profile_at", UtcDateTime, comment="when name and zone were last read from Slack (machine time)"),
    Column("deactivated_at", UtcDateTime, comment="when Slack said the account is gone"),
    Column("erased_at", UtcDateTime, comment="when their name and addresses were blanked on request"),
    UniqueConstraint("workspace_id", "user_id"),
    comment="the only place of names, e-mail addresses and Slack user ids",
)

assignments = Table(
    "assignments",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key"),
    Column("person_id", ForeignKey("people.id"), nullable=False, comment="who"),
    Column(
        "role",
        String(SHORT),
        nullable=False,
        comment="officer, lead, deputy, coordinator, facilitator or admin",
    ),
    Column("subject_kind", String(SHORT), nullable=False, comment="action, section, plan, programme or all"),
    Column("subject_id", String(LONG), nullable=False, comment="which one; * for all"),
    Column("from_at", UtcDateTime, nullable=False, comment="holds from this moment"),
    Column("until_at", UtcDateTime, comment="ended at this moment; null while it holds"),
    Column("given_by_id", ForeignKey("people.id"), comment="who gave it; null when a setting or an import did"),
    Column(
        "origin",
        String(SHORT),
        nullable=False,
        server_default="slack",
        comment="where it was given: slack, cli, import, setting or demo; a setting takes back what it gave",
    ),
    CheckConstraint("role in ('officer','lead','deputy','coordinator','facilitator','admin')", name="role"),
    CheckConstraint("subject_kind in ('action','section','plan','programme','all')", name="subject_kind"),
    comment="who has which role, for what, and from when until when",
)
Index("ix_assignments_person_id", assignments.c.person_id)
Index("ix_assignments_subject", assignments.c.subject_kind, assignments.c.subject_id)

follows = Table(
    "follows",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True, comment="who"),
    Column("subject_kind", String(SHORT), primary_key=True, comment="action, plan, programme or event"),
    Column("subject_id", String(LONG), primary_key=True, comment="which one"),
    Column("created_at", UtcDateTime, nullable=False, comment="since when: nothing earlier is planned for it"),
    comment="who asked to be kept informed about what",
)
Index("ix_follows_subject", follows.c.subject_kind, follows.c.subject_id)

channels = Table(
    "channels",
    metadata,
    Column("team_id", ForeignKey("workspaces.team_id"), primary_key=True, comment="the channel's workspace"),
    Column("channel_id", String(SHORT), primary_key=True, comment="Slack channel id, C... or G..."),
    Column("subject_kind", String(SHORT), primary_key=True, comment="plan or programme"),
    Column("subject_id", String(LONG), primary_key=True, comment="which one it announces"),
    Column("created_at", UtcDateTime, nullable=False, comment="since when: nothing earlier is planned for it"),
    Column("created_by_id", ForeignKey("people.id"), comment="who tied them together"),
    comment="which channel announces what",
)
Index("ix_channels_subject", channels.c.subject_kind, channels.c.subject_id)

plans = Table(
    "plans",
    metadata,
    Column("slug", String(SHORT), primary_key=True, comment="leicestershire-2024"),
    Column("title", String(LONG), nullable=False, comment="what people call it"),
    Column("organisation_id", ForeignKey("organisations.id"), nullable=False, comment="its publisher"),
    Column("document", String(LONG), comment="file name of the source document"),
    Column("published_on", Date, comment="date of the text that was read"),
    Column("published_precision", String(SHORT), comment="day, month or year: how exact published_on is"),
    Column("starts_on", Date, comment="first day of its years"),
    Column("ends_on", Date, comment="last day of its years: afterwards nobody is asked"),
    Column("roles", JSON(none_as_null=True), nullable=False, comment="what the council may be in an action, as a list"),
    Column("stages", JSON(none_as_null=True), nullable=False, comment="its stages in order, as a list"),
    Column("uses_rag", Boolean, nullable=False, comment="whether the plan gives Red, Amber, Green"),
    Column("wants_review", Boolean, nullable=False, comment="whether a coordinator accepts each update first"),
    Column(
        "is_public",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="whether its published facts may stand on a web page",
    ),
    Column(
        "shown_to_all",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="imported for every workspace: one that is installed later sees it, too",
    ),
    Column(
        "cadence",
        String(SHORT),
        comment="how often it reports: yearly, half-yearly, quarterly or monthly; null: nobody has said yet",
    ),
    Column("reminders_from", UtcDateTime, comment="when its coordinator let people be asked in messages; null: off"),
    comment="published action plans",
)

plan_workspaces = Table(
    "plan_workspaces",
    metadata,
    Column("plan_slug", ForeignKey("plans.slug", ondelete="CASCADE"), primary_key=True, comment="which plan"),
    Column(
        "workspace_id",
        String(SHORT),
        primary_key=True,
        comment="enterprise or team id: everybody there reads it",
    ),
    comment="who sees a plan",
)

sections = Table(
    "sections",
    metadata,
    Column("id", String(LONG), primary_key=True, comment="leicestershire-2024/transport"),
    Column("plan_slug", ForeignKey("plans.slug", ondelete="CASCADE"), nullable=False, comment="of which plan"),
    Column("title", String(LONG), nullable=False, comment="as people call it"),
    Column("position", Integer, nullable=False, comment="order in the plan, from 1"),
    comment="sections and themes of plans",
)
Index("ix_sections_plan_slug", sections.c.plan_slug)

actions = Table(
    "actions",
    metadata,
    Column("id", String(LONG), primary_key=True, comment="plan and ref: leicestershire-2024:T18"),
    Column("plan_slug", ForeignKey("plans.slug", ondelete="CASCADE"), nullable=False, comment="of which plan"),
    Column("ref", String(SHORT), nullable=False, comment="short id, unique in the plan"),
    Column(
        "ref_key",
        String(SHORT),
        nullable=False,
        comment="the ref as it is looked up: lower case, letters and digits",
    ),
    Column("printed_ref", String(SHORT), nullable=False, comment="what the plan prints, shown to people"),
    Column("section_id", ForeignKey("sections.id"), nullable=False, comment="in which section"),
    Column("subsection", String(LONG), comment="heading below the section"),
    Column("position", Integer, nullable=False, comment="order in the plan, from 1"),
    Column("title", String(LONG), nullable=False, comment="short title in our words"),
    Column("summary", Text, comment="one or two sentences in our words"),
    Column("wording", Text, comment="the plan's official text, from an import"),
    Column("role", String(SHORT), comment="what the council does: one of the plan's roles"),
    Column(
        "objectives",
        JSON,
        comment="objectives it serves, a list; null where the plan has none",
    ),
    Column(
        "outcomes", JSON(none_as_null=True), nullable=False, comment="outcomes it should bring, a list of short labels"
    ),
    Column("source_lines", String(SHORT), comment="lines of the source document, 41 or 41-43"),
    Column(
        "uncertain", JSON(none_as_null=True), nullable=False, comment="names of fields that are a reading, not a fact"
    ),
    Column("withdrawn_at", UtcDateTime, comment="when it was taken out of the plan"),
    Column("current_entry_id", Id, comment="the status entry that counts now (a cache)"),
    Column("next_due_at", UtcDateTime, comment="when the next update is due (a cache)"),
    Column("merged_into_id", String(LONG), comment="the action it was merged into; withdrawn itself"),
    UniqueConstraint("plan_slug", "ref"),
    UniqueConstraint("plan_slug", "ref_key"),
    comment="actions of plans",
)
Index("ix_actions_ref_key", actions.c.ref_key)
Index("ix_actions_section_id", actions.c.section_id)
Index(
    "ix_actions_next_due_at",
    actions.c.next_due_at,
    sqlite_where=text("next_due_at is not null"),
    postgresql_where=text("next_due_at is not null"),
)

action_partners = Table(
    "action_partners",
    metadata,
    Column("action_id", ForeignKey("actions.id", ondelete="CASCADE"), primary_key=True, comment="which action"),
    Column("organisation_id", ForeignKey("organisations.id"), primary_key=True, comment="which partner"),
    Column("position", Integer, nullable=False, comment="order in the plan, from 1"),
    comment="who may be involved in an action",
)
Index("ix_action_partners_organisation_id", action_partners.c.organisation_id)

search_entries = Table(
    "search_entries",
    metadata,
    Column("id", Id, primary_key=True, comment="row of the full-text index (see storage/search.py)"),
    Column(
        "action_id", ForeignKey("actions.id", ondelete="CASCADE"), nullable=False, unique=True, comment="which action"
    ),
    Column("title", Text, nullable=False, comment="stems of the title, with blanks between"),
    Column("wording", Text, nullable=False, comment="stems of the official wording, or of our summary"),
    Column("note", Text, nullable=False, comment="stems of the published note of the current status"),
    comment="what is searched of an action, as stems",
)

search_words = Table(
    "search_words",
    metadata,
    Column("word", String(SHORT), primary_key=True, comment="a word of the texts, in lower case"),
    comment="the words that misspelt ones are compared with",
)

action_facets = Table(
    "action_facets",
    metadata,
    Column("facet", String(SHORT), primary_key=True, comment="plan, section, role, stage, rag, partner, ..."),
    Column("value", String(LONG), primary_key=True, comment="its value, a partner's id as text"),
    Column("plan_slug", String(SHORT), primary_key=True, comment="of the action: lists are in the plans' order"),
    Column("position", Integer, primary_key=True, comment="of the action in its plan"),
    Column("action_id", String(LONG), primary_key=True, comment="which action"),
    comment="what actions can be filtered by, in the order of lists; withdrawn actions are not here",
)
Index("ix_action_facets_action_id", action_facets.c.action_id)

glossary = Table(
    "glossary",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key"),
    Column("words", JSON(none_as_null=True), nullable=False, comment="words and phrases that mean the same, a list"),
    Column("workspace_id", String(SHORT), nullable=False, comment="enterprise or team id: who says so"),
    Column("added_by_id", ForeignKey("people.id"), comment="who added it"),
    Column("created_at", UtcDateTime, nullable=False, comment="when"),
    Column("removed_at", UtcDateTime, comment="when it was taken back"),
    comment="words that mean the same, beside those that come with the program",
)
Index("ix_glossary_workspace_id", glossary.c.workspace_id)

status_entries = Table(
    "status_entries",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key, rising"),
    Column(
        "action_id",
        ForeignKey("actions.id", ondelete="CASCADE"),
        nullable=False,
        comment="about which action",
    ),
    Column("kind", String(SHORT), nullable=False, comment="published, update, no_change or correction"),
    Column(
        "stages", JSON(none_as_null=True), nullable=False, comment="list of {stage, qualifier}: an action may be at two"
    ),
    Column("rag", String(SHORT), comment="Red, Amber or Green; null: not given"),
    Column("note", Text, comment="what is published in the committee paper"),
    Column("internal_note", Text, comment="seen by the action's own people only"),
    Column("as_of", Date, nullable=False, comment="the day the status describes (last day of its month or year)"),
    Column("as_of_precision", String(SHORT), nullable=False, comment="day, month or year"),
    Column(
        "state", String(SHORT), nullable=False, comment="submitted, accepted or returned; taken_back: it counts no more"
    ),
    Column("author_id", ForeignKey("people.id"), comment="whose answer it is; null when published"),
    Column("corrects_id", ForeignKey("status_entries.id"), comment="the entry that this one corrects"),
    Column("created_at", UtcDateTime, nullable=False, comment="when it was recorded"),
    Column("milestone", String(LONG), comment="the next milestone, in the officer's words; published"),
    Column("milestone_on", Date, comment="the day it should be reached"),
    Column("milestone_reason", Text, comment="why that day changed; published"),
    Column("milestone_agreed_by", String(LONG), comment="who agreed to the new day"),
    Column("evidence_url", Text, comment="where what the note says can be seen; published"),
    Column("needs_help", Text, comment="what help is needed: seen by the plan's coordinators only; null: none"),
    Column("completed_on", Date, comment="the day the action was completed"),
    Column("reopened_reason", Text, comment="why it is not complete after all; published"),
    Column("recorded_by_id", ForeignKey("people.id"), comment="who recorded it for the author"),
    Column("recorded_how", Text, comment="how the answer came: by telephone on 3 March"),
    Column("period_id", ForeignKey("periods.id"), comment="for which reporting period it counts; null: for none"),
    Column("reviewed_by_id", ForeignKey("people.id"), comment="which coordinator accepted or returned it"),
    Column("reviewed_at", UtcDateTime, comment="when they did"),
    Column("returned_comment", Text, comment="what the coordinator asks for, seen by the action's own people"),
    CheckConstraint("kind in ('published','update','no_change','correction')", name="kind"),
    CheckConstraint("state in ('submitted','accepted','returned','taken_back')", name="state"),
    CheckConstraint("rag in ('Red','Amber','Green')", name="rag"),
    comment="append-only: every status an action ever had",
)
Index("ix_status_entries_action", status_entries.c.action_id, status_entries.c.as_of, status_entries.c.id)
Index("ix_status_entries_period_id", status_entries.c.period_id)

periods = Table(
    "periods",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key"),
    Column("plan_slug", ForeignKey("plans.slug", ondelete="CASCADE"), nullable=False, comment="of which plan"),
    Column("title", String(LONG), nullable=False, comment="what people call it: December 2024"),
    Column("opens_on", Date, nullable=False, comment="first day on which leads are asked"),
    Column("due_on", Date, nullable=False, comment="last day for updates"),
    Column("signoff_on", Date, comment="the day the paper is signed off"),
    Column("dispatch_on", Date, comment="the day the papers go out"),
    Column("committee_on", Date, comment="the day of the committee"),
    Column("state", String(SHORT), nullable=False, comment="proposed, confirmed or closed"),
    Column("confirmed_by_id", ForeignKey("people.id"), comment="which coordinator confirmed the dates"),
    Column("closed_at", UtcDateTime, comment="when it was closed last; its rows of snapshots are of then"),
    Column("closed_by_id", ForeignKey("people.id"), comment="who closed it"),
    Column("reopened_at", UtcDateTime, comment="when it was opened again last"),
    Column("reopened_reason", Text, comment="why"),
    Column("created_at", UtcDateTime, nullable=False, comment="when it was proposed first"),
    CheckConstraint("state in ('proposed','confirmed','closed')", name="state"),
    comment="reporting periods of plans: when updates are asked for, and when they are frozen",
)
Index("ix_periods_plan_slug", periods.c.plan_slug, periods.c.due_on)

extensions = Table(
    "extensions",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key, rising: of one action the last counts"),
    Column("period_id", ForeignKey("periods.id", ondelete="CASCADE"), nullable=False, comment="of which period"),
    Column("action_id", ForeignKey("actions.id", ondelete="CASCADE"), comment="for which action; null: for all"),
    Column("due_on", Date, nullable=False, comment="last day for updates instead"),
    Column("reason", Text, nullable=False, comment="why, in the coordinator's words"),
    Column("by_id", ForeignKey("people.id"), nullable=False, comment="who gave it"),
    Column("at", UtcDateTime, nullable=False, comment="when (programme time)"),
    comment="append-only: more time for one action, or for a whole period",
)
Index("ix_extensions_period_id", extensions.c.period_id)

snapshots = Table(
    "snapshots",
    metadata,
    Column("period_id", ForeignKey("periods.id", ondelete="CASCADE"), primary_key=True, comment="of which period"),
    Column("action_id", ForeignKey("actions.id", ondelete="CASCADE"), primary_key=True, comment="which action"),
    Column("row", JSON(none_as_null=True), nullable=False, comment="what a report prints of it"),
    comment="what stood when a period was closed: reports of it print this, whatever changes later",
)

drafts = Table(
    "drafts",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True, comment="who typed it, and alone sees it"),
    Column("action_id", ForeignKey("actions.id", ondelete="CASCADE"), primary_key=True, comment="about which action"),
    Column("fields", JSON(none_as_null=True), nullable=False, comment="what the form held"),
    Column("saved_at", UtcDateTime, nullable=False, comment="when (programme time)"),
    comment="what an update form held that could not be saved, until it is saved or thrown away, 30 days at most",
)

passes = Table(
    "passes",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key"),
    Column("action_id", ForeignKey("actions.id", ondelete="CASCADE"), nullable=False, comment="which action"),
    Column("from_id", ForeignKey("people.id"), nullable=False, comment="who passed it on, and may take it back"),
    Column("to_id", ForeignKey("people.id"), nullable=False, comment="who answers this time"),
    Column(
        "period_id",
        ForeignKey("periods.id", ondelete="CASCADE"),
        comment="for which period; null: the next that is confirmed",
    ),
    Column("entry_id", ForeignKey("status_entries.id", ondelete="CASCADE"), comment="the answer that came of it"),
    Column("at", UtcDateTime, nullable=False, comment="when (programme time)"),
    Column("taken_back_at", UtcDateTime, comment="when it was taken back, or ended with its period"),
    comment="updates that a lead officer passed to somebody else",
)
Index("ix_passes_action_id", passes.c.action_id)
Index("ix_passes_to_id", passes.c.to_id)

queue = Table(
    "queue",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key"),
    Column("action_id", ForeignKey("actions.id", ondelete="CASCADE"), nullable=False, comment="which action"),
    Column("person_id", ForeignKey("people.id"), nullable=False, comment="who said that it is not theirs"),
    Column("reason", Text, comment="what they said, seen by the plan's coordinators"),
    Column("at", UtcDateTime, nullable=False, comment="when (programme time)"),
    Column("settled_at", UtcDateTime, comment="when a coordinator dealt with it; null: waits"),
    Column("settled_by_id", ForeignKey("people.id"), comment="which one"),
    comment="actions that were handed to their coordinators: not mine",
)
Index("ix_queue_action_id", queue.c.action_id)

review_items = Table(
    "review_items",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key"),
    Column("subject_kind", String(SHORT), nullable=False, comment="action, event, programme or plan"),
    Column("subject_id", String(LONG), nullable=False, comment="which one"),
    Column("plan_slug", ForeignKey("plans.slug", ondelete="CASCADE"), comment="of which plan, where it is of one"),
    Column("ref", String(SHORT), comment="the ref as read; null where a row has none that can be read"),
    Column(
        "field",
        String(SHORT),
        nullable=False,
        comment="what is uncertain: wording, partners; or row and a digest of its text",
    ),
    Column("reason", Text, nullable=False, comment="why it is uncertain, a sentence"),
    Column("document", String(LONG), nullable=False, comment="file name of the source document"),
    Column("lines", String(SHORT), nullable=False, comment="lines of the source document, 41 or 41-43"),
    Column("source", Text, nullable=False, comment="the text of those lines as it was read"),
    Column("reading", JSON(none_as_null=True), comment="what was read, marked as uncertain; null: not known"),
    Column("state", String(SHORT), nullable=False, comment="open or settled"),
    Column("settled_value", JSON(none_as_null=True), comment="what a person found to be right; null: not known"),
    Column("settled_by_id", ForeignKey("people.id"), comment="who settled it"),
    Column("settled_at", UtcDateTime, comment="when they did"),
    Column("created_at", UtcDateTime, nullable=False, comment="when an import first found it"),
    UniqueConstraint("subject_kind", "subject_id", "field", "document", name="uq_review_items_identity"),
    CheckConstraint("state in ('open','settled')", name="state"),
    comment="what an import could not read for certain, until a coordinator has settled it",
)
Index("ix_review_items_plan_slug_state", review_items.c.plan_slug, review_items.c.state)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key, rising: of one field the last counts"),
    Column("subject_kind", String(SHORT), nullable=False, comment="action, organisation, event or programme"),
    Column("subject_id", String(LONG), nullable=False, comment="which one; of an organisation its slug"),
    Column("field", String(SHORT), nullable=False, comment="the corrected column, partners, or withdrawn (a boolean)"),
    Column("value", JSON(none_as_null=True), comment="what it became: an import leaves this field alone"),
    Column("reason", Text, nullable=False, comment="why, in the coordinator's words"),
    Column("person_id", ForeignKey("people.id"), comment="who"),
    Column("at", UtcDateTime, nullable=False, comment="when (programme time)"),
    comment="append-only: what people corrected by hand, kept when a document is imported again",
)
Index("ix_corrections_subject", corrections.c.subject_kind, corrections.c.subject_id)

programmes = Table(
    "programmes",
    metadata,
    Column("slug", String(SHORT), primary_key=True, comment="lednet-2021"),
    Column("title", String(LONG), nullable=False, comment="what people call it"),
    Column("organisation_id", ForeignKey("organisations.id"), nullable=False, comment="who runs it"),
    Column("kind", String(SHORT), nullable=False, comment="meetings or learning_sets"),
    Column("document", String(LONG), comment="file name of the source document"),
    Column("themes_are", String(SHORT), comment="what its themes are called: cluster or priority"),
    Column("themes", JSON(none_as_null=True), nullable=False, comment="clusters or priorities, a list of labels"),
    Column(
        "rules", JSON(none_as_null=True), nullable=False, comment="places, nominees and entry criteria of learning sets"
    ),
    Column("reminders_from", UtcDateTime, comment="when its coordinator switched reminders on; null: off"),
    Column(
        "shown_to_all",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="imported for every workspace: one that is installed later sees it, too",
    ),
    CheckConstraint("kind in ('meetings','learning_sets')", name="kind"),
    comment="series of meetings and of learning sets",
)

programme_workspaces = Table(
    "programme_workspaces",
    metadata,
    Column("programme_slug", ForeignKey("programmes.slug", ondelete="CASCADE"), primary_key=True, comment="which"),
    Column(
        "workspace_id",
        String(SHORT),
        primary_key=True,
        comment="enterprise or team id: everybody there sees it",
    ),
    comment="who sees a programme",
)

learning_sets = Table(
    "learning_sets",
    metadata,
    Column("id", String(LONG), primary_key=True, comment="lga-sets-2024:sp-tue"),
    Column(
        "programme_slug",
        ForeignKey("programmes.slug", ondelete="CASCADE"),
        nullable=False,
        comment="of which programme",
    ),
    Column("title", String(LONG), nullable=False, comment="Tuesday set"),
    Column("position", Integer, nullable=False, comment="order in the programme, from 1"),
    Column("places", Integer, nullable=False, comment="teams that can take part"),
    comment="learning sets: groups of teams that meet several times",
)

events = Table(
    "events",
    metadata,
    Column("id", String(LONG), primary_key=True, comment="for ever: lednet-2021-05-20, lga-sets-2024:sp-tue-1"),
    Column(
        "programme_slug",
        ForeignKey("programmes.slug", ondelete="CASCADE"),
        nullable=False,
        comment="of which programme",
    ),
    Column("learning_set_id", ForeignKey("learning_sets.id"), comment="for a session: of which set"),
    Column("kind", String(SHORT), nullable=False, comment="meeting, session or workshop"),
    Column("title", String(LONG), nullable=False, comment="what people call it"),
    Column("theme", String(LONG), comment="what it is about, where the programme says"),
    Column("date", Date, nullable=False, comment="local date in `zone`"),
    Column("starts", Time, comment="local time; null: not known, all day"),
    Column("ends", Time, comment="local time; null: not known"),
    Column("zone", String(SHORT), nullable=False, comment="IANA zone of date and times"),
    Column("place", String(LONG), comment="where it is held; published"),
    Column("status", String(SHORT), nullable=False, comment="proposed, confirmed or cancelled"),
    Column("revision", Integer, nullable=False, comment="rises with any visible change: SEQUENCE in calendars"),
    Column("known_from", UtcDateTime, nullable=False, comment="when this date became known to us"),
    Column("updated_at", UtcDateTime, nullable=False, comment="last change: DTSTAMP in calendars"),
    CheckConstraint("kind in ('meeting','session','workshop')", name="kind"),
    CheckConstraint("status in ('proposed','confirmed','cancelled')", name="status"),
    comment="dated events: meetings of programmes and sessions of learning sets",
)
Index("ix_events_date", events.c.date)
Index("ix_events_programme_slug", events.c.programme_slug)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key"),
    Column("key", String(LONG), nullable=False, unique=True, comment="what it is, so that it is made once"),
    Column("kind", String(SHORT), nullable=False, comment="which message to draw"),
    Column("team_id", ForeignKey("workspaces.team_id"), nullable=False, comment="in which workspace"),
    Column("person_id", ForeignKey("people.id"), comment="to whom, as a direct message"),
    Column("channel_id", String(SHORT), comment="or to which channel"),
    Column("thread_ts", String(SHORT), comment="below which message"),
    Column(
        "payload",
        JSON(none_as_null=True),
        nullable=False,
        comment="facts to draw it from; emptied 30 days after sending",
    ),
    Column("status", String(SHORT), nullable=False, comment="pending, leased, sent, dropped or dead"),
    Column("due_at", UtcDateTime, nullable=False, comment="not before this moment (programme time)"),
    Column("next_attempt_at", UtcDateTime, nullable=False, comment="not before this moment (machine time)"),
    Column("attempts", Integer, nullable=False, server_default=text("0"), comment="posts tried so far"),
    Column("lease_token", String(SHORT), comment="who is sending it"),
    Column("lease_until", UtcDateTime, comment="until when they may (machine time)"),
    Column("posting_from", UtcDateTime, comment="when a post was begun whose end is not known (machine time)"),
    Column("file_id", String(SHORT), comment="Slack file id, stored before the file is shared"),
    Column("posted_to", String(SHORT), comment="channel id that Slack answered with"),
    Column("ts", String(SHORT), comment="Slack's id of the message, stored after ok"),
    Column("error", Text, comment="why the last attempt failed"),
    Column("request_id", String(SHORT), comment="the gesture that caused it"),
    Column("created_at", UtcDateTime, nullable=False, comment="when its cause happened (programme time)"),
    Column("sent_at", UtcDateTime, comment="when Slack said ok (machine time)"),
    CheckConstraint("status in ('pending','leased','sent','dropped','dead')", name="status"),
    CheckConstraint("(person_id is null) <> (channel_id is null)", name="one_place"),
    comment="the outbox: one message to one place",
)
Index(
    "ix_deliveries_waiting",
    deliveries.c.due_at,
    deliveries.c.id,
    sqlite_where=text("status in ('pending','leased')"),
    postgresql_where=text("status in ('pending','leased')"),
)
AWAITED = text(
    "status in ('pending','leased') and kind in ('answer','sentence','unfurl','shared','export','section_picture',"
    "'calendar_file','report_progress','report_file','redraw')"
)
Index(
    "ix_deliveries_asked_for",
    deliveries.c.due_at,
    deliveries.c.id,
    sqlite_where=AWAITED,
    postgresql_where=AWAITED,
)
Index("ix_deliveries_person", deliveries.c.person_id, deliveries.c.id)
Index(
    "ix_deliveries_failed",
    deliveries.c.id,
    sqlite_where=text("status = 'dead'"),
    postgresql_where=text("status = 'dead'"),
)

reminder_rules = Table(
    "reminder_rules",
    metadata,
    Column("name", String(SHORT), primary_key=True, comment="what reminders of this rule are known by, for ever"),
    Column("kind", String(SHORT), nullable=False, comment="what it is about: meeting, session, update, ..."),
    Column(
        "audience", String(SHORT), nullable=False, comment="channel, followers or asked (who is asked for an update)"
    ),
    Column("anchor", String(SHORT), nullable=False, comment="counted from: start, opens or due"),
    Column("unit", String(SHORT), nullable=False, comment="days, working_days or hours"),
    Column("amount", Integer, nullable=False, comment="how many after the anchor; negative: before it"),
    Column("at", Time, comment="local time; null: a person's own time of their daily message; unused with hours"),
    Column("off_day", String(SHORT), nullable=False, comment="on a day off: back, forward, or stay"),
    Column("every", Integer, comment="then again every so many of the unit; null: once"),
    Column("most", Integer, nullable=False, server_default=text("1"), comment="how often at most"),
    Column("is_on", Boolean, nullable=False, comment="whether it is in force"),
    Column("changed_at", UtcDateTime, comment="since when it is as it is (programme time); null: as shipped"),
    Column("changed_by_id", ForeignKey("people.id"), comment="who changed it"),
    CheckConstraint("audience in ('channel','followers','asked','deputies','coordinators')", name="audience"),
    CheckConstraint("anchor in ('start','opens','due')", name="anchor"),
    CheckConstraint("unit in ('days','working_days','hours')", name="unit"),
    CheckConstraint("off_day in ('back','forward','stay')", name="off_day"),
    comment="who hears of what, and when; a shipped rule that is missing is written when reminders are planned",
)

gaps = Table(
    "gaps",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key"),
    Column("from_at", UtcDateTime, nullable=False, comment="last sign of life before it (programme time)"),
    Column("until_at", UtcDateTime, nullable=False, comment="first sign of life after it (programme time)"),
    Column("late", Integer, nullable=False, comment="how many reminders go late"),
    Column("missed", Integer, nullable=False, comment="how many were not worth sending any more"),
    comment="times of over an hour in which nothing was sent, because the service did not run",
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("id", Integer, primary_key=True, comment="always 1: all replicas share one"),
    Column("ticked_at", UtcDateTime, nullable=False, comment="last sign of life (programme time)"),
    CheckConstraint("id = 1", name="only_one"),
    comment="when reminders were last looked at",
)

planning_marks = Table(
    "planning_marks",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key: a mark is a row, so that none is lost between replicas"),
    Column("subject_kind", String(SHORT), nullable=False, comment="event, programme, action, plan, person or all"),
    Column("subject_id", String(LONG), nullable=False, comment="which one"),
    comment="what has changed since its reminders were last planned",
)

reports = Table(
    "reports",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key"),
    Column("plan_slug", ForeignKey("plans.slug", ondelete="CASCADE"), nullable=False, comment="of which plan"),
    Column(
        "period_id", ForeignKey("periods.id", ondelete="CASCADE"), comment="of which period; null: as the plan stands"
    ),
    Column("team_id", ForeignKey("workspaces.team_id"), nullable=False, comment="in which workspace it was asked for"),
    Column("person_id", ForeignKey("people.id"), nullable=False, comment="who asked, and gets the files"),
    Column("delivery_id", ForeignKey("deliveries.id"), nullable=False, comment="the message that shows how far it is"),
    Column("state", String(SHORT), nullable=False, comment="waiting, making, made or failed"),
    Column("attempts", Integer, nullable=False, server_default=text("0"), comment="how often its making was begun"),
    Column("lease_token", String(SHORT), comment="who is making it"),
    Column("lease_until", UtcDateTime, comment="nobody else before this moment (machine time)"),
    Column("request_id", String(SHORT), comment="the gesture that caused it"),
    Column("asked_at", UtcDateTime, nullable=False, comment="when it was asked for (programme time)"),
    Column("told_at", UtcDateTime, comment="when that message said how it ended (machine time)"),
    CheckConstraint("state in ('waiting','making','made','failed')", name="state"),
    comment="reports that were asked for in Slack: made by a job, its files sent by the outbox",
)
Index(
    "ix_reports_unfinished",
    reports.c.id,
    sqlite_where=text("told_at is null"),
    postgresql_where=text("told_at is null"),
)

report_files = Table(
    "report_files",
    metadata,
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True, comment="of which report"),
    Column("format", String(SHORT), primary_key=True, comment="xlsx, docx, csv or png"),
    Column("name", String(LONG), nullable=False, comment="the file's name"),
    Column("title", String(LONG), nullable=False, comment="what Slack calls it"),
    Column("alt", Text, nullable=False, comment="what a picture shows, in words; empty for others"),
    Column("content", LargeBinary, nullable=False, comment="the file"),
    comment="files of reports, until they are sent; a week at most",
)

reminders = Table(
    "reminders",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key"),
    Column("rule", String(SHORT), nullable=False, comment="which reminder kind"),
    Column("subject_kind", String(SHORT), nullable=False, comment="event or action"),
    Column("subject_id", String(LONG), nullable=False, comment="which one"),
    Column("occurrence", String(SHORT), nullable=False, comment="the date it is about, ISO"),
    Column("recipient", String(LONG), nullable=False, comment="person:12 or channel:T1:C1"),
    Column("revision", Integer, nullable=False, comment="revision of the subject it was computed from"),
    Column("person_id", ForeignKey("people.id"), comment="to whom"),
    Column("team_id", ForeignKey("workspaces.team_id"), nullable=False, comment="in which workspace"),
    Column("channel_id", String(SHORT), comment="or to which channel"),
    Column("due_at", UtcDateTime, nullable=False, comment="when it should go (programme time)"),
    Column("status", String(SHORT), nullable=False, comment="planned, sent, superseded or missed"),
    Column("delivery_id", ForeignKey("deliveries.id"), comment="the message that carried it"),
    Column("created_at", UtcDateTime, nullable=False, comment="when it was planned (programme time)"),
    Column("reason", String(SHORT), comment="why it was superseded or missed, a key of REASONS"),
    Column(
        "is_late", Boolean, nullable=False, server_default=text("false"), comment="whether it went over an hour late"
    ),
    Column("gap_id", ForeignKey("gaps.id"), comment="the outage into which due_at fell"),
    Column("settled_at", UtcDateTime, comment="when it was sent, superseded or missed (programme time)"),
    UniqueConstraint(
        "rule", "subject_kind", "subject_id", "occurrence", "recipient", "revision", name="uq_reminders_identity"
    ),
    CheckConstraint("status in ('planned','sent','superseded','missed')", name="status"),
    comment="things due to be said, computed from rules and facts",
)
Index(
    "ix_reminders_planned",
    reminders.c.due_at,
    sqlite_where=text("status = 'planned'"),
    postgresql_where=text("status = 'planned'"),
)
Index("ix_reminders_subject", reminders.c.subject_kind, reminders.c.subject_id)
Index(
    "ix_reminders_person_id",
    reminders.c.person_id,
    sqlite_where=text("status = 'planned'"),
    postgresql_where=text("status = 'planned'"),
)
Index(
    "ix_reminders_gap_id",
    reminders.c.gap_id,
    sqlite_where=text("gap_id is not null"),
    postgresql_where=text("gap_id is not null"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key"),
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), nullable=False, comment="which date"),
    Column("was", JSON(none_as_null=True), nullable=False, comment="what people were told: date, starts, ends, place"),
    Column("revision", Integer, nullable=False, comment="revision of the event of which it tells"),
    Column("due_at", UtcDateTime, nullable=False, comment="not before this moment: until then it can be undone"),
    Column("state", String(SHORT), nullable=False, comment="waiting, sent, undone, replaced, dropped or silent"),
    Column("told", Integer, comment="how many were told"),
    Column("by_id", ForeignKey("people.id"), comment="who moved or cancelled it; null: an import"),
    Column("created_at", UtcDateTime, nullable=False, comment="when they did (programme time)"),
    CheckConstraint("state in ('waiting','sent','undone','replaced','dropped','silent')", name="state"),
    comment="corrections of dates that somebody was told of: one for each move or cancellation",
)
Index("ix_notices_event_id", notices.c.event_id)
Index(
    "ix_notices_waiting",
    notices.c.due_at,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)

pauses = Table(
    "pauses",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key"),
    Column("from_at", UtcDateTime, nullable=False, comment="when everything scheduled was stopped (programme time)"),
    Column("from_by_id", ForeignKey("people.id"), comment="by whom"),
    Column("until_at", UtcDateTime, comment="when it went on; null while it is paused"),
    Column("until_by_id", ForeignKey("people.id"), comment="by whom"),
    comment="Pause all messages: every time it was pressed",
)

person_settings = Table(
    "person_settings",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True, comment="whose"),
    Column("muted", JSON(none_as_null=True), nullable=False, comment="kinds of reminder they do not want, a list"),
    Column("daily_at", Time, comment="their time of the daily message, in their own zone; null: the usual one"),
    Column("working_days", JSON(none_as_null=True), comment="0 Monday to 6 Sunday, a list; null: Monday to Friday"),
    Column("paused_until", Date, comment="first day on which they want messages again"),
    Column("changed_at", UtcDateTime, nullable=False, comment="when they last changed them"),
    comment="how somebody wants to be reminded; no row: as everybody",
)

leaves = Table(
    "leaves",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key"),
    Column("person_id", ForeignKey("people.id"), nullable=False, comment="who is away"),
    Column("from_on", Date, nullable=False, comment="first day away"),
    Column("until_on", Date, nullable=False, comment="last day away"),
    Column("cover_id", ForeignKey("people.id"), comment="who covers; null: nobody, and the coordinator knows"),
    Column("created_at", UtcDateTime, nullable=False, comment="when they said so"),
    Column("ended_at", UtcDateTime, comment="when they took it back, or came back early"),
    comment="who is away from when until when; deleted 30 days after",
)
Index("ix_leaves_person_id", leaves.c.person_id)

quiet_days = Table(
    "quiet_days",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key"),
    Column("organisation_id", ForeignKey("organisations.id"), nullable=False, comment="whose"),
    Column("kind", String(SHORT), nullable=False, comment="closed (nobody works), or pre_election (no channel posts)"),
    Column("from_on", Date, nullable=False, comment="first day"),
    Column("until_on", Date, nullable=False, comment="last day"),
    Column("about", String(LONG), comment="what people call it"),
    Column("by_id", ForeignKey("people.id"), comment="who entered it"),
    Column("created_at", UtcDateTime, nullable=False, comment="when they did"),
    CheckConstraint("kind in ('closed','pre_election')", name="kind"),
    comment="days on which an organisation is closed, or keeps its channels quiet before an election",
)
Index("ix_quiet_days_organisation_id", quiet_days.c.organisation_id)

snoozes = Table(
    "snoozes",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key"),
    Column("person_id", ForeignKey("people.id"), nullable=False, comment="who"),
    Column("subject_kind", String(SHORT), nullable=False, comment="action or event"),
    Column("subject_id", String(LONG), nullable=False, comment="which one"),
    Column("occurrence", String(SHORT), nullable=False, comment="the due day it is about, ISO"),
    Column("until_on", Date, nullable=False, comment="first day on which it is shown again"),
    Column("created_at", UtcDateTime, nullable=False, comment="when they pressed it"),
    comment="what somebody does not want to see until a day; no update",
)
Index("ix_snoozes_subject", snoozes.c.person_id, snoozes.c.subject_kind, snoozes.c.subject_id)

rates = Table(
    "rates",
    metadata,
    Column("bucket", String(LONG), primary_key=True, comment="T1 chat.postMessage, or T1 chat.postMessage C1"),
    Column("allowance", Float, nullable=False, comment="calls that may be made at once"),
    Column("refilled_at", UtcDateTime, nullable=False, comment="when allowance was computed (machine time)"),
    Column("free_at", UtcDateTime, comment="when a call is allowed again (machine time)"),
    comment="token buckets for Slack's rate limits, shared by all replicas",
)

seen = Table(
    "seen",
    metadata,
    Column("gesture", String(LONG), primary_key=True, comment="event_id, trigger_id, or the id of a saved view"),
    Column("answer", JSON(none_as_null=True), comment="facts to answer a repeat with"),
    Column("created_at", UtcDateTime, nullable=False, comment="when it was done (programme time)"),
    comment="gestures already done",
)
Index("ix_seen_created_at", seen.c.created_at)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True, comment="surrogate key, rising"),
    Column("at", UtcDateTime, nullable=False, comment="when (programme time)"),
    Column("person_id", ForeignKey("people.id"), comment="who; null when a setting, an import or a job did it"),
    Column("did", String(SHORT), nullable=False, comment="what: update.saved, role.given, ..."),
    Column("subject_kind", String(SHORT), nullable=False, comment="about what"),
    Column("subject_id", String(LONG), nullable=False, comment="which one"),
    Column("details", JSON(none_as_null=True), nullable=False, comment="ids and values; never private text"),
    Column("origin", String(SHORT), nullable=False, comment="from where: slack, cli, job or setting"),
    Column("request_id", String(SHORT), comment="the gesture"),
    comment="every change of anything by anybody",
)
Index("ix_audit_subject", audit.c.subject_kind, audit.c.subject_id)
