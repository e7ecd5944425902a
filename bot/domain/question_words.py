"""The words of questions: those that ask, those that the grammar reads, and those that say how a name is meant."""

FILLER = frozenset(
    """
    action actions plan plans planned measure measures show list lists listed find give tell get see anything
    something thing things everything regarding concerning concerned related relating relate relates involve
    involves involved involving involvement partner partners partnered partnership working works work worked help
    please many number count status stage stages rag role roles lead leads led leading officer update updates
    updated latest progress current currently next want need know looking look mention mentions mentioned mentioning
    cover covers covered covering deal deals dealing take takes taking part happening going go goes come called
    known formerly previously named name council councils county phase point refer refers referring include includes
    including included say says said contain contains containing s t m re ll d ve don doesn didn isn aren wasn haven
    hasn hello hi hey thanks thank ask asks asked question answer answers section sections subsection theme themes
    objective objectives outcome outcomes one ones two both kind kinds sort responsible place details detail info
    information summary overview full all else like got project projects come comes came again held hold please kindly
    takes please tells tell says upcoming soon currently scheduled planned team still
    morning afternoon evening stuff stuck could would promise promised commit committed pledged
    arent isnt dont doesnt didnt havent hasnt wasnt werent cant wont im ive weve theyre theyve youre lets
    others someone somebody anyone anybody far along yet whos whats whens wheres hows talk talking speak contact
    looks r u pls plz thx ta
    """.split()  # noqa: SIM905 read as a text
)
"""Words that ask, and say nothing of what an action is about."""

GRAMMAR = frozenset(
    """
    meeting meetings session sessions learning workshop workshops tuesday wednesday thursday friday monday january
    february march april june july august september october november december overdue late behind never updated
    reported unassigned complete completed finished incomplete unfinished delivering designing discovery delivery
    design amber green objective owner nobody second third first since until before after during following upcoming
    coming future remaining earliest start starts begin final previous recent date dates calendar schedule diary
    once several multiple rated flagged mine assigned lead leads ahead left stage stages role set sets how many
    number yet two both between spring summer autumn winter week fortnight month quarter year today yesterday tomorrow
    past coming leading asking influencing
    """.split()  # noqa: SIM905 read as a text
)
"""Words that the grammar below reads."""

ABOUT = frozenset(
    """
    about anything mention mentions mentioning mentioned regarding concerning word words text
    """.split()  # noqa: SIM905 read as a text
)
"""What follows one of these is looked for in the text, even where it is the name of a section."""

NOUNS = frozenset(
    """
    action actions section sections subsection theme chapter measure measures plan heading
    """.split()  # noqa: SIM905 read as a text
)
SHORT = {
    "w": "with", "mtg": "meeting", "mtgs": "meetings", "sept": "september", "tues": "tuesday", "weds": "wednesday",
    "thur": "thursday", "thurs": "thursday", "obj": "objective", "objs": "objectives", "bldg": "building",
    "bldgs": "buildings",
}  # fmt: skip
"""Words of the grammar as they are written in a hurry."""

STAGE_FORMS = {
    "complete": "complete", "completed": "complete", "finished": "complete", "done": "complete",
    "completion": "complete", "finish": "complete",
    "delivery": "delivery", "delivering": "delivery", "delivered": "delivery",
    "design": "design", "designing": "design", "designed": "design",
    "discovery": "discovery",
}  # fmt: skip
"""Words for the usual stages, and what these are called."""

NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        """
        one two three four five six seven eight nine
        """.split(),  # noqa: SIM905 read as a text
        1,
    )
}
INSIDE = frozenset(
    """
    in under within inside from of
    """.split()  # noqa: SIM905 read as a text
)
TOGETHER = frozenset(
    """
    with involve involves involving involved partner partners partnering do does ask asked asking need needs been
    depend depends rely relies joint jointly alongside
    """.split()  # noqa: SIM905 read as a text
)
"""Words beside the name of a group that say it takes part."""
