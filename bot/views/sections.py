"""A section's overview: counts in words, in Slack's own chart, and as a picture."""

from bot.domain.queries import Query
from bot.domain.sections import Overview, Section, Sections
from bot.views import lists, words
from bot.views.blocks import Block, File, Message, button, buttons, context, escape, header, said, section, shorten
from bot.views.pictures import bars
from bot.views.share_button import share_button

SHOW = "section.show"
PICTURE = "section.send_picture"
CHART_TITLE, CHART_LABEL = 50, 20
LISTED = 45


def overview(facts: Overview) -> Message:
    """Return counts by stage and RAG, the chart, and what can be done."""
    chosen = facts.section
    lines = [f"*{words.count(facts.total, 'action')}*", *_lines(facts)]
    notes = ["An action at two stages counts at both."] if sum(n for _, n in facts.by_stage) > facts.total else []
    picture = [button("Send as picture", PICTURE, chosen.id, about=chosen.title)] if facts.by_stage else []
    row = lists.list_button(Query(sections=(chosen.id,)), chosen.title) if facts.total else []
    row += [*picture, share_button("section", chosen.id, chosen.title)]
    return Message(
        in_words(facts),
        (
            header(chosen.title),
            context(escape(chosen.plan_title)),
            section("\n".join(lines)),
            *([chart(facts)] if facts.by_stage and facts.total else []),
            *(context(note) for note in notes),
            buttons(*row),
        ),
    )


def choose(facts: Sections) -> Message:
    """Return the sections to choose from."""
    if not facts.sections:
        return said("There is no plan here yet, so there are no sections.")
    rows = [
        section(f"*{escape(one.title)}*\n{escape(one.plan_title)}", button("Overview", SHOW, one.id, about=one.title))
        for one in facts.sections[:LISTED]
    ]
    return said("Of which section?", *rows)


def chart(facts: Overview) -> Block:
    """Return Slack's bar chart of the stages."""
    points = [(shorten(stage, CHART_LABEL), number) for stage, number in facts.by_stage]
    return {
        "type": "data_visualization",
        "title": shorten(f"{facts.section.title}: actions by stage", CHART_TITLE),
        "chart": {
            "type": "bar",
            "axis_config": {"categories": [label for label, _ in points], "x_label": "Stage", "y_label": "Actions"},
            "series": [{"name": "Actions", "data": [{"label": label, "value": value} for label, value in points]}],
        },
    }


def picture(facts: Overview) -> Message:
    """Return the chart as a file, with the same in words."""
    title = f"{facts.section.title}: actions by stage"
    name = f"{facts.section.id.replace('/', '-')}-stages.png"
    return Message(in_words(facts), (), (File(name, title, bars(title, facts.by_stage), alt=in_words(facts)),))


def on_its_way(chosen: Section) -> Message:
    """Return the answer to *Send as picture*."""
    return said(f"The picture of {escape(chosen.title)} is on its way to your messages with Convenor.")


def in_words(facts: Overview) -> str:
    """Return the overview as sentences, for notifications and screen readers."""
    return " ".join(
        [f"{escape(facts.section.title)}: {words.count(facts.total, 'action')}.", *(f"{one}." for one in _plain(facts))]
    )


def _lines(facts: Overview) -> list[str]:
    return [f"*{name}*\n{counts}" for name, counts in _counted(facts)]


def _plain(facts: Overview) -> list[str]:
    return [f"{name}: {counts}" for name, counts in _counted(facts)]


def _counted(facts: Overview) -> list[tuple[str, str]]:
    rows = [("Stage", facts.by_stage), ("RAG", facts.by_rag)]
    return [(name, escape(", ".join(f"{one} {n}" for one, n in counts))) for name, counts in rows if counts]
