"""An action's page on the web, and what Slack shows below its link; both of published facts only."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from bot.domain.actions import Action, Card
from bot.views import actions, words
from bot.views.blocks import Block, Message, context, escape, said, section

SHORT = 600


def html(facts: Card) -> str:
    """Return the page: no scripts, light and dark, made for a phone as well."""
    action = facts.action
    return _template().render(
        action=action,
        text=action.wording or action.summary,
        status=_standing_line(action),
        standing=_standing(action),
        note=action.status.note if action.status else None,
        about=_about(facts),
        uncertain=actions.field_words(action),
    )


def below_link(facts: Card) -> tuple[Block, ...]:
    """Return what stands below a link to the page in Slack."""
    action = facts.action
    text = f"*{escape(action.printed_ref)}: {escape(action.title)}*\n{actions.status_line(action)}"
    return (section(text), context(escape(f"{action.plan_title} · published facts")))


def switched(title: str, is_public: bool, has_address: bool) -> Message:
    """Return the answer to an admin who made a plan public, or ended that."""
    if not is_public:
        return said(f"*{escape(title)}* is no longer on the web. Links to its actions answer “not found” from now on.")
    more = (
        "Each card now has a link to its page."
        if has_address
        else "There are no pages yet: whoever runs Convenor has to set `CONVENOR_PUBLIC_URL` first."
    )
    return said(f"Everybody on the web may now read the published facts of *{escape(title)}*. {more}")


@cache
def _template() -> Template:
    environment = Environment(loader=PackageLoader("bot.views"), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("action.html")


def _standing(action: Action) -> list[tuple[str, str]]:
    rows = []
    if action.plan_stages:
        rows.append(("Stage", words.plain_stages(action.status.stages) if action.status else "not given"))
    if action.uses_rag:
        rows.append(("RAG", words.rag(action.status.rag if action.status else None)))
    if action.status is not None:
        rows.append(("As published", words.as_of(action.status.as_of, action.status.precision)))
    return rows or [("Status", "not given")]


def _standing_line(action: Action) -> str:
    return " ".join(f"{name}: {value}." for name, value in _standing(action))


def _about(facts: Card) -> list[tuple[str, tuple[str, ...]]]:
    action = facts.action
    place = f"{action.section} › {action.subsection}" if action.subsection else action.section
    rows = [
        ("Section", (place,)),
        ("Council's role", (action.role,) if action.role else ()),
        ("Objectives", action.objectives or ()),
        ("Outcomes", action.outcomes),
        ("Who may be involved", facts.partners),
    ]
    return [(name, values) for name, values in rows if values]
