"""Codes `JF1xx`: the sections, lists and bullets of a page."""

from __future__ import annotations

from trellis.handbook.diagnostics import Example
from trellis.roles.definitions.checks.example import (
    FAMILY_REQUIREMENTS,
    FAMILY_RESPONSIBILITIES,
    GOOD,
    HIRING,
    INDICATORS,
    INTERMEDIATE_LISTS,
    LADDER,
    NOTE,
    PATH,
    WARNING,
    bad,
    code,
)

MISSING_RESPONSIBILITIES = code(
    101,
    "missing-responsibilities",
    WARNING,
    "A role has no responsibilities: none of its own, none inherited, none for the whole family.",
    "Nobody can be hired into, assess or hold a role that says nothing about its work; learning paths and access "
    "rights that build on responsibilities stay empty as well.",
    "Add a Responsibilities section, or a first bullet “Extends the … responsibilities”.",
    bad((FAMILY_RESPONSIBILITIES, ""), (INTERMEDIATE_LISTS, "")),
)
MISSING_REQUIREMENTS = code(
    102,
    "missing-requirements",
    WARNING,
    "A role has no requirements: none of its own, none inherited, none for the whole family.",
    "Interviewers have nothing to ask for and candidates nothing to measure themselves by.",
    "Add a Requirements section, or a first bullet “Extends the … requirements”.",
    bad(
        (FAMILY_REQUIREMENTS, ""),
        ("#### Ledger Accountant (Intermediate) Requirements\n\n- Understands double entry\n\n", ""),
        ("- Extends the Ledger Accountant (Intermediate) requirements\n", ""),
    ),
)
MISSING_INDICATORS = code(
    103,
    "missing-indicators",
    WARNING,
    "The page has no performance indicators.",
    "A role whose success is not described cannot be reviewed fairly, and its results appear on no dashboard.",
    "Add a “Performance Indicators” section with three to five indicators that link to their definitions.",
    bad((INDICATORS, "")),
)
MISSING_GRADE = code(
    104,
    "missing-grade",
    WARNING,
    "A level has no job grade.",
    "Without a grade a level has no pay range and no place on the ladder.",
    "Add a Job Grade section: `The … is a [grade 7](…).`.",
    bad(("#### Ledger Manager Job Grade\n\nThe Ledger Manager is a [grade 8](/grades/).\n\n", "")),
)
MISSING_HIRING = code(
    105,
    "missing-hiring-process",
    WARNING,
    "The page has no hiring process.",
    "Candidates and interviewers do not know what comes next, and each hire is run differently.",
    "Add a “Hiring Process” section with a numbered or bulleted list of steps.",
    bad((HIRING, "")),
)
MISSING_LADDER = code(
    106,
    "missing-career-ladder",
    NOTE,
    "The page has no career ladder.",
    "Team members who look for their next step find none, and the role graph ends here.",
    "Add a “Career Ladder” section that names and links the next job family, or says that it is not yet defined.",
    bad((LADDER, "")),
)
MISSING_DESCRIPTION = code(
    107,
    "missing-description",
    NOTE,
    "The front matter has no description.",
    "Lists, search results and job postings have nothing to show under the title.",
    "Add a line `description: …` to the front matter: one sentence on what these people do.",
    bad(('description: "The people who keep the books of the company."\n', "")),
)
MISSING_LAYOUT = code(
    108,
    "missing-layout",
    NOTE,
    "The front matter does not say that the page is a job family.",
    "The page is recognised by its headings alone; a small edit may change what it is taken for.",
    "Add a line `layout: job_family_page` to the front matter.",
    bad(("layout: job_family_page\n", "")),
)
REQUIRED_BULLET = code(
    109,
    "required-bullet",
    WARNING,
    "A bullet that the handbook requires of every role is missing from a role's requirements.",
    "What is asked of everybody must stand in every role, or it is not asked of some.",
    "Add the bullet to the page's Requirements, where it holds for all levels.",
    Example(
        {
            "handbook.yml": "kinds:\n  job-family:\n    required_requirements:\n      - Ability to use Trellis\n",
            PATH: GOOD.replace("- Ability to use Trellis\n", "- Reads a balance sheet\n"),
        }
    ),
    good=Example(
        {
            "handbook.yml": "kinds:\n  job-family:\n    required_requirements:\n      - Ability to use Trellis\n",
            PATH: GOOD,
        }
    ),
)
EMPTY_SECTION = code(
    110,
    "empty-list-section",
    WARNING,
    "A Responsibilities or Requirements section holds nothing.",
    "A heading with nothing under it promises something that the reader does not get.",
    "Write the list, or take the heading away.",
    bad(("- Understands double entry\n", "")),
)
PROSE_ONLY = code(
    111,
    "section-without-list",
    NOTE,
    "A Responsibilities or Requirements section is prose without a list.",
    "Courses, competencies and indicators are tied to single bullets; a paragraph cannot be tied to.",
    "Make one bullet of each sentence.",
    bad(("- Understands double entry\n", "Understands double entry and the reasons for it.\n")),
)
TOO_FEW_INDICATORS = code(
    112,
    "too-few-indicators",
    NOTE,
    "A family has fewer performance indicators than the handbook asks for.",
    "One figure alone is easily met at the cost of everything that it does not measure.",
    "Three to five is a good number; add indicators that the role can influence.",
    bad(
        ("- [Entries corrected later](/indicators/#entries-corrected) < 1%\n", ""),
        ("- [Invoices paid on time](/indicators/#invoices-paid) >= 98%\n", ""),
    ),
)
TOO_MANY_INDICATORS = code(
    113,
    "too-many-indicators",
    NOTE,
    "A list of performance indicators is longer than the handbook asks for.",
    "What everything is measured by, nothing is steered by.",
    "Keep the three to five that matter most.",
    bad(
        (
            "- [Days to close](/indicators/#days-to-close) < 5 days\n",
            "- [Days to close](/indicators/#days-to-close) < 5 days\n"
            "- Questions answered\n- Audits passed\n- Cost of a booking\n",
        )
    ),
)
PLACEHOLDER = code(
    114,
    "placeholder-text",
    NOTE,
    "A section holds a placeholder where its text should stand.",
    "A reader cannot tell whether the text is missing or there is nothing to say.",
    "Write the text, or take the section away until there is one.",
    bad(("- Understands double entry\n", "- TBD\n")),
)
