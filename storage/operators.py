"""The operator's own view, for commands: a workspace that sees everything, for one transaction."""

from sqlalchemy import Connection, insert, literal, select

from storage.tables import plan_workspaces, plans, programme_workspaces, programmes

WORKSPACE = "operator"
"""No workspace of Slack's: theirs begin with T or E."""


def let_see_everything(db: Connection) -> None:
    """Show every plan and programme to WORKSPACE; the caller's transaction is never committed."""
    for table, column, everything in (
        (plan_workspaces, "plan_slug", select(plans.c.slug, literal(WORKSPACE))),
        (programme_workspaces, "programme_slug", select(programmes.c.slug, literal(WORKSPACE))),
    ):
        db.execute(insert(table).from_select([column, "workspace_id"], everything))
