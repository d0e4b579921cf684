"""Codes `JF4xx`: wording."""

from __future__ import annotations

from trellis.roles.definitions.checks.example import NOTE, WARNING, bad, code

VACANCY = code(
    401,
    "vacancy-wording",
    WARNING,
    "A job family is worded like an advertisement for a vacancy.",
    "A job family describes a role for years, for those who hold it and those who do not; a vacancy is one opening.",
    "Say what the role does: “The … plans …” in place of “you will plan …”.",
    bad(("Ledger accountants keep the books", "In this exciting opportunity you will keep the books")),
)
YEARS = code(
    402,
    "years-of-experience",
    WARNING,
    "A requirement counts years of experience.",
    "Years keep out people who learned faster or elsewhere, and say little about what somebody can do.",
    "Say what the person must have done: “relevant, progressive experience in …”.",
    bad(("- Understands double entry\n", "- 5+ years of experience in accounting\n")),
)
GENDER_CODED = code(
    403,
    "gender-coded-wording",
    NOTE,
    "A page has more masculine-coded than feminine-coded words.",
    "Advertisements worded so draw fewer women: Gaucher, Friesen and Kay (2011), Journal of Personality and Social "
    "Psychology 101(1).",
    "Replace some of the words listed, or add what is shared, supported and understood in the role.",
    bad(
        (
            "- Has led the close of a month before",
            "- Competitive, aggressive, dominant, decisive, assertive, outspoken and forceful in any challenge",
        )
    ),
)
FIXED_MINDSET = code(
    404,
    "fixed-mindset-wording",
    NOTE,
    "A page has more fixed-mindset than growth-mindset words.",
    "Words such as “genius” say that ability is born and not learned; they put off those who would learn.",
    "Say what people learn and practise in the role.",
    bad(("- Has led the close of a month before", "- A gifted genius with innate brilliance")),
)
PRONOUNS = code(
    405,
    "gendered-pronouns",
    WARNING,
    "A page speaks of the holder of a role as he or she.",
    "A role has no gender; readers of another one are told that it is not for them.",
    "Write “they”, or repeat the role's title.",
    bad(("Closes the month by the fifth working day", "He closes the month by his fifth working day")),
)
MISUSED = code(
    406,
    "misused-word",
    NOTE,
    "A page uses a word that puts people down or shuts some of them out.",
    "Readers who are meant by the word, or know others who are, stop reading; a better word is always at hand.",
    "Say what is meant: “expert” for “guru”, “allowlist” for “whitelist”, “working hours” for “man-hours”.",
    bad(("- Understands double entry", "- A guru of double entry")),
)
