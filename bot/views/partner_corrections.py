"""The form in which a coordinator corrects a partner or adds one."""

import json

from bot.domain.action_fields import Draft
from bot.domain.partner_corrections import PartnerCorrected, PartnerForm, PartnerOvertaken
from bot.views import partners
from bot.views.action_fields import ONE_A_LINE, line, overtaken_by, reason
from bot.views.blocks import View, button, buttons, context, divider, escape, field_of, modal, section

WITHDRAW = "partner.withdraw"
MERGE = "partner.merge"
SAVE = "partner_correction.save"
ADD_SAVE = "partner_correction.add"
DONE = "partner_correction.done"


def form(facts: PartnerForm, theirs: Draft | None = None) -> View:
    """Return the form; `theirs` are the fields that somebody else changed since it was opened first."""
    metadata = json.dumps({"subject": facts.subject, "base": facts.base})
    draft = facts.draft
    blocks = [section(f"*{escape(facts.title)}*")]
    blocks += overtaken_by(theirs) if theirs is not None else []
    blocks += [
        line("name", draft.get("name", ""), optional=False),
        line("aliases", draft.get("aliases", ""), True, f"Other and former names. {ONE_A_LINE}"),
        line("what", draft.get("what", ""), hint="One sentence. Everybody here can read it."),
    ]
    if facts.is_new:
        element = {"type": "plain_text_input", "action_id": "text", "max_length": 300}
        hint = f"References in {facts.title}, such as T18, T19."
        blocks.append(field_of("actions", "May be involved in", element, hint))
        return modal(ADD_SAVE, "Add a partner", [*blocks, reason(draft)], "Add", metadata)
    ways_out = (
        button("Withdraw…", WITHDRAW, facts.subject, about=facts.title),
        button("Merge into another…", MERGE, facts.subject, about=facts.title),
    )
    blocks += [reason(draft), divider(), buttons(*ways_out)]
    return modal(SAVE, "Correct a partner", blocks, "Save", metadata)


def overtaken(facts: PartnerOvertaken) -> View:
    """Return the form again with what was typed, and how it reads since somebody else changed it."""
    return form(facts.form, facts.theirs)


def done(facts: PartnerCorrected) -> View:
    """Return the confirmation, with the way back where there is one."""
    name = escape(facts.name)
    sentence = {
        "corrected": f"*Saved.* It is called {name}.",
        "added": f"*Added.* {name} is a partner now.",
        "withdrawn": f"*Done.* {name} is taken out of all actions.",
        "merged": f"*Done.* {name} is now another name of {escape(facts.into or '')}, and its actions are there.",
        "brought back": f"*Brought back.* {name} is a partner of its actions again.",
    }[facts.done]
    blocks = [section(sentence)]
    if facts.done in ("withdrawn", "merged"):
        blocks.append(buttons(partners.bring_back_button(facts.slug, facts.name)))
    blocks.append(context("A later import leaves it so. `/partner` shows what a partner may be involved in."))
    return modal(DONE, "Partner", blocks)
