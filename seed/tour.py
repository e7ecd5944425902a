"""The sandbox's guided tour: (title, text, who to be, where, what to type, how the wire shows that it is done)."""

PLAN, LEDNET, HOME, MESSAGES = "#net-zero-plan", "#lednet", "Home", "Messages"

TOUR: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "Look up an action",
        "Type /action and a reference, however you spell it: T18, t 18, or a word of its title. Only you see the card.",
        "Transport officer",
        PLAN,
        "/action T18",
        "",
    ),
    (
        "Write an update",
        "Press Update on the card, choose a stage and a RAG, write a note and save. History keeps every update "
        "before it.",
        "Transport officer",
        PLAN,
        "",
        "view_submission update.save",
    ),
    (
        "Ask about a partner",
        "Any of its names will do: NGED, WPD or the whole. You see which actions it may be involved in.",
        "Transport officer",
        PLAN,
        "/partner NGED",
        "",
    ),
    (
        "Ask in plain words",
        "In Messages you need no commands: write a question, and the answer comes from the same facts.",
        "Buildings officer",
        MESSAGES,
        "When is the next LEDNet meeting?",
        "message",
    ),
    (
        "Keep a date",
        "Under the first meeting press Add to calendar: the file comes in Messages. Press Follow to be reminded.",
        "Participant",
        LEDNET,
        "/meetings",
        "block_actions meeting.follow",
    ),
    (
        "Be refused, and ask",
        "A newcomer has no role. Open the card, press Update, and see why not; then press Ask to be added.",
        "Newcomer",
        PLAN,
        "/action T18",
        "block_actions action.ask_to_be_added",
    ),
    (
        "Add somebody",
        "The coordinator has been asked, in Messages. Press Add as officer: the newcomer is told, and may update now.",
        "Plan coordinator",
        MESSAGES,
        "",
        "block_actions people.add_officer",
    ),
    (
        "Switch reminders",
        "The Home tab of a coordinator shows their programmes. Press Switch off, then See who gets what: that is what "
        "would be sent, to whom and when. Switch on again.",
        "LEDNet team",
        HOME,
        "",
        "view_submission programme.switch_reminders_on",
    ),
    (
        "Set up a channel",
        "A coordinator says what a channel announces. Choose, and save: the channel is told.",
        "LEDNet team",
        LEDNET,
        "/convenor settings",
        "view_submission channel.save",
    ),
    (
        "Receive a reminder",
        "Open the panel You and press Next reminder: the clock jumps to when one is due. It comes in #lednet, and a "
        "little later to those who follow, in Messages.",
        "Participant",
        LEDNET,
        "",
        "clock",
    ),
)
