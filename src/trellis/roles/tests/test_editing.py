"""The form's operations on the text of a job family: one change each, and every other byte as it was."""

from __future__ import annotations

from collections import Counter
from difflib import ndiff
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.handbook.decode import decode
from trellis.handbook.files import read_page
from trellis.pages.tests.families import FAMILY
from trellis.roles.definitions.editing.applying import Operation, apply
from trellis.roles.definitions.editing.document import Document
from trellis.roles.definitions.editing.entries import (
    AddEntry,
    EditEntry,
    MoveEntry,
    NestEntry,
    Place,
    RemoveEntry,
    source_of,
)
from trellis.roles.definitions.editing.errors import CannotEditError
from trellis.roles.definitions.editing.facts import Slot
from trellis.roles.definitions.editing.heads import Key, SetKey, SetSummary
from trellis.roles.definitions.editing.levels import AddLevel, MoveLevel, RemoveLevel, RenameLevel
from trellis.roles.definitions.editing.statements import (
    AddExtension,
    RemoveExtension,
    SetExtension,
    SetGrade,
    SetManager,
    Target,
)
from trellis.roles.definitions.model import Part
from trellis.roles.definitions.parse import parse_family
from trellis.roles.tests.edits import trials
from trellis.roles.tests.handbooks import ENGINEERING, MANAGEMENT
from trellis.roles.tests.styles import STYLES, Style, written

DOES, NEEDS = Slot.RESPONSIBILITIES, Slot.REQUIREMENTS
ROUGH = (
    "\ufeff---\r\nlayout: job_family_page\r\ntitle: 'Bridges'\r\n---\r\n\r\n"
    "We <%= verb %> bridges.  \r\n\r\n"
    "## Levels\r\n\r\n"
    "### Painter ###\r\n{: .level}\r\n\r\n"
    "The Painter reports to the <%= boss %>.\r\n\r\n"
    "#### Painter Job Grade\r\n\r\nThe Painter is a [grade <%= grade %>](/grades/).\r\n\r\n"
    "#### Painter Responsibilities\r\n\r\n"
    "*\tPaint\tall of it  \r\n\t* in red\r\n*  Sand,\r\n   then dust {#sand}\r\n* Look at <%= partial 'x' %> daily\r\n"
    "{: .wide}\r\n\r\n"
    "#### Painter Requirements\r\n\r\n1) Steady hand\r\n2) Good eyes   \r\n3) Calm\r\n\r\n\r\n"
    "### Senior Painter\r\n\r\nThe Senior Painter is a grade 7 and reports to the Chief Painter.\r\n\r\n"
    "#### Senior Painter Responsibilities\r\n\r\n* Extends the Painter responsibilities\r\n* Plan\r\n"
)


def changed(before: str, after: str) -> list[str]:
    """The lines that a change takes away and adds."""
    compared = ndiff(before.splitlines(), after.splitlines())
    return [line for line in compared if line[:2] in ("- ", "+ ")]


@pytest.mark.parametrize(
    ("operation", "lines"),
    [
        (AddEntry(Place(1, DOES, 0), "Asks"), ["+ - Asks"]),
        (AddEntry(Place(1, DOES, -1), "Asks"), ["+ - Asks"]),
        (AddEntry(Place(1, NEEDS, 0), "Asks,\nthen hears"), ["+ - Asks,", "+   then hears"]),
        (
            EditEntry(Place(2, DOES, 0), "Keeps budgets"),
            ["- - Keeps budget and forecast true to the week", "+ - Keeps budgets"],
        ),
        (RemoveEntry(Place(1, DOES, 1)), ["- - Writes the weekly status"]),
        (
            NestEntry(Place(1, DOES, 1), deeper=True),
            ["- - Writes the weekly status", "+   - Writes the weekly status"],
        ),
        (AddEntry(Place(0, Slot.HIRING, 0), "Case"), ["+ - Case"]),
        (AddEntry(Place(0, Slot.INDICATORS, 1), "Risks closed > 5"), ["+ - Risks closed > 5"]),
        (AddEntry(Place(0, Slot.LADDER, 0), "Or aside."), ["+ Or aside.", "+ "]),
        (AddEntry(Place(0, NEEDS, -1), "Calm"), ["+ ", "+ ## Requirements", "+ ", "+ - Calm"]),
        (
            SetGrade(2, 6.5),
            ["- The IT Program Manager is a grade 6.", "+ The IT Program Manager is a grade 6.5."],
        ),
        (
            SetManager(3, Target("Chief Operating Officer")),
            [
                "- The Director, IT Program Management reports to the Board.",
                "+ The Director, IT Program Management reports to the Chief Operating Officer.",
            ],
        ),
        (
            AddExtension(3, Part.REQUIREMENTS, Target("IT Program Manager")),
            ["+ - Extends the IT Program Manager requirements"],
        ),
        (RemoveExtension(2, 1), ["- - Extends the Associate IT Program Manager requirements"]),
        (
            SetExtension(2, 0, Target("Chief Operating Officer", "/executive/")),
            [
                "- - Extends the Associate IT Program Manager responsibilities",
                "+ - Extends the Chief Operating Officer responsibilities",
            ],
        ),
        (SetKey(Key.TITLE, "Programs"), ["- title: IT Program Management", "+ title: Programs"]),
        (SetSummary("We run it."), ["+ ", "+ We run it."]),
    ],
)
def test_the_text_differs_only_where_something_was_changed(operation: Operation, lines: list[str]):
    assert changed(FAMILY, apply(FAMILY, operation)) == lines


