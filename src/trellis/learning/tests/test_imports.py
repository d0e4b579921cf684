"""What comes into this room from files: what was completed elsewhere, what is assigned."""

from datetime import timedelta

import pytest

from trellis.core import importing
from trellis.core.models import Event
from trellis.core.tests.rowwise import put, written
from trellis.learning.importers import ASSIGNMENTS, COMPLETIONS
from trellis.learning.models import AssignmentState, Enrollment, PartProgress
from trellis.learning.tests.conftest import FEEDBACK, SAFETY
from trellis.people.days import today

HISTORY = "person,course,completed_on,source\n"
TO_DO = "person,what,due,required,because\n"


def test_what_was_completed_elsewhere_counts_from_its_day_and_settles_what_was_asked(school):
    school.round()
    day = today() - timedelta(days=30)

    assert put(COMPLETIONS, HISTORY + f"ada@example.org,Safety,{day},the old system\n", school.cast.pia) == [
        "new"
    ]

    made = Enrollment.objects.get(person=school.cast.ada.person, course=SAFETY)
    assert (made.state, made.completed_on, made.done) == ("completed", day, made.total)
    assert made.valid_until is not None
    assert made.valid_until > today()
    assert set(PartProgress.objects.values_list("evidence", flat=True)) == {"elsewhere:the old system"}
    assert (school.row("ada").state, school.row("ada").done_on) == (AssignmentState.DONE, day)
    assert school.row("ben").state == AssignmentState.OPEN
    names = set(Event.objects.filter(object=made.pk).values_list("name", flat=True))
    assert names == {"learning.completion-taken-over"}


@pytest.mark.parametrize(
    ("row", "fate"),
    [
        ("ada@example.org,Juggling,2024-05-17,x", "bad course"),
        ("ada@example.org,safety,2999-05-17,x", "bad completed_on"),
        ("zoe@example.org,safety,2024-05-17,x", "bad person"),
        ("pia@example.org,safety,2024-05-17,x", "bad"),  # nobody decides about themselves
    ],
)
def test_a_completion_that_cannot_be_says_where(school, row, fate):
    assert put(COMPLETIONS, HISTORY + row, school.cast.pia) == [fate]
    assert not Enrollment.objects.exists()


def test_a_course_that_goes_on_here_is_not_completed_by_a_file(school):
    school.enroll("ada")

    assert put(COMPLETIONS, HISTORY + f"ada@example.org,{FEEDBACK},2024-05-17,x", school.cast.pia) == [
        "bad course"
    ]


def test_what_is_assigned_by_a_file_is_changed_by_the_next(school):
    first, then = today() + timedelta(days=20), today() + timedelta(days=40)

    rows = [f"ada@example.org,{FEEDBACK},{then},no,Soon", f"ada@example.org,Giving feedback,{first},yes,"]
    fates = [put(ASSIGNMENTS, TO_DO + row, school.cast.pia) for row in (*rows, *rows)]
    assert fates == [["new"], ["changed"], ["same"], ["same"]]

    row = school.row("ada", FEEDBACK)
    assert (row.hand_due_on, row.is_required) == (first, True)
    path = f"ada@example.org,First days as a manager,{first},,\nada@example.org,path:lead,{first},,\n"
    assert put(ASSIGNMENTS, TO_DO + path, school.cast.pia) == ["new", "same"]
    late = f"ada@example.org,{SAFETY},2020-01-01,,\n"
    assert put(ASSIGNMENTS, TO_DO + late, school.cast.pia) == ["bad due"]


def whole():
    later = today() + timedelta(days=20)
    return {
        COMPLETIONS: HISTORY
        + "ada@example.org,safety,2024-05-17,x\nben@example.org,giving-feedback,2023-05-17,x\n",
        ASSIGNMENTS: TO_DO
        + f"ada@example.org,{FEEDBACK},{later},yes,Soon\nben@example.org,path:lead,{later},no,\n",
    }


@pytest.mark.parametrize("importer", [COMPLETIONS, ASSIGNMENTS], ids=lambda each: each.name)
def test_what_was_imported_goes_out_and_says_nothing_new(school, importer):
    text = whole()[importer]
    assert set(put(importer, text, school.cast.pia)) == {"new"}
    before = Event.objects.count()

    assert set(put(importer, text, school.cast.pia)) == {"same"}
    assert set(put(importer, written(importer), school.cast.pia)) == {"same"}
    assert Event.objects.count() == before


@pytest.mark.parametrize("importer", [COMPLETIONS, ASSIGNMENTS], ids=lambda each: each.name)
def test_only_who_keeps_learning_imports(school, importer):
    assert importing.may_import(school.cast.pia, importer.name)
    for who in (school.cast.mia, school.cast.ben, school.cast.dora):
        assert not importing.may_import(who, importer.name)
    assert all(fate.startswith("bad") for fate in put(importer, whole()[importer], school.cast.ben))
