"""Codes `JF3xx`: the role graph."""

from __future__ import annotations

from trellis.handbook.diagnostics import Example
from trellis.roles.definitions.checks.example import ERROR, GOOD, NOTE, PATH, WARNING, bad, code

EXTENDS_UNKNOWN = code(
    301,
    "unknown-inheritance",
    WARNING,
    "A level extends a role that is defined nowhere.",
    "What should be inherited is missing: the role shows less than it asks for.",
    "Correct the title, or link the role's heading.",
    bad(
        (
            "- Extends the Ledger Accountant (Intermediate) responsibilities",
            "- Extends the Treasury Specialist responsibilities",
        )
    ),
)
EXTENDS_CIRCLE = code(
    302,
    "circular-inheritance",
    ERROR,
    "Roles extend each other in a circle.",
    "In a circle no role has a beginning: what each inherits depends on where one starts to read.",
    "Remove the inheritance of the role that stands lowest on the ladder.",
    bad(
        (
            "- Books invoices on the day they arrive\n",
            "- Extends the Ledger Manager responsibilities\n- Books invoices on the day they arrive\n",
        )
    ),
)
EXTENDS_INEXACT = code(
    303,
    "inexact-inheritance",
    NOTE,
    "An inheritance names its role by other words than the role's title.",
    "It was matched as a reader would match it; once a second role of a similar name is added, it may lead elsewhere.",
    "Write the role's title, or link its heading.",
    bad(
        (
            "- Extends the Ledger Accountant (Intermediate) responsibilities",
            "- Extends the Leger Accountant responsibilities",
        )
    ),
)
REPORTS_UNKNOWN = code(
    304,
    "unknown-manager",
    NOTE,
    "A role reports to a title that is defined nowhere in the handbook.",
    "The organisation chart ends here, and approvals that go up the line have nobody to go to.",
    "Correct the title, link the role, or write its job family.",
    bad(("reports to the Ledger Manager.", "reports to the Treasurer.")),
)
REPORTS_CIRCLE = code(
    305,
    "circular-reporting",
    ERROR,
    "Roles report to each other in a circle.",
    "Nobody in the circle has a manager to whom anything could be escalated.",
    "Correct the reporting line of the role with the highest grade.",
    bad(
        (
            "### Ledger Manager\n",
            "### Ledger Manager\n\nThe Ledger Manager reports to the Ledger Accountant (Intermediate).\n",
        )
    ),
)
REPORTS_INEXACT = code(
    306,
    "inexact-manager",
    NOTE,
    "A reporting line names its role by other words than the role's title.",
    "It was matched as a reader would match it; once a second role of a similar name is added, it may lead elsewhere.",
    "Write the role's title, or link its heading.",
    bad(("reports to the Ledger Manager.", "reports to the Leger Manager.")),
)
LADDER_UNKNOWN = code(
    307,
    "unknown-next-step",
    NOTE,
    "A career ladder leads to a family or role that is defined nowhere.",
    "Team members are sent to a step that does not exist.",
    "Link the job family, or say that the next step is not yet defined.",
    bad(
        (
            "to move to the [Controlling](/job-families/finance/controlling/) job family",
            "to move to the Treasury Lead role",
        )
    ),
)
NEXT_UNDEFINED = code(
    308,
    "undefined-next-step",
    NOTE,
    "A career ladder says that the next step is not yet defined.",
    "That is honest, and worth a reminder: people leave where no way leads on.",
    "Define the next step when it is known; waive this note where it will stay so.",
    bad(
        (
            "is to move to the [Controlling](/job-families/finance/controlling/) job family",
            "is not yet defined",
        )
    ),
)
LADDER_CIRCLE = code(
    309,
    "circular-ladder",
    NOTE,
    "Career ladders lead in a circle.",
    "A ladder that returns to where it began is no career; a move to the side should be called one.",
    "Say which of the moves are to the side, in words (“may also move to …”).",
    Example(
        {
            PATH: GOOD,
            "job-families/finance/controlling.md": GOOD.replace("Ledger Manager", "Controlling Manager")
            .replace("Ledger Accountant", "Controller")
            .replace("Ledger Accounting", "Controlling")
            .replace("[grade 8]", "[grade 7]")
            .replace(
                "[Controlling](/job-families/finance/controlling/)",
                "[Ledger](/job-families/finance/ledger/#ledger-manager)",
            ),
        }
    ),
)
DUPLICATE_ROLE = code(
    310,
    "role-on-two-pages",
    NOTE,
    "The same role title is defined on two pages.",
    "Names in other pages can only mean one of them, and the two texts drift apart.",
    "Keep one definition and link to it from the other page.",
    Example({PATH: GOOD, "job-families/finance/books.md": GOOD.replace("Ledger Accounting", "Books")}),
)