def test_a_new_level_is_written_in_the_manner_of_the_one_before_it():
    boss = Target("Director, IT Program Management")
    added = AddLevel(
        2, "Senior IT Program Manager", 7, boss, Target("IT Program Manager"), ("Coaches",), ("Patience",)
    )

    made = apply(FAMILY, added)

    assert changed(FAMILY, made) == [
        "+ ### Senior IT Program Manager", "+ ",
        "+ The Senior IT Program Manager reports to the Director, IT Program Management.", "+ ",
        "+ #### Senior IT Program Manager Job Grade", "+ ",
        "+ The Senior IT Program Manager is a grade 7.", "+ ",
        "+ #### Senior IT Program Manager Responsibilities", "+ ",
        "+ - Extends the IT Program Manager responsibilities", "+ - Coaches", "+ ",
        "+ #### Senior IT Program Manager Requirements", "+ ",
        "+ - Extends the IT Program Manager requirements", "+ - Patience", "+ ",
    ]  # fmt: skip
    assert apply(made, RemoveLevel(3)) == FAMILY


def test_a_renamed_level_is_renamed_wherever_the_page_names_it():
    made = apply(FAMILY, RenameLevel(1, "Junior Program Manager"))

    assert "Associate IT Program Manager" not in made
    assert "- Extends the Junior Program Manager requirements" in made
    assert apply(made, RenameLevel(1, "Associate IT Program Manager")) == FAMILY


def test_levels_change_places_with_all_that_stands_under_them():
    made = apply(FAMILY, MoveLevel(2, down=True))

    titles = [level.title for level in Document(made).levels]
    assert titles == ["Associate IT Program Manager", "Director, IT Program Management", "IT Program Manager"]
    assert sorted(made.splitlines()) == sorted(FAMILY.splitlines())


@pytest.mark.parametrize(
    ("operation", "part"),
    [
        (EditEntry(Place(1, DOES, 0), "Paint"), "*\tPaint  \r\n\t* in red\r\n"),
        (AddEntry(Place(1, DOES, 0), "Wash"), "\t* in red\r\n*\tWash\r\n*  Sand,\r\n"),
        (EditEntry(Place(1, DOES, 2), "Sand,\nthen blow"), "*  Sand,\r\n   then blow {#sand}\r\n"),
        (AddEntry(Place(1, DOES, 3), "Wash"), "daily\r\n* Wash\r\n{: .wide}\r\n"),
        (MoveEntry(Place(1, DOES, 3), down=False), "* Look at <%= partial 'x' %> daily\r\n*  Sand,\r\n"),
        (AddEntry(Place(1, NEEDS, 0), "Wit"), "1) Steady hand\r\n2) Wit\r\n3) Good eyes   \r\n4) Calm\r\n"),
        (RemoveEntry(Place(1, NEEDS, 0)), "\r\n1) Good eyes   \r\n2) Calm\r\n"),
        (MoveEntry(Place(1, NEEDS, 0), down=True), "1) Good eyes   \r\n2) Steady hand\r\n3) Calm\r\n"),
        (SetGrade(2, 8), "is a grade 8 and reports to the Chief Painter."),
        (SetKey(Key.TITLE, "It's bridges"), 'title: "It\'s bridges"\r\n'),
        (SetKey(Key.DESCRIPTION, 'All "bridges"'), 'description: "All \\"bridges\\""\r\n'),
        (AddLevel(2, "Chief Painter", 8), "\r\n\r\n### Chief Painter\r\n\r\n"),
    ],
)
def test_line_ends_tabs_spaces_attributes_and_tags_stay(operation: Operation, part: str):
    made = apply(ROUGH, operation)

    assert part in made
    assert "\n" not in made.replace("\r\n", "")
    kept = Counter(ROUGH.split("\r\n")) - Counter(made.split("\r\n"))
    assert sum(kept.values()) <= 3


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        (SetGrade(1, 7), "comes from a template tag"),
        (SetManager(1, Target("Director")), "comes from a template tag"),
        (EditEntry(Place(1, DOES, 3), "Look"), "template tag"),
        (SetSummary("We bridge."), "template tag"),
        (RemoveLevel(1), "template tags"),
        (
            EditEntry(Place(1, DOES, 0), "Extends the Senior Painter responsibilities"),
            "read as something else",
        ),
        (EditEntry(Place(1, DOES, 0), "One\n- two"), "several entries"),
        (EditEntry(Place(1, DOES, 0), "  \n "), "no words"),
        (EditEntry(Place(1, DOES, 9), "x"), "no such entry"),
        (AddEntry(Place(1, DOES, 0), "x" * 5_000), "5,000 characters"),
        (MoveEntry(Place(1, DOES, 0), down=False), "first"),
        (NestEntry(Place(1, DOES, 0), deeper=True), "no entry above"),
        (NestEntry(Place(1, NEEDS, 1), deeper=True), "numbered"),
        (RenameLevel(1, "senior painter"), "already"),
        (RenameLevel(1, "[x](y)"), "no title"),
        (AddLevel(1, "Chief Painter", 700), "from 1 to 99"),
        (MoveLevel(2, down=True), "last level"),
        (SetManager(2, None), "changing something else"),
        (SetGrade(9, 7), "no such level"),
    ],
)
def test_what_cannot_be_done_safely_is_refused_with_the_reason(operation: Operation, reason: str):
    with pytest.raises(CannotEditError) as refused:
        apply(ROUGH, operation)

    assert reason in refused.value.message


