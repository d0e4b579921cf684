"""Codes `JF5xx`: text that stands twice."""

from __future__ import annotations

from trellis.roles.definitions.checks.example import NOTE, WARNING, bad, code

REPEATED_IN_LADDER = code(
    501,
    "repeated-in-ladder",
    NOTE,
    "Bullets of a level stand in the same words on another level of its ladder, or on the family.",
    "Two copies drift apart: one is corrected and the other is not. Inheritance would state the text once.",
    "State it once: by “Extends the … responsibilities” where most of a list recurs, else in the family's own list.",
    bad(
        (
            "- Closes the month by the fifth working day\n",
            "- Closes the month by the fifth working day\n- Reconciles the bank accounts each week\n",
        )
    ),
)
NEARLY_REPEATED = code(
    502,
    "nearly-repeated",
    NOTE,
    "A bullet is nearly the same as one of another level of its ladder.",
    "The difference is too small to be meant: probably one of the two was edited and the other forgotten.",
    "Make the two the same and inherit, or say in the bullet what is different.",
    bad(
        (
            "- Closes the month by the fifth working day\n",
            "- Closes the month by the fifth working day\n- Reconciles all the bank accounts each week\n",
        )
    ),
)
REPEATED_IN_LIST = code(
    503,
    "repeated-in-list",
    WARNING,
    "A list holds the same bullet twice.",
    "The second one says nothing new, and whoever counts counts wrong.",
    "Remove the second bullet.",
    bad(("- Understands double entry\n", "- Understands double entry\n- Understands double entry\n")),
)
