import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.config.kinds import all_kinds
from trellis.courses.definitions import codes
from trellis.courses.definitions.checks import circles
from trellis.courses.definitions.durations import Due
from trellis.courses.definitions.measuring import LEVELS, measured
from trellis.courses.definitions.readability import counts_of
from trellis.courses.terms import courses_of
from trellis.handbook.compiler import Compiler, compile_handbook
from trellis.handbook.diagnostics import Example
from trellis.handbook.source import MemorySource
from trellis.handbook.tests.examples import found_in
from trellis.people.definitions.audiences import Facts, fits

KINDS = all_kinds()
every_code = pytest.mark.parametrize("code", codes.CODES, ids=lambda code: code.id)


@every_code
def test_the_bad_example_of_a_code_shows_it(code):
    assert found_in(code.bad, code, KINDS) != []


@every_code
def test_the_good_example_of_a_code_does_not_show_it(code):
    assert found_in(code.good, code, KINDS) == []


def test_a_question_for_an_objective_that_the_course_does_not_have_is_told():
    files = {**codes.UNTESTED.good.files}
    path = "courses/giving-feedback/quiz.md"
    files[path] = files[path].replace('"describe"', '"decide"')
    (found,) = found_in(Example(files), codes.UNKNOWN_OBJECTIVE, KINDS)

    assert (found.path, found.hint) == (path, "There are: describe.")


@pytest.mark.parametrize(
    ("text", "level", "is_vague"),
    [
        ("Describe what happened", "understand", False),
        ("You can calculate the load", "apply", False),
        ("Be able to quickly compare two offers", "analyze", False),
        ("Understand feedback", "", True),
        ("Be aware of the rules", "", True),
        ("Juggle three balls", "", False),
        ("Beschreiben, was geschehen ist", "understand", False),
        ("Zwei Angebote vergleichen", "analyze", False),
        ("Die Regeln kennen", "", True),
        ("", "", False),
    ],
)
def test_the_verb_of_an_objective_says_how_demanding_it_is(text, level, is_vague):
    found = measured(text)

    assert (found.level, found.is_vague) == (level, is_vague)


@given(st.text(max_size=200))
def test_any_text_is_measured_and_read(text):
    found = measured(text)
    assert found.level in (*LEVELS, "")
    counts = counts_of(text)
    assert counts.words >= 0
    assert counts.syllables >= counts.words >= counts.silent
    assert counts.ease("en") is None or counts.words >= 100


@given(
    st.dictionaries(
        st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefgh"), max_size=4, unique=True)
    )
)
def test_a_circle_is_found_where_there_is_one_and_nowhere_else(graph):
    found = list(circles(graph))

    for each in found:
        for at, name in enumerate(each):
            assert each[(at + 1) % len(each)] in graph[name]
    left = {name: {each for each in to if each in graph} for name, to in graph.items()}
    while ends := [name for name, to in left.items() if not to]:
        for name in ends:
            del left[name]
        for to in left.values():
            to.difference_update(ends)
    assert bool(found) == bool(left)


def test_a_course_says_how_long_it_takes_by_its_parts():
    files = {
        "courses/a/course.md": "---\ntitle: A\n---\n\n## Outline\n\n1. [One](01-one.md)\n"
        "2. [Two](02-two.md) (optional)\n"
        "3. Try it (practical, 1.5 hours)\n",
        "courses/a/01-one.md": "---\ntitle: One\n---\n\n" + "word " * 401 + "\n\n![[long#all]]\n",
        "courses/a/02-two.md": "---\ntitle: Two\nminutes: 7\n---\n\nText.\n",
        "long.md": "# Long\n\n## All\n\n" + "word " * 1000 + "\n",
    }
    made = compile_handbook(MemorySource(files), kinds=KINDS)
    as_written, read = made.assembled["course"].by_key["a"], courses_of(made).by_key["a"]

    assert [(each.key, each.minutes, each.is_optional) for each in as_written.parts][:2] == [
        ("one", 3, False),
        ("two", 7, True),
    ]
    assert as_written.parts[2].minutes == 90
    assert read.part("one").minutes == 8
    assert read.minutes == 98


def test_without_an_outline_the_pages_are_the_parts_quizzes_last():
    quiz = codes.UNTESTED.good.files["courses/giving-feedback/quiz.md"]
    made = compile_handbook(
        MemorySource({
            "courses/a/course.md": "---\ntitle: A\n---\n\nText.\n", "courses/a/10-last.md": "# Last\n",
            "courses/a/02-first.md": "# First\n", "courses/a/a.quiz.md": quiz, "courses/a/media/x.md": "# Not a part\n",
        }), kinds=KINDS,
    )  # fmt: skip
    parts = made.assembled["course"].by_key["a"].parts

    assert [(each.key, each.kind) for each in parts] == [
        ("first", "lesson"),
        ("last", "lesson"),
        ("a-quiz", "quiz"),
    ]


def test_an_audience_that_cannot_be_read_is_nobody():
    made = compile_handbook(
        MemorySource({"courses/a/course.md": "---\ntitle: A\ncourse: {audience: managers}\n---\n\nText.\n"}),
        kinds=KINDS,
    )

    assert not fits(made.assembled["course"].by_key["a"].audience, Facts())


def test_an_assignment_is_due_so_many_days_after_something():
    text = (
        "---\ntitle: A\ncourse:\n  valid-for: 2 years\n  assign:\n"
        "    - {audience: {managers: true}, required: true, due: 10 working days after hire}\n"
        "    - {audience: everybody}\n---\n\nText.\n"
    )
    made = (
        compile_handbook(MemorySource({"courses/a/course.md": text}), kinds=KINDS)
        .assembled["course"]
        .by_key["a"]
    )

    assert made.valid_for == 24
    assert [(each.required, each.due) for each in made.assign] == [
        (True, Due(10, True, "hire")),
        (False, None),
    ]


def test_what_a_level_is_called_may_change_without_an_old_finding_staying():
    files = dict(codes.UNKNOWN_LEVEL.good.files)
    source, compiler = MemorySource(files), Compiler(KINDS, select=("CO009",))
    build = compiler.compile(source)
    assert build.handbook.diagnostics == ()
    path = "job-families/engineering/engineer.md"
    changed = MemorySource({**files, path: files[path].replace("Senior Engineer", "Staff Engineer")})

    assert [each.code for each in compiler.compile(changed, build).handbook.diagnostics] == ["CO009"]
