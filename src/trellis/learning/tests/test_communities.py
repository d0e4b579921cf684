"""Communities: who reads them and belongs to them, questions with an accepted answer, moderators, what is reported."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from trellis.core.models import Notice
from trellis.core.rules import NotAllowedError
from trellis.core.services import notices
from trellis.discussions.models import Comment
from trellis.discussions.services import comments
from trellis.learning.models import Community, Flag, Membership, Question
from trellis.learning.queries import communities as queries
from trellis.learning.services import asking, communities
from trellis.learning.services.communities import Facts
from trellis.learning.services.errors import LearningError
from trellis.learning.tests.conftest import FEEDBACK
from trellis.work.models import WorkItem


@pytest.fixture
def circle(school):
    """An open community that Pia looks after, with Ada and Ben."""
    made = communities.found(facts=Facts("Feedback", "Saying it.", course=FEEDBACK), by=school.cast.pia)
    for name in ("ada", "ben"):
        communities.join(community=made, by=getattr(school.cast, name))
    return made


@pytest.fixture
def closed(school):
    """A closed community with Pia and Ada."""
    made = communities.found(facts=Facts("Trainers", is_open=False), by=school.cast.pia)
    communities.take_in(community=made, account=school.cast.ada, by=school.cast.pia)
    return made


def ask(community, by, title="How do I begin?"):
    return asking.ask(community=community, title=title, text="I never know.", by=by)


def answer(question, by, text="Say what you saw."):
    return comments.say(kind=queries.QUESTION, key=question.pk, text=text, by=by)


def client(account):
    made = Client()
    made.force_login(account)
    return made


def test_who_keeps_learning_founds_communities_and_others_do_not(school):
    with pytest.raises(NotAllowedError):
        communities.found(facts=Facts("Mine"), by=school.cast.ada)
    made = communities.found(facts=Facts("Ours"), by=school.cast.pia)

    assert Membership.objects.get(community=made).is_moderator
    with pytest.raises(LearningError, match="of this name already"):
        communities.found(facts=Facts("OURS"), by=school.cast.pia)
    with pytest.raises(LearningError, match="no course"):
        communities.found(facts=Facts("Other", course="none"), by=school.cast.pia)


def test_people_join_and_leave_and_what_they_said_stays(school, circle):
    question = ask(circle, school.cast.ada)

    communities.leave(community=circle, by=school.cast.ada)
    communities.leave(community=circle, by=school.cast.ada)

    assert Question.objects.get() == question
    with pytest.raises(NotAllowedError):
        ask(circle, school.cast.ada)
    communities.join(community=circle, by=school.cast.ada)
    assert communities.join(community=circle, by=school.cast.ada) == communities.join(
        community=circle, by=school.cast.ada
    )


def test_a_closed_community_is_read_by_its_members_alone(school, closed):
    question = ask(closed, school.cast.ada, "Who trains whom?")
    remark = answer(question, school.cast.pia, "A secret answer")
    cast = school.cast

    for who, status in ((cast.ada, 200), (cast.pia, 200), (cast.ben, 404), (cast.olga, 404)):
        for page in (
            f"/learning/communities/{closed.pk}/", f"/learning/questions/{question.pk}/",
            reverse("discussions:discussion", args=[queries.QUESTION, question.pk]),
            reverse("discussions:comment", args=[remark.pk]),
        ):  # fmt: skip
            assert client(who).get(page, follow=True).status_code == status, (who.name, page)
    assert "Trainers" not in client(cast.ben).get("/learning/communities/").content.decode()
    with pytest.raises(NotAllowedError):
        communities.join(community=closed, by=cast.ben)
    with pytest.raises(NotAllowedError):
        comments.say(kind=queries.QUESTION, key=question.pk, text="Hello", by=cast.ben)


def test_questions_are_found_by_those_who_read_the_community(school, circle, closed):
    ask(circle, school.cast.ada, "Umbrella feedback")
    ask(closed, school.cast.ada, "Umbrella secrets")

    def found(who):
        text = client(who).get("/search/", {"q": "umbrella", "format": "json"}).json()
        return {strip_tags(each["name"]) for each in text["hits"]}

    assert found(school.cast.ada) == {"Umbrella feedback", "Umbrella secrets"}
    assert found(school.cast.ben) == {"Umbrella feedback"}


def test_an_accepted_answer_stands_first_and_whoever_gave_it_is_told(school, circle):
    question = ask(circle, school.cast.ada)
    remark = answer(question, school.cast.ben)

    with pytest.raises(NotAllowedError):
        asking.accept(question=question, comment=remark.pk, by=school.cast.ben)
    asking.accept(question=question, comment=remark.pk, by=school.cast.ada)
    asking.accept(question=question, comment=remark.pk, by=school.cast.ada)

    assert (
        Notice.objects.filter(account=school.cast.ben, subject__startswith="Your answer was accepted").count()
        == 1
    )
    shown = client(school.cast.ben).get(f"/learning/questions/{question.pk}/").content.decode()
    assert "The answer" in shown
    listed = queries.questions_of(school.cast.ben, circle, queries.Wanted("answered"))
    assert list(listed) == [question]
    asking.accept(question=question, comment=None, by=school.cast.pia)
    question.refresh_from_db()
    assert question.accepted is None


def test_the_accepted_answer_reads_as_it_does_in_the_discussion_and_runs_nothing(school, circle):
    question = ask(circle, school.cast.ada)
    remark = answer(question, school.cast.ben, "Say what *you* saw.<script>alert(1)</script>")
    asking.accept(question=question, comment=remark.pk, by=school.cast.ada)

    page = client(school.cast.ada).get(f"/learning/questions/{question.pk}/").content.decode()

    assert page.count("Say what <em>you</em> saw.") == 2
    assert "alert(1)" not in page


def test_only_an_answer_to_the_question_is_accepted(school, circle):
    one, other = ask(circle, school.cast.ada), ask(circle, school.cast.ada, "And then?")
    remark = answer(other, school.cast.ben)

    with pytest.raises(LearningError, match="no answer to the question"):
        asking.accept(question=one, comment=remark.pk, by=school.cast.ada)


@pytest.mark.parametrize("gone", ["delete", "hide"])
def test_a_question_is_open_again_when_its_answer_goes(school, circle, gone):
    question = ask(circle, school.cast.ada)
    remark = answer(question, school.cast.ben)
    asking.accept(question=question, comment=remark.pk, by=school.cast.ada)

    if gone == "delete":
        comments.delete(comment=remark, by=school.cast.ben)
    else:
        comments.hide(comment=remark, reason="Rude", by=school.cast.pia)

    question.refresh_from_db()
    assert question.accepted is None


def test_new_questions_are_told_members_once_a_week_unless_they_wish_otherwise(school, circle):
    notices.wish(account=school.cast.pia, kind="learning-community", how="now")
    communities.be_quiet(community=circle, quiet=True, by=school.cast.ben)
    communities.join(community=circle, by=school.cast.mia)

    ask(circle, school.cast.ada)

    told = dict(Notice.objects.filter(kind="learning-community").values_list("account__name", "how"))
    assert told == {"Pia": "now", "Mia": "weekly"}


def test_who_left_a_closed_community_reads_nothing_of_it_in_their_notices(school, closed):
    ask(closed, school.cast.pia, "Who trains whom?")
    told = Notice.objects.filter(account=school.cast.ada, subject__contains="Who trains whom?")
    assert len(notices.seen(school.cast.ada, list(told))) == 1

    communities.leave(community=closed, by=school.cast.ada)

    assert notices.seen(school.cast.ada, list(told)) == []


def test_moderators_hide_what_is_said_in_their_community_and_nowhere_else(school, circle):
    question = ask(circle, school.cast.ada)
    remark = answer(question, school.cast.ben, "Rude words")
    other = communities.found(facts=Facts("Other"), by=school.cast.pia)
    mine = Membership.objects.get(community=circle, account=school.cast.ada)

    with pytest.raises(NotAllowedError):
        comments.hide(comment=remark, reason="Rude", by=school.cast.ada)
    communities.set_moderator(membership=mine, moderates=True, by=school.cast.pia)
    ada = type(school.cast.ada).objects.get(pk=school.cast.ada.pk)
    comments.hide(comment=remark, reason="Rude", by=ada)

    assert Comment.objects.get(pk=remark.pk).hidden_for == "Rude"
    assert (
        "Rude words"
        not in client(school.cast.mia).get(f"/learning/questions/{question.pk}/").content.decode()
    )
    assert client(ada).get(f"/learning/communities/{other.pk}/care/").status_code == 404


def test_what_is_reported_waits_on_moderators_and_who_reported_is_told(school, circle):
    question = ask(circle, school.cast.ada)
    remark = answer(question, school.cast.ben, "Buy this")

    flag = asking.report(question=question, comment=remark.pk, why="An advertisement", by=school.cast.ada)
    assert asking.report(question=question, comment=remark.pk, why="Again", by=school.cast.ada) == flag
    assert [each.assignee for each in WorkItem.objects.filter(kind=asking.WORK, state="open")] == [
        school.cast.pia
    ]
    with pytest.raises(NotAllowedError):
        asking.decide(flag=flag, upheld=True, by=school.cast.ben)
    asking.decide(flag=flag, upheld=True, by=school.cast.pia)

    assert Comment.objects.get(pk=remark.pk).hidden_for == "An advertisement"
    assert not WorkItem.objects.filter(kind=asking.WORK, state="open").exists()
    assert Notice.objects.filter(account=school.cast.ada, subject="What you reported was hidden").exists()


def test_a_question_that_was_reported_may_stand_or_be_hidden(school, circle):
    question = ask(circle, school.cast.ada)
    first = asking.report(question=question, why="Off topic", by=school.cast.ben)
    asking.decide(flag=first, upheld=False, by=school.cast.pia)
    assert client(school.cast.mia).get(f"/learning/questions/{question.pk}/").status_code == 200

    second = asking.report(question=question, why="Names somebody", by=school.cast.ben)
    asking.decide(flag=second, upheld=True, why="It names somebody.", by=school.cast.pia)

    assert client(school.cast.mia).get(f"/learning/questions/{question.pk}/").status_code == 404
    assert (
        "It names somebody."
        in client(school.cast.ada).get(f"/learning/questions/{question.pk}/").content.decode()
    )
    asking.show(question=question, by=school.cast.pia)
    assert client(school.cast.mia).get(f"/learning/questions/{question.pk}/").status_code == 200
    with pytest.raises(LearningError, match="Say what is wrong"):
        asking.report(question=question, why=" ", by=school.cast.ben)
    assert Flag.objects.count() == 2


def test_a_community_is_never_without_a_moderator(school, circle):
    own = Membership.objects.get(community=circle, account=school.cast.pia)

    for act in (
        lambda: communities.leave(community=circle, by=school.cast.pia),
        lambda: communities.set_moderator(membership=own, moderates=False, by=school.cast.pia),
        lambda: communities.put_out(membership=own, by=school.cast.pia),
    ):
        with pytest.raises(LearningError, match="needs a moderator"):
            act()


def test_where_no_moderator_is_left_members_who_keep_learning_look_after_it(school, circle):
    mine = Membership.objects.get(community=circle, account=school.cast.ben)
    communities.set_moderator(membership=mine, moderates=True, by=school.cast.pia)
    pia = Membership.objects.get(community=circle, account=school.cast.pia)
    communities.set_moderator(membership=pia, moderates=False, by=school.cast.pia)
    page = f"/learning/communities/{circle.pk}/care/"
    assert client(school.cast.pia).get(page).status_code == 404

    type(school.cast.ben).objects.filter(pk=school.cast.ben.pk).update(is_active=False)

    assert client(school.cast.pia).get(page).status_code == 200
    assert client(school.cast.ada).get(page).status_code == 404


def test_a_community_that_was_closed_down_is_read_and_nothing_more(school, circle):
    question = ask(circle, school.cast.ada)
    communities.close(community=circle, closed=True, by=school.cast.pia)

    assert client(school.cast.ben).get(f"/learning/questions/{question.pk}/").status_code == 200
    with pytest.raises(NotAllowedError):
        ask(Community.objects.get(), school.cast.ada)
    with pytest.raises(LearningError, match="closed down"):
        communities.join(community=circle, by=school.cast.mia)


def test_the_pages_do_what_the_services_do(school, circle):
    pia, ada, mia = (client(getattr(school.cast, name)) for name in ("pia", "ada", "mia"))
    page = f"/learning/communities/{circle.pk}/"

    mia.post(page, {"act": "join"})
    assert Membership.objects.filter(community=circle, account=school.cast.mia).exists()
    answer_ = ada.post(f"{page}ask/", {"title": "How long?", "text": ""})
    question = Question.objects.get()
    assert answer_.url == f"/learning/questions/{question.pk}/"
    ada.post(f"/learning/questions/{question.pk}/edit/", {"title": "How long exactly?", "text": "x"})
    assert "Which answers it?" in ada.get(f"/learning/questions/{question.pk}/?do=accept").content.decode()
    assert (
        "Which answers it?" not in mia.get(f"/learning/questions/{question.pk}/?do=accept").content.decode()
    )
    mia.post(f"/learning/questions/{question.pk}/", {"act": "report", "why": "Vague", "answer": ""})
    assert "Vague" in pia.get(f"{page}care/").content.decode()
    pia.post(f"{page}care/", {"act": "let-stand", "flag": str(Flag.objects.get().pk)})
    pia.post(f"{page}care/", {"act": "take-in", "who": "Olga"})
    pia.post(
        f"{page}care/",
        {"act": "change", "title": "Talking", "about": "", "topic": "", "course": "", "is_open": "on"},
    )
    circle.refresh_from_db()
    question.refresh_from_db()
    assert (circle.title, question.title, Flag.objects.get().is_upheld) == (
        "Talking",
        "How long exactly?",
        False,
    )
    assert Membership.objects.filter(community=circle, account=school.cast.olga).exists()
    assert ada.get(f"{page}care/").status_code == 404
    assert "Found one" in pia.get("/learning/communities/").content.decode()
    assert "Found one" not in ada.get("/learning/communities/?mine=yes&q=talk").content.decode()
    assert ada.get("/learning/communities/new/").status_code == 200
    assert ada.post("/learning/communities/new/", {"title": "Mine"}).status_code == 403


def test_many_questions_cost_no_more_queries_than_one(school, circle):
    ada = client(school.cast.ada)
    for n in range(20):
        question = Question.objects.create(community=circle, author=school.cast.ben, title=f"Question {n}")
        for m in range(3):
            Comment.objects.create(
                kind=queries.QUESTION, object=question.pk, author=school.cast.ben, text=f"{n} {m}"
            )

    for page in (
        "/learning/communities/", f"/learning/communities/{circle.pk}/", f"/learning/questions/{question.pk}/",
        f"/learning/communities/{circle.pk}/care/", f"/learning/questions/{question.pk}/?do=report",
    ):  # fmt: skip
        who = client(school.cast.pia) if page.endswith("care/") else ada
        who.get(page)
        with CaptureQueriesContext(connection) as found:
            assert who.get(page).status_code == 200
        assert len(found) <= 15, page


def test_programs_read_and_ask_as_their_account_does(school, circle, closed):
    ask(circle, school.cast.ada, "How long?")
    ada, ben = client(school.cast.ada), client(school.cast.ben)

    def titles(who):
        return {each["title"] for each in who.get("/api/v1/communities").json()["items"]}

    assert (titles(ada), titles(ben)) == ({"Feedback", "Trainers"}, {"Feedback"})
    address = f"/api/v1/communities/{circle.pk}/questions"
    assert [each["title"] for each in ben.get(address).json()["items"]] == ["How long?"]
    assert ben.post(address, {"title": "And then?"}, content_type="application/json").status_code == 201
    mia = client(school.cast.mia)
    assert mia.post(address, {"title": "Me?"}, content_type="application/json").status_code == 403
    assert ben.get(f"/api/v1/communities/{closed.pk}/questions").status_code == 404


def test_the_page_of_a_course_leads_to_its_community(school, circle):
    ada = client(school.cast.ada)

    assert f"/learning/communities/{circle.pk}/" in ada.get(f"/courses/{FEEDBACK}/").content.decode()
    assert "/learning/communities/" not in ada.get("/courses/safety/").content.decode()
