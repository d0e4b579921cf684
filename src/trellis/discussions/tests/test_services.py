"""What people can do in a discussion, who cannot, and that a fault or a second time leaves all as it was."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from trellis.core.models import Access, Event, Notice
from trellis.core.rules import NotAllowedError
from trellis.discussions import wording
from trellis.discussions.models import Comment, CommentDraft, Reaction
from trellis.discussions.queries import naming, places, threads, watching
from trellis.discussions.queries.threads import Wanted
from trellis.discussions.services import comments, reactions
from trellis.discussions.services import watching as watching_services
from trellis.discussions.services.comments import DiscussionError, StaleError
from trellis.discussions.tests.conftest import account, say, tell
from trellis.pages.services.identities import identity_of

pytestmark = pytest.mark.django_db


def shown(who, key, **wanted):
    place = places.place_of(who, "page", key)
    return threads.discussion(place, who, Wanted(**wanted)) if place is not None else None


# -- saying


def test_what_is_said_is_written_with_its_event_and_its_author_watches(ana, leave):
    made = say(ana, leave, "  Is this still so?\r\nI think not. ")

    assert made.text == "Is this still so?\nI think not."
    event = Event.objects.get()
    assert (event.name, event.about, event.object, event.by) == (
        "discussions.comment-made", "comment", made.pk, ana.pk,
    )  # fmt: skip
    assert "still" not in event.data
    assert watching.state_of(ana, "page", leave) == "watching"


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 20_001, "\x00"])
def test_what_says_nothing_or_too_much_is_refused_and_nothing_is_written(ana, leave, text):
    with pytest.raises(DiscussionError):
        say(ana, leave, text)

    assert not Comment.objects.exists()
    assert not Event.objects.exists()


def test_an_answer_to_an_answer_belongs_to_the_thread(ana, ben, leave):
    first = say(ana, leave)
    answer = say(ben, leave, "Yes.", reply_to=first)

    assert say(ana, leave, "Thanks.", reply_to=answer).reply_to == first


def test_an_answer_to_what_was_said_elsewhere_is_refused(keeper, leave, plan):
    elsewhere = say(keeper, plan)

    with pytest.raises(DiscussionError):
        say(keeper, leave, reply_to=elsewhere)


def test_nobody_says_anything_about_what_they_do_not_see(ana, plan):
    with pytest.raises(NotAllowedError):
        say(ana, plan)
    with pytest.raises(NotAllowedError):
        comments.keep_draft(kind="page", key=plan, text="Hm", by=ana)
    with pytest.raises(NotAllowedError):
        watching_services.watch(account=ana, kind="page", key=plan, state="watching")


def test_whoever_says_very_much_has_to_wait(ana, ben, leave):
    for n in range(30):
        say(ana, leave, f"{n}")

    with pytest.raises(DiscussionError, match="very much"):
        say(ana, leave)
    assert say(ben, leave)


def test_a_draft_is_kept_and_goes_with_what_is_said(ana, leave):
    comments.keep_draft(kind="page", key=leave, text="Is th", by=ana)
    comments.keep_draft(kind="page", key=leave, text="Is this", by=ana)
    assert shown(ana, leave).draft == "Is this"

    say(ana, leave)

    assert not CommentDraft.objects.exists()


def test_an_empty_draft_is_forgotten(ana, leave):
    comments.keep_draft(kind="page", key=leave, text="Is th", by=ana)
    comments.keep_draft(kind="page", key=leave, text=" ", by=ana)

    assert not CommentDraft.objects.exists()


# -- other words


def test_an_edit_keeps_the_former_words_as_history(ana, leave):
    made = say(ana, leave, "Tehre")

    edited = comments.edit(comment=made, text="There", version=1, by=ana)

    assert (edited.text, edited.version) == ("There", 2)
    assert [(version, str(html).strip()) for version, _when, html in threads.history_of(edited)] == [
        (1, "<p>Tehre</p>")
    ]


def test_the_same_words_again_change_nothing(ana, leave):
    made = say(ana, leave, "There")

    assert comments.edit(comment=made, text="There", version=1, by=ana).version == 1
    assert Event.objects.count() == 1


def test_a_stale_edit_is_told_with_both_versions(ana, leave):
    made = say(ana, leave, "One")
    comments.edit(comment=made, text="Two", version=1, by=ana)

    with pytest.raises(StaleError) as refused:
        comments.edit(comment=made, text="Three", version=1, by=ana)

    assert (refused.value.theirs, refused.value.mine) == ("Two", "Three")
    made.refresh_from_db()
    assert made.text == "Two"


def test_only_the_author_edits_and_takes_back(ana, ben, chief, leave):
    made = say(ana, leave)

    for other in (ben, chief):
        with pytest.raises(NotAllowedError):
            comments.edit(comment=made, text="Mine", version=1, by=other)
        with pytest.raises(NotAllowedError):
            comments.delete(comment=made, by=other)


def test_what_is_taken_back_leaves_a_trace_and_no_words_anywhere(ana, ben, leave):
    made = say(ana, leave, "A secret")
    comments.edit(comment=made, text="Nothing", version=1, by=ana)
    reactions.react(comment=made, word="seen", by=ben)

    comments.delete(comment=made, by=ana)
    comments.delete(comment=made, by=ana)

    made.refresh_from_db()
    assert (made.text, made.past.count(), made.reactions.count()) == ("", 0, 0)
    assert Event.objects.filter(name="discussions.comment-deleted").count() == 1
    [thread] = shown(ben, leave).threads
    assert str(thread.first.html) == ""
    with pytest.raises(NotAllowedError):
        comments.edit(comment=made, text="Again", version=2, by=ana)


def test_administrators_hide_with_a_reason_and_others_read_the_reason(ana, ben, chief, leave):
    made = say(ana, leave, "Rude words")
    with pytest.raises(NotAllowedError):
        comments.hide(comment=made, reason="Rude", by=ben)
    with pytest.raises(DiscussionError):
        comments.hide(comment=made, reason=" ", by=chief)

    comments.hide(comment=made, reason="Rude", by=chief)

    words = {who.name: str(shown(who, leave).threads[0].first.html) != "" for who in (ana, ben, chief)}
    assert words == {"Ana Weber": True, "Ben Okafor": False, "Dora Chief": True}
    comments.show(comment=made, by=chief)
    assert "Rude words" in str(shown(ben, leave).threads[0].first.html)


def test_the_database_keeps_what_must_never_be_false(ana, leave):
    made = say(ana, leave)
    answer = say(ana, leave, "Yes.", reply_to=made)
    never = ({"text": ""}, {"hidden_for": "x"}, {"deleted_at": made.created_at}, {"reply_to": made})

    for values in never:
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.filter(pk=made.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=answer.pk).update(settled_at=made.created_at)


def test_whoever_began_a_thread_and_approvers_settle_it_and_an_answer_opens_it_again(
    ana, ben, approver, leave
):
    made = say(ana, leave)
    with pytest.raises(NotAllowedError):
        comments.settle(comment=made, by=ben)

    comments.settle(comment=made, by=approver)
    comments.settle(comment=made, by=approver)
    assert Event.objects.filter(name="discussions.thread-settled").count() == 1
    say(ben, leave, "Not quite.", reply_to=made)

    made.refresh_from_db()
    assert made.settled_at is None


# -- reactions


def test_one_reaction_of_each_kind_and_again_takes_it_back(ana, ben, leave):
    made = say(ana, leave)

    assert reactions.react(comment=made, word="agree", by=ben)
    assert reactions.react(comment=made, word="agree", by=ana)
    assert not reactions.react(comment=made, word="agree", by=ben)

    assert [(each.account, each.word) for each in Reaction.objects.all()] == [(ana, "agree")]
    agreed = shown(ben, leave).threads[0].first.reactions[0]
    assert (agreed.count, agreed.names, agreed.mine) == (1, ("Ana Weber",), False)


def test_a_reaction_that_is_there_can_be_asked_for_twice(ana, leave):
    made = say(ana, leave)

    assert reactions.react(comment=made, word="agree", by=ana, on=True)
    assert reactions.react(comment=made, word="agree", by=ana, on=True)

    assert Reaction.objects.count() == 1


def test_other_words_are_no_reactions(ana, leave):
    with pytest.raises(DiscussionError):
        reactions.react(comment=say(ana, leave), word="boo", by=ana)


# -- who is told


def test_whoever_is_named_is_told_and_watches_from_then_on(ana, ben, leave):
    say(ana, leave, "What does @Ben Okafor think?")

    tell()
    tell()

    [notice] = Notice.objects.all()
    assert (notice.account, notice.kind, notice.subject) == (ben, "mention", "Ana Weber names you in Leave")
    assert watching.state_of(ben, "page", leave) == "watching"


def test_nobody_is_told_of_what_they_may_not_see(ana, keeper, plan):
    say(keeper, plan, "Not for @Ana Weber")

    tell()

    assert not Notice.objects.filter(account=ana).exists()
    assert watching.state_of(ana, "page", plan) == ""


def test_rights_are_asked_when_people_are_told(ana, keeper, plan):
    other = account("Nora Falk", "reader", "Keeper")
    watching_services.watch(account=other, kind="page", key=plan, state="watching")
    say(keeper, plan)
    other.role_holdings.all().delete()

    tell()

    assert not Notice.objects.filter(account=other).exists()


def test_a_notice_goes_with_the_right_to_see_what_it_is_about(ana, keeper, plan, client):
    other = account("Nora Falk", "reader", "Keeper")
    watching_services.watch(account=other, kind="page", key=plan, state="watching")
    say(keeper, plan, "Nobody knows")
    tell()
    client.force_login(other)
    assert "Plan" in client.get("/notices/").content.decode()

    other.role_holdings.all().delete()
    page = client.get("/notices/").content.decode()

    assert "said something about" not in page
    assert not Notice.objects.filter(account=other).exists()


def test_watchers_are_told_once_for_much_in_a_short_time(ana, ben, leave, time_machine):
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    first = say(ana, leave)
    say(ben, leave, "Yes.", reply_to=first)
    say(ben, leave, "I mean, no.", reply_to=first)
    tell()
    time_machine.move_to("2026-03-02 10:20:00+00:00", tick=False)
    say(ben, leave, "Well.", reply_to=first)
    tell()

    assert Notice.objects.filter(account=ana, kind="discussion").count() == 2


def test_who_has_muted_it_hears_only_their_own_name(ana, ben, leave):
    say(ben, leave)
    watching_services.watch(account=ben, kind="page", key=leave, state="muted")
    say(ana, leave, "Anybody?")
    tell()
    assert not Notice.objects.filter(account=ben).exists()

    say(ana, leave, "@Ben Okafor?")
    tell()

    assert [each.kind for each in Notice.objects.filter(account=ben)] == ["mention"]
    assert watching.state_of(ben, "page", leave) == "muted"


def test_what_was_taken_back_before_anybody_was_told_is_not_told(ana, ben, leave):
    comments.delete(comment=say(ana, leave, "Hi @Ben Okafor"), by=ana)

    tell()

    assert not Notice.objects.exists()


def test_names_are_offered_of_those_who_may_see_it(ana, ben, keeper, leave, plan):
    def find(who, key, typed):
        return [each.name for each in naming.nameable(places.place_of(who, "page", key), who, typed)]

    assert find(ana, leave, "ben") == ["Ben Okafor"]
    assert find(ana, leave, "oka") == ["Ben Okafor"]
    assert find(keeper, plan, "ben") == []
    say(ben, leave)
    assert find(ana, leave, "") == ["Ben Okafor"]


def test_who_is_external_is_offered_those_who_took_part_and_nobody_else(serve, settings, ana, ben):
    serve({
        "handbook.yml": "visibility:\n  - {path: leave.md, to: public}\n",
        "index.md": "# Home\n",
        "leave.md": "# Leave\n\nDays.\n",
    })  # fmt: skip
    settings.TRELLIS_READING = "members"
    leave, guest = identity_of("leave.md"), account("Xenia", Access.EXTERNAL)
    say(ana, leave)

    def find(who, typed):
        return [each.name for each in naming.nameable(places.place_of(who, "page", leave), who, typed)]

    assert find(ana, "ben") == ["Ben Okafor"]
    assert find(guest, "ben") == []
    assert find(guest, "ana") == ["Ana Weber"]


# -- what is shown


def test_what_is_new_since_somebody_was_here_is_marked(ana, ben, leave):
    say(ana, leave)
    assert shown(ben, leave).new == 0  # whoever was never here has nothing new
    watching_services.know(account=ben, kind="page", key=leave, until=Comment.objects.get().created_at)
    say(ana, leave, "And more")

    found = shown(ben, leave)

    assert found.new == 1
    assert [each.first.is_new for each in found.threads] == [True, False]
    assert shown(ana, leave).new == 0


def test_threads_come_newest_first_and_answers_in_order(ana, leave):
    first, second = say(ana, leave, "1"), say(ana, leave, "2")
    for n in range(12):
        say(ana, leave, f"a{n}", reply_to=first)

    found = shown(ana, leave)

    assert [each.first.comment for each in found.threads] == [second, first]
    assert [each.comment.text for each in found.threads[1].replies] == [f"a{n}" for n in range(7, 12)]
    assert found.threads[1].earlier == 7
    assert [each.comment.text for each in shown(ana, leave, thread=first.pk).threads[0].replies] == [
        f"a{n}" for n in range(12)
    ]


def test_another_thread_than_of_this_object_is_not_shown(keeper, leave, plan):
    elsewhere = say(keeper, plan)

    assert shown(keeper, leave, thread=elsewhere.pk).threads == ()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_discussion_costs_the_same_queries_however_long_it_is(
    ana, ben, leave, rows, django_assert_num_queries
):
    for n in range(rows):
        first = say(ana, leave, f"{n}")
        for m in range(rows):
            reactions.react(comment=say(ben, leave, f"{m}", reply_to=first), word="agree", by=ana)
    place = places.place_of(ana, "page", leave)

    with django_assert_num_queries(3):
        threads.discussion(place, ana, Wanted())


# -- words


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_text_makes_a_script_a_picture_or_a_handler(text):
    html = str(wording.html_of(text))

    assert "<script" not in html.lower()
    assert "<img" not in html.lower()
    assert "\x00" not in html


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "![x](https://evil.example.org/x.png)", "<img src=x onerror=alert(1)>",
     "[x](javascript:alert(1))", "<a href='data:text/html,x'>x</a>", "<div style='position:fixed'>x</div>",
     "<h1>big</h1>"],
)  # fmt: skip
def test_what_could_run_load_or_cover_is_taken_out(text):
    html = str(wording.html_of(text))

    assert not any(
        bad in html for bad in ("<script", "<img", "javascript:", "data:", "style=", "<h1", "onerror")
    )
