"""Codes `JF2xx`: grades, and the names in sentences."""

from __future__ import annotations

from trellis.roles.definitions.checks.example import NOTE, WARNING, bad, code

GRADE_ORDER = code(
    201,
    "grade-order",
    WARNING,
    "The levels of a ladder do not stand in ascending order of their grades.",
    "Readers take the order of the page for the order of the ladder.",
    "Check the grade, or move the level to its place.",
    bad(
        (
            "The Ledger Accountant (Intermediate) is a [grade 6]",
            "The Ledger Accountant (Intermediate) is a [grade 7]",
        ),
        (
            "### Ledger Manager\n",
            "### Senior Ledger Accountant\n\n#### Job Grade\n\n"
            "The Senior Ledger Accountant is a [grade 6](/grades/).\n\n### Ledger Manager\n",
        ),
    ),
)
GRADE_OTHER_ROLE = code(
    202,
    "grade-names-other-role",
    WARNING,
    "The grade sentence of a level names another role.",
    "The sentence was probably copied: either the name or the grade is wrong, and pay depends on it.",
    "Write the level's own title in the sentence, and check the number.",
    bad(("The Ledger Manager is a [grade 8]", "The Ledger Accountant (Intermediate) is a [grade 8]")),
)
REPORTING_OTHER_ROLE = code(
    203,
    "reporting-names-other-role",
    WARNING,
    "The reporting sentence of a level names another role.",
    "The sentence was probably copied: either the name or the line manager is wrong.",
    "Write the level's own title in the sentence, and check whom it reports to.",
    bad(("The Ledger Accountant (Intermediate) reports to", "The Ledger Manager reports to")),
)
SEVERAL_GRADES = code(
    204,
    "several-grades",
    NOTE,
    "A level is given more than one grade.",
    "The first grade is taken for pay ranges and the ladder; the reader cannot know which holds.",
    "Make a level for each grade, or decide for one.",
    bad(("The Ledger Manager is a [grade 8](/grades/)", "The Ledger Manager is a [grade 8 or 9](/grades/)")),
)
SAME_TITLE = code(
    205,
    "repeated-level",
    WARNING,
    "Two levels of a page have the same title.",
    "Links, inheritance and reporting lines that name the title can only mean one of them: the first is taken.",
    "Give the second level its own title, or join the two.",
    bad(
        ("### Ledger Manager\n", "### Ledger Accountant (Intermediate)\n"),
        ("The Ledger Manager is a", "The role is a"),
    ),
)