def test_the_same_words_again_change_nothing():
    document = Document(ROUGH[1:])
    for slot in (DOES, NEEDS):
        for at in range(len(document.entries(1, slot))):
            place = Place(1, slot, at)
            assert apply(ROUGH, EditEntry(place, source_of(document, place))) == ROUGH


def test_the_one_role_of_a_page_is_edited_too():
    page = "---\nlayout: job_family_page\ntitle: Painter\n---\n\nPaints.\n\n## Responsibilities\n\n- Paint\n"

    made = apply(apply(page, SetManager(1, Target("Chief Painter"))), SetGrade(1, 6))
    made = apply(made, AddEntry(Place(1, NEEDS, -1), "Steady hand"))

    (level,) = parse_family(read_page("p.md", made.encode()).page).levels
    assert level.reports_to is not None
    assert level.grade is not None
    assert [title.title for title in level.reports_to.titles] == ["Chief Painter"]
    assert level.grade.value == 6
    assert [item.text for item in level.requirements] == ["Steady hand"]


# -- any page


def try_all(text: str, at: int, most: int | None = None) -> Counter[str]:
    """Try every operation on a text, or `most` from all over it: each is done as meant, taken back without a trace, or
    refused.
    """
    found: Counter[str] = Counter()
    every = list(trials(Document(text.removeprefix("\ufeff")), at))
    step = max(1, len(every) // most) if most else 1
    for trial in every[at % step :: step]:
        try:
            made = apply(text, trial.does)
        except CannotEditError:
            found["refused"] += 1
            continue
        found["done"] += 1
        confined(text, made, trial.does)
        try:
            for back in trial.undoes:
                made = apply(made, back)
        except CannotEditError:
            found["not taken back"] += 1
            continue
        assert not trial.undoes or made == text, trial
    return found


def confined(before: str, after: str, operation: Operation) -> None:
    """A change of one entry or sentence leaves every line but its own and the numbers of its list."""
    if isinstance(
        operation, AddEntry | AddExtension | AddLevel | RemoveEntry | RemoveLevel | RemoveExtension
    ):
        more, less = (
            (before, after)
            if isinstance(operation, RemoveEntry | RemoveLevel | RemoveExtension)
            else (after, before)
        )
        lost = Counter(_unnumbered(less)) - Counter(_unnumbered(more))
        assert not lost or len(lost) == 1, (operation, lost)
    elif isinstance(operation, EditEntry | SetGrade | SetExtension | SetKey):
        lines = 60 if isinstance(operation, EditEntry) else 1
        assert len(Counter(before.splitlines()) - Counter(after.splitlines())) <= lines


def _unnumbered(text: str) -> list[str]:
    return [line.lstrip(" \t0123456789") for line in text.splitlines()]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(style=STYLES, at=st.integers(0, 3), ends=st.sampled_from(["\n", "\r\n"]))
def test_every_operation_works_on_families_in_any_style(style: Style, at: int, ends: str):
    for family in (ENGINEERING, MANAGEMENT):
        text = written(family, style).replace("\n", ends)

        found = try_all(text, at, most=12)

        assert found["done"] > 3 * found["refused"], (found, text)


@settings(max_examples=20, deadline=None)
@given(text=st.text(alphabet='ab#-*1. \n\t\r<%>{:}[](|>`"é', max_size=160), at=st.integers(0, 3))
def test_no_text_breaks_an_operation(text: str, at: int):
    try_all(
        f"---\ntitle: X\n---\n## Levels\n### A\nA is a grade 5.\n#### Responsibilities\n- x\n{text}",
        at,
        most=12,
    )


def test_every_operation_works_on_the_example():
    folder = Path(__file__).parents[4] / "example/handbook/job-families"
    pages = sorted(folder.rglob("*.md"))
    found: Counter[str] = Counter()
    for at, path in enumerate(pages):
        if at % 10 == 0:
            found += try_all(decode(path.read_bytes()).text, at, most=20)

    assert found["done"] > 10 * found["refused"]


@pytest.mark.slow  # reads real pages
def test_every_operation_works_on_real_pages(corpus: Path):
    """On each of them but a few lines, and never one that is not what was meant."""
    seeds = sorted((corpus / "seeds").glob("*.txt"))
    pages = [*seeds, *sorted((corpus / "corpus/job-families").rglob("*.md"))[::20]]
    found: Counter[str] = Counter()
    for at, path in enumerate(pages):
        found += try_all(decode(path.read_bytes()).text, at, most=8)

    assert found["done"] > 5 * found["refused"]
    assert found["not taken back"] * 50 < found["done"]


SENTENCES = "A Painter becomes a Sander.  \n\n\nOr a Cook,\nat last."
LADDER = f"# Painter\n\n## Career Ladder\n\n{SENTENCES}\n\n- Smith\n- Tanner\n"
TURNED = "Or a Cook,\nat last.  \n\n\nA Painter becomes a Sander."


@pytest.mark.parametrize(
    ("at", "down", "old", "new"),
    [
        (0, True, SENTENCES, TURNED),
        (1, False, SENTENCES, TURNED),
        (2, True, "- Smith\n- Tanner", "- Tanner\n- Smith"),
    ],
)
def test_the_career_ladder_is_put_in_another_order(at: int, down: bool, old: str, new: str):
    assert apply(LADDER, MoveEntry(Place(0, Slot.LADDER, at), down)) == LADDER.replace(old, new)


@pytest.mark.parametrize(("at", "down"), [(0, False), (1, True), (2, False), (3, True)])
def test_a_step_of_the_career_ladder_stays_among_its_like(at: int, down: bool):
    with pytest.raises(CannotEditError):
        apply(LADDER, MoveEntry(Place(0, Slot.LADDER, at), down))


SPECIALTIES = (
    "# Painter\n\n## Levels\n\n### Painter\n\nThe Painter is a grade 5.\n\n#### Responsibilities\n\n- Paint\n\n"
    "## Specialties\n\n### Bridges\n\nHigh up.\n\n#### Responsibilities\n\n- Climb\n- Look down\n\n"
    "#### Requirements\n\n* No fear\n\n### Boats\n\n#### Requirements\n\n- Swims\n"
)


@pytest.mark.parametrize(
    ("operation", "lines"),
    [
        (EditEntry(Place(2, DOES, 1), "Look up"), ["- - Look down", "+ - Look up"]),
        (AddEntry(Place(2, NEEDS, 0), "Patience"), ["+ * Patience"]),
        (MoveEntry(Place(2, DOES, 0), down=True), ["- - Look down", "+ - Look down"]),
        (RemoveEntry(Place(2, DOES, 0)), ["- - Climb"]),
        (EditEntry(Place(3, NEEDS, 0), "Dives"), ["- - Swims", "+ - Dives"]),
    ],
)
def test_the_lists_of_a_specialty_are_edited_like_those_of_a_level(operation: Operation, lines: list[str]):
    assert sorted(changed(SPECIALTIES, apply(SPECIALTIES, operation))) == sorted(lines)


@pytest.mark.parametrize("operation", [SetGrade(2, 6), RemoveLevel(2), EditEntry(Place(4, DOES, 0), "x")])
def test_a_specialty_is_no_level(operation: Operation):
    with pytest.raises(CannotEditError):
        apply(SPECIALTIES, operation)
