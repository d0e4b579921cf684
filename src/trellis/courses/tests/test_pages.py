import csv
import io

from django.urls import reverse

from trellis.config.kinds import all_kinds
from trellis.courses import companions, touches
from trellis.courses.companions import Action, Added, Badge, Facet, Panel, Place
from trellis.courses.tests.conftest import COURSE, COURSES, LEADING, LESSON
from trellis.handbook.compiler import compile_handbook
from trellis.handbook.source import MemorySource
from trellis.pages import starting
from trellis.pages.tests.served import compiled

CATALOGUE = "/courses/"


def shown(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


def test_somebody_finds_what_is_for_them(as_):
    ada, mia = shown(as_("ada"), CATALOGUE), shown(as_("mia"), CATALOGUE)

    assert "Giving feedback" in ada
    assert "Feedback geben" in ada
    assert "Leading a team" not in ada
    assert "Leading a team" in mia


def test_the_catalogue_is_narrowed_counted_and_sorted(as_):
    ada = as_("ada")

    assert "Feedback geben" not in shown(ada, CATALOGUE + "?topic=communication")
    assert "Giving feedback" not in shown(ada, CATALOGUE + "?language=de")
    assert "Feedback geben" not in shown(ada, CATALOGUE + "?for=mine")
    assert "No course fits" in shown(ada, CATALOGUE + "?q=welding")
    as_list = shown(ada, CATALOGUE + "?as=list&sort=-minutes")
    assert as_list.index("Giving feedback") < as_list.index("Feedback geben")
    assert "communication (1)" in as_list


def test_the_catalogue_is_a_file(as_):
    rows = list(csv.DictReader(io.StringIO(shown(as_("mia"), "/courses/export.csv?q=feedback"))))

    assert [row["key"] for row in rows] == ["feedback-geben", "giving-feedback"]
    assert rows[1]["minutes"] == "45"


def test_a_course_says_what_it_is_good_for_and_where_its_text_comes_from(as_):
    page = shown(as_("ada"), "/courses/giving-feedback/")

    for words in ("Feedback is a gift.", "Describe what happened", "Practice in a group", "30 minutes", "optional",
                  "Everybody who works here", "How we give feedback", "overdue", "Feedback geben"):  # fmt: skip
        assert words in page, words
    assert "How it stands" not in page
    assert "Leading a team" not in page


def test_a_course_for_others_is_not_there(as_):
    shown(as_("ada"), "/courses/leading-a-team/", 404)
    shown(as_("ada"), "/courses/none/", 404)
    assert "How it stands" in shown(as_("olga"), "/courses/leading-a-team/")
    assert "This course is for others" in shown(as_("pia"), "/courses/leading-a-team/")


def test_paths_lead_through_courses(as_):
    assert "First ninety days" not in shown(as_("ada"), "/courses/paths/")
    shown(as_("ada"), "/courses/paths/first-ninety-days/", 404)
    assert "First ninety days" in shown(as_("mia"), "/courses/paths/")
    page = shown(as_("mia"), "/courses/paths/first-ninety-days/")
    assert page.index("Giving feedback") < page.index("1 of these") < page.index("A first team meeting")


def test_a_lesson_is_seen_as_learners_see_it(as_):
    page = shown(as_("ada"), "/courses/giving-feedback/lessons/why/?frame=phone")

    for words in ("It judges.", "Within two days.", "Write down the last feedback", "courses-frame phone"):
        assert words in page, words
    shown(as_("ada"), "/courses/giving-feedback/lessons/practice/", 404)


def test_only_a_lesson_with_such_a_video_may_load_youtube(as_, serve):
    ada, url = as_("ada"), "/courses/giving-feedback/lessons/why/"
    assert "youtube" not in ada.get(url)["Content-Security-Policy"]
    serve({**COURSES, LESSON: COURSES[LESSON] + "\n![A talk](https://youtu.be/dQw4w9WgXcQ)\n"})
    found = ada.get(url)
    assert "frame-src https://www.youtube-nocookie.com" in found["Content-Security-Policy"]
    assert "<iframe" not in found.content.decode()


def test_who_looks_after_courses_sees_how_they_stand(as_):
    shown(as_("ada"), "/courses/care/", 403)
    shown(as_("ada"), "/courses/giving-feedback/care/", 403)
    every, own = shown(as_("pia"), "/courses/care/"), shown(as_("olga"), "/courses/care/")
    assert "Giving feedback" in every
    assert "Leading a team" in every
    assert "overdue" in every
    assert "leadership" in every
    assert "Leading a team" in own
    assert "Giving feedback" not in own
    page = shown(as_("pia"), "/courses/giving-feedback/care/")
    assert "no lesson" in page  # nothing serves “choose”
    assert "understand" in page  # the level of “describe”


def test_rooms_above_add_to_courses(as_, monkeypatch):
    def added(request, courses, place):
        if place is Place.COURSE:
            return Added(
                actions=(
                    Action(
                        "Enroll", "/enroll", primary=True, is_post=True, fields=(("course", courses[0].key),)
                    ),
                ),
                panels=(Panel("sessions", "Sessions", "Next week"),),
            )
        return Added(
            badges={"giving-feedback": (Badge("half done", "info"),)},
            facets=(Facet("standing", "Standing", {"giving-feedback": ("begun",)}, {"begun": "Begun"}),),
            advised=(("feedback-geben", "Others took it"),),
        )

    monkeypatch.setattr(companions, "_companions", {"test": added})
    page = shown(as_("ada"), "/courses/giving-feedback/")
    assert 'action="/enroll"' in page
    assert "Next week" in page
    page = shown(as_("ada"), CATALOGUE)
    assert "half done" in page
    assert "Begun (1)" in page
    assert "Others took it" in page
    assert "Feedback geben" not in shown(as_("ada"), CATALOGUE + "?standing=begun")


def test_pages_ask_few_questions(as_, django_assert_max_num_queries):
    mia = as_("mia")
    for url in (CATALOGUE, CATALOGUE + "?as=list", "/courses/giving-feedback/", "/courses/paths/first-ninety-days/",
                "/courses/giving-feedback/lessons/why/"):  # fmt: skip
        with django_assert_max_num_queries(15):  # with what learning, classes and certifications add
            shown(mia, url)


def test_courses_are_found_by_name(as_):
    found = shown(as_("mia"), reverse("web:search") + "?q=leading")
    assert '"/courses/leading-a-team/"' in found
    assert '"/courses/leading-a-team/"' not in shown(as_("ada"), reverse("web:search") + "?q=leading")


def test_a_change_says_which_courses_teach_it(db):
    before = compiled(COURSES)
    after = compiled({**COURSES, "how/feedback.md": COURSES["how/feedback.md"].replace("two days", "a day")})

    (found,) = touches.touched(before, after, ["how/feedback.md"])
    assert (found.title, found.how) == ("Giving feedback", "1 lesson includes its text")
    (own,) = touches.touched(before, after, [LESSON])
    assert own.how == "1 part changes"
    gone = compiled({path: text for path, text in COURSES.items() if path != COURSE})
    assert [each.title for each in touches.touched(before, gone, [COURSE])] == ["Giving feedback"]


def test_a_change_of_another_section_touches_nobody():
    files = {**COURSES, "how/feedback.md": COURSES["how/feedback.md"] + "\n## Where\n\nIn a quiet room.\n"}
    before, after = compiled(files), compiled(
        {**files, "how/feedback.md": files["how/feedback.md"].replace("quiet", "small")}
    )  # fmt: skip

    assert list(touches.touched(before, after, ["how/feedback.md"])) == []


def test_questions_that_rely_on_a_passage_are_touched_and_rooms_above_say_whom_that_concerns(monkeypatch):
    quiz = (
        "---\ntitle: Check\n---\n\n## When?\n\n- [x] Soon\n- [ ] Late\n\n"
        "Relies on: [When](/how/feedback.md#when)\n"
    )
    files = {
        **COURSES, "courses/leading-a-team/quiz.md": quiz,
        "courses/leading-a-team/course.md": LEADING.replace("1. A workshop", "1. [Check](quiz.md)\n2. A workshop"),
    }  # fmt: skip
    monkeypatch.setattr(companions, "_counters", {"test": lambda keys: dict.fromkeys(keys, ("12 learners",))})
    changed = {**files, "how/feedback.md": files["how/feedback.md"].replace("two days", "a day")}
    before, after = (compile_handbook(MemorySource(each), kinds=all_kinds()) for each in (files, changed))

    found = {each.title: each.how for each in touches.touched(before, after, ["how/feedback.md"])}
    assert found == {
        "Giving feedback": "1 lesson includes its text; 12 learners",
        "Leading a team": "1 question relies on it; 12 learners",
    }


def test_a_new_course_in_the_browser_is_a_folder():
    begun = starting.skeleton("course")

    assert begun.place("", "giving-feedback") == ("courses/giving-feedback", "course.md")
    assert begun.place("sales/courses", "selling.md") == ("sales/courses/selling", "course.md")
    assert starting.skeleton("page").place("how", "oil") == ("how", "oil")


def test_a_program_reads_courses(as_):
    ada, api = as_("ada"), "/api/v1"

    assert [each["key"] for each in ada.get(f"{api}/courses").json()["items"]] == [
        "feedback-geben",
        "giving-feedback",
    ]
    assert [each["key"] for each in ada.get(f"{api}/courses?language=de").json()["items"]] == [
        "feedback-geben"
    ]
    found = ada.get(f"{api}/courses/giving-feedback").json()
    assert [(each["kind"], each["minutes"], each["optional"]) for each in found["parts"]] == [
        ("lesson", 10, False), ("class", 30, False), ("external", 20, True),
    ]  # fmt: skip
    assert [each["bloom"] for each in found["objectives"]] == ["understand", "apply"]
    assert ada.get(f"{api}/courses/leading-a-team").status_code == 404
    assert ada.get(f"{api}/learning-paths").json()["items"] == []
    (path,) = as_("mia").get(f"{api}/learning-paths").json()["items"]
    assert [each["kind"] for each in path["parts"]] == ["course", "choice", "milestone"]


def test_videos_are_sent_in_parts(as_, serve):
    client = as_("ada")
    serve({**COURSES, "courses/giving-feedback/media/talk.mp4": b"0123456789"})
    url = "/handbook/-/files/courses/giving-feedback/media/talk.mp4"

    whole, part = client.get(url), client.get(url, headers={"range": "bytes=2-4"})
    assert (whole.status_code, whole["Accept-Ranges"], whole["Content-Type"]) == (200, "bytes", "video/mp4")
    assert (part.status_code, part.content, part["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    assert client.get(url, headers={"range": "bytes=20-"}).status_code == 416
