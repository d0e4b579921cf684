"""A heading is told by its words: what it announces, and for whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.roles.definitions.headings import Announced, Topic, announced, title_in

EVERYBODY = {
    Topic.RESPONSIBILITIES: (
        "Responsibilities", "Key Responsibilities", "Job responsibilities:", "Duties and Responsibilities",
        "Roles & Responsibilities", "What you'll do", "What you will be doing", "Main duties", "Accountabilities",
        "Areas of responsibility", "Responsibilities (all levels)", "**Responsibilities**", "2. Responsibilities",
        "Responsibilites", "Reponsibilities", "Responsiblities",
    ),
    Topic.REQUIREMENTS: (
        "Requirements", "General requirements", "Requirements for all levels", "Qualifications",
        "Minimum Qualifications", "Requirements and Qualifications", "Skills and experience", "Required experience",
        "What we are looking for",
        "Must-haves", "Requirments", "Requierments", "1) Requirements",
    ),
    Topic.BOTH: (
        "Responsibilities and Requirements", "Requirements & Responsibilities", "Responsibilities, Requirements",
    ),
    Topic.NICE_TO_HAVE: ("Nice-to-haves", "Nice to have", "Preferred qualifications", "Bonus points", "Desired skills"),
    Topic.GRADE: ("Job Grade", "Grade", "Grade level", "Job grade: 7", "Grade 9.5", "Salary grade", "Job Level"),
    Topic.REPORTING: ("Reports to", "Reporting line", "Reporting structure"),
    Topic.INDICATORS: (
        "Performance Indicators", "Key Performance Indicators (KPIs)", "Performance indicators for this role", "KPIs",
        "How you'll be measured", "Metrics", "Success Metrics", "Perfomance Indicators",
    ),
    Topic.LADDER: ("Career Ladder", "Career path", "Career progression", "Career Lader", "Career development"),
    Topic.HIRING: (
        "Hiring Process", "Interview process", "Hiring", "Recruitment steps", "Hirng Process", "Application process",
    ),
    Topic.LEVELS: ("Levels", "Level", "Job levels", "Levels and grades", "III. Levels"),
    Topic.SPECIALTIES: ("Specialties", "Specialities", "Specializations", "Specialisms", "Specialites"),
    Topic.SEGMENTS: ("Segment", "Segments"),
    Topic.OTHER: (
        "About the role", "Overview", "Compensation", "Compensation calculator", "What's it like to work here?", "FAQ",
        "Related pages", "The role",
    ),
}  # fmt: skip
SOMEBODY = {
    "Senior Buyer Responsibilities": Announced(Topic.RESPONSIBILITIES, "Senior Buyer"),
    "Responsibilities of a Senior Buyer": Announced(Topic.RESPONSIBILITIES, "Senior Buyer"),
    "Responsibilities - Senior Buyer": Announced(Topic.RESPONSIBILITIES, "Senior Buyer"),
    "Responsibilities (Senior Buyer)": Announced(Topic.RESPONSIBILITIES, "Senior Buyer"),
    "Senior Buyer: Requirements": Announced(Topic.REQUIREMENTS, "Senior Buyer"),
    "The Senior Buyer's Requirements": Announced(Topic.REQUIREMENTS, "Senior Buyer"),
    "Buyer (Intermediate) Job Grade": Announced(Topic.GRADE, "Buyer (Intermediate)"),
    "Buyer Performance Indicators": Announced(Topic.INDICATORS, "Buyer"),
    "Hiring Process for Buyers": Announced(Topic.HIRING, "Buyers"),
    "Career Ladder for the Buyer": Announced(Topic.LADDER, "Buyer"),
    "The Buyer will:": Announced(Topic.RESPONSIBILITIES, "Buyer"),
    "As a Buyer, you will": Announced(Topic.RESPONSIBILITIES, "Buyer"),
    "Buyers must have": Announced(Topic.REQUIREMENTS, "Buyers"),
    "Buyer Levels": Announced(Topic.LEVELS, "Buyer"),
    "Nice-to-haves for Buyers": Announced(Topic.NICE_TO_HAVE, "Buyers"),
}
TITLES = (
    "Senior Buyer", "Hiring Manager", "Requirements Engineer", "Grade Manager", "Compensation Analyst", "Career Coach",
    "Level Designer", "Level 2", "Buyer Role", "Level 2: Senior Buyer", "Interview Coordinator", "Process Engineer",
    "Performance Engineer", "Manager, Specialty Stores",
)  # fmt: skip


@pytest.mark.parametrize(
    ("topic", "heading"), [(t, heading) for t, all_ in EVERYBODY.items() for heading in all_]
)
def test_a_section_is_known_by_its_words(topic: Topic, heading: str) -> None:
    assert announced(heading) == Announced(topic, "")


@pytest.mark.parametrize(("heading", "expected"), SOMEBODY.items())
def test_words_beside_the_topic_say_for_whom(heading: str, expected: Announced) -> None:
    assert announced(heading) == expected


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_no_section_though_a_word_of_one_is_in_it(title: str) -> None:
    assert announced(title) == Announced(Topic.TITLE, title)


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("1. Senior Buyer", "Senior Buyer"),
        ("Senior Buyer:", "Senior Buyer"),
        ("**Senior Buyer**", "Senior Buyer"),
        ("\u00a0Senior\u00a0Buyer \u200b", "Senior Buyer"),
        ("2.5 Ton Truck Driver", "2.5 Ton Truck Driver"),
        ("IV. Buyers", "Buyers"),
        ("Senior Buyer :star:", "Senior Buyer :star:"),
    ],
)
def test_numbering_emphasis_and_colon_are_no_part_of_a_title(heading: str, title: str) -> None:
    assert title_in(heading) == title


@given(st.text(max_size=80))
def test_every_heading_announces_something(heading: str) -> None:
    assert announced(heading).topic in Topic
