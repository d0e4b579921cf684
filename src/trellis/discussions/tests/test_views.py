"""Discussions on the page of what they are about, with and without a script, and what the wrong person is answered."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.core import objects, rounds
from trellis.core.events import AccessChanged
from trellis.core.models import Event, Notice
from trellis.core.services import tree_heads
from trellis.core.services.events import publish
from trellis.discussions import subscribers
from trellis.discussions.models import Comment, CommentDraft, LogReader
from trellis.discussions.queries import places
from trellis.discussions.services import comments
from trellis.discussions.services import watching as watching_services
from trellis.discussions.tests.conftest import FILES, account, say
from trellis.pages.models import PageIdentity
from trellis.pages.queries.identities import identity_at
from trellis.pages.services.identities import identity_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def as_ana(client, ana):
    client.force_login(ana)
    return client


# -- on the page


def test_a_page_ends_with_what_was_said_about_it_and_a_form(as_ana, ben, leave):
    say(ben, leave, "Is it **thirty**?")

    page = text_of(as_ana.get("/handbook/leave/"))

    assert "Is it <strong>thirty</strong>?" in page
    assert 'for="t-say-new"' in page


def test_guests_see_no_discussion(client, settings, ben, leave):
    settings.TRELLIS_READING = "open"
    say(ben, leave, "Is it thirty?")

    assert "thirty" not in text_of(client.get("/handbook/leave/"))


def test_what_is_said_without_a_script_stands_on_the_page(as_ana, leave):
    answer = as_ana.post(f"/-/discussions/of/page/{leave}/say/", {"text": "Still so?"}, follow=True)

    [made] = Comment.objects.all()
    assert answer.redirect_chain == [(f"/handbook/leave/?thread={made.pk}#c-{made.pk}", 302)]
    assert "Still so?" in text_of(answer)


def test_with_a_script_the_part_comes_back_alone(as_ana, leave):
    answer = as_ana.post(f"/-/discussions/of/page/{leave}/say/", {"text": "Still so?"}, headers=HTMX)

    page = text_of(answer)
    assert page.startswith('<section class="discussion"') or '<section class="discussion"' in page
    assert "<html" not in page
    assert "Still so?" in page


def test_words_that_cannot_be_said_come_back_with_the_reason(as_ana, leave):
    answer = as_ana.post(f"/-/discussions/of/page/{leave}/say/", {"text": " "})

    assert answer.status_code == 422
    assert "The comment is empty." in text_of(answer)


def test_a_preview_says_nothing_and_keeps_the_words(as_ana, leave):
    answer = as_ana.post(f"/-/discussions/of/page/{leave}/say/", {"text": "So *what*", "preview": "yes"})

    page = text_of(answer)
    assert "So <em>what</em>" in page
    assert "So *what*</textarea>" in page
    assert not Comment.objects.exists()
    assert CommentDraft.objects.get().text == "So *what*"


def test_a_quotation_begins_the_answer(as_ana, ben, leave):
    made = say(ben, leave, "One\nTwo")

    page = text_of(as_ana.get(f"/handbook/leave/?thread={made.pk}&quote={made.pk}"))

    assert "@Ben Okafor &gt; One &gt; Two" in page


def test_a_stale_edit_shows_both(as_ana, ana, leave):
    made = say(ana, leave, "One")
    comments.edit(comment=made, text="Two", version=1, by=ana)

    answer = as_ana.post(f"/-/discussions/comments/{made.pk}/edit/", {"text": "Three", "version": "1"})

    page = text_of(answer)
    assert answer.status_code == 409
    assert "Two</pre>" in page
    assert "Three</textarea>" in page
    assert 'name="version" value="2"' in page


def test_an_edit_is_saved_and_its_history_read(as_ana, ana, leave):
    made = say(ana, leave, "Tehre")

    as_ana.post(f"/-/discussions/comments/{made.pk}/edit/", {"text": "There", "version": "1"})

    page = text_of(as_ana.get(f"/-/discussions/comments/{made.pk}/history/"))
    assert "There" in page
    assert "Tehre" in page


def test_reactions_settling_and_taking_back_work_from_the_page(as_ana, ana, leave):
    made = say(ana, leave, "One")

    for deed, values in (("react", {"word": "agree"}), ("settle", {}), ("delete", {})):
        answer = as_ana.post(f"/-/discussions/comments/{made.pk}/{deed}/", values, headers=HTMX)
        assert answer.status_code == 200

    assert [each.name for each in Event.objects.order_by("at", "pk")][1:] == [
        "discussions.reaction-changed", "discussions.thread-settled", "discussions.comment-deleted",
    ]  # fmt: skip
    assert "Taken back by whoever said it." in text_of(as_ana.get("/handbook/leave/"))


def test_an_administrator_hides_with_a_reason(client, chief, ben, ana, leave):
    made = say(ben, leave, "Rude words")
    client.force_login(chief)

    assert client.post(f"/-/discussions/comments/{made.pk}/hide/", {"reason": ""}).status_code == 422
    client.post(f"/-/discussions/comments/{made.pk}/hide/", {"reason": "Rude"})

    client.force_login(ana)
    page = text_of(client.get("/handbook/leave/"))
    assert "Hidden: Rude" in page
    assert "Rude words" not in page
    assert client.get(f"/-/discussions/comments/{made.pk}/history/").status_code == 404


def test_what_somebody_watches_stands_in_a_list(as_ana, ana, leave):
    as_ana.post(f"/-/discussions/of/page/{leave}/watch/", {"state": "watching"})
    assert "Leave" in text_of(as_ana.get("/-/discussions/watching/"))

    as_ana.post(f"/-/discussions/of/page/{leave}/watch/", {"state": "", "from": "list"})

    assert "You watch nothing yet" in text_of(as_ana.get("/-/discussions/watching/"))


def test_names_are_offered_while_they_are_typed(as_ana, ben, leave):
    page = text_of(as_ana.get(f"/-/discussions/of/page/{leave}/people/?q=be"))

    assert 'data-name="Ben Okafor"' in page
    assert "ben@example.org" not in page


# -- the wrong person


def test_who_may_not_see_it_finds_nothing_at_any_address(as_ana, keeper, plan):
    made = say(keeper, plan, "Quillfeather")
    place, comment = f"/-/discussions/of/page/{plan}/", f"/-/discussions/comments/{made.pk}/"

    for address in (
        place,
        f"{place}people/",
        comment,
        f"{comment}history/",
        f"{comment}edit/",
        f"{comment}hide/",
    ):
        answer = as_ana.get(address)
        assert answer.status_code == 404, address
        assert "Quillfeather" not in answer.content.decode()
    for address in (
        f"{place}say/", f"{place}watch/", f"{place}draft/", f"{comment}edit/", f"{comment}hide/", f"{comment}delete/",
        f"{comment}react/", f"{comment}settle/", f"{comment}show/",
    ):  # fmt: skip
        answer = as_ana.post(
            address, {"text": "Mine", "word": "agree", "state": "watching", "reason": "x", "version": "1"}
        )
        assert answer.status_code == 404, address
    made.refresh_from_db()
    assert (made.text, Comment.objects.count()) == ("Quillfeather", 1)


def test_who_may_not_do_it_is_refused(as_ana, ben, leave):
    made = say(ben, leave)
    comment = f"/-/discussions/comments/{made.pk}/"

    for address in (
        f"{comment}edit/",
        f"{comment}hide/",
        f"{comment}delete/",
        f"{comment}settle/",
        f"{comment}show/",
    ):
        assert as_ana.post(address, {"text": "Mine", "version": "1", "reason": "x"}).status_code == 403, (
            address
        )


def test_an_answer_to_what_one_may_not_see_is_not_found(as_ana, keeper, leave, plan):
    hidden = say(keeper, plan)

    answer = as_ana.post(f"/-/discussions/of/page/{leave}/say/", {"text": "x", "reply_to": str(hidden.pk)})

    assert answer.status_code == 404
    assert (
        as_ana.post(f"/-/discussions/of/page/{leave}/say/", {"text": "x", "reply_to": "?"}).status_code == 404
    )


def test_guests_are_sent_to_sign_in(client, leave):
    assert client.get(f"/-/discussions/of/page/{leave}/").status_code == 302


def test_only_administrators_discuss_people(ana, ben, chief):
    with pytest.raises(comments.NotAllowedError):
        comments.say(kind="account", key=ben.pk, text="Hm", by=ana)

    assert comments.say(kind="account", key=ben.pk, text="Hm", by=chief)
    assert places.place_of(ben, "account", ben.pk) is None


WHO, WHAT = ("Ana", "Kim", "Dora", "Closed"), ("leave.md", "secret/plan.md", "account")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(WHO), st.sampled_from(WHAT)), min_size=1, max_size=5))
def test_comments_are_seen_by_exactly_those_who_see_the_object(handbook, ana, keeper, chief, asked):
    closed = account(f"Closed {timezone.now().timestamp()}")
    closed.is_active = False
    people = {"Ana": ana, "Kim": keeper, "Dora": chief, "Closed": closed}
    for who, what in asked:
        key = ana.pk if what == "account" else identity_of(what)
        kind = "account" if what == "account" else "page"
        made = Comment.objects.create(kind=kind, object=key, author=chief, text="x")
        sees = (kind, key) in objects.seen_by(people[who], {(kind, key)})

        assert (places.comment_of(people[who], made.pk) is not None) == sees
        assert (("comment", made.pk) in objects.seen_by(people[who], {("comment", made.pk)})) == sees
        assert (people[who] in objects.who_sees(kind, key, people.values())) == sees
        made.delete()
    closed.delete()


# -- pages that move


def test_a_discussion_moves_with_its_page(serve, settings, as_ana, ana, leave):
    say(ana, leave, "Still so?")
    moved = {**FILES, "time/off.md": "---\naliases: [/leave/]\n---\n# Leave\n"}
    del moved["leave.md"]
    serve(moved)
    settings.TRELLIS_READING = "members"

    assert "Still so?" in text_of(as_ana.get("/handbook/time/off/"))
    assert places.place_of(ana, "page", leave).address == "/handbook/time/off/"
    assert identity_at("time/off.md") == leave
    serve({**moved, "leave.md": "# Leaves\n"})
    settings.TRELLIS_READING = "members"
    assert "Still so?" not in text_of(as_ana.get("/handbook/leave/"))
    assert "Still so?" in text_of(as_ana.get("/handbook/time/off/"))


def test_the_discussion_of_a_page_that_is_gone_is_not_seen(serve, settings, as_ana, ana, leave):
    made = say(ana, leave, "Still so?")
    serve({"index.md": "# Home\n"})
    settings.TRELLIS_READING = "members"

    assert as_ana.get(f"/-/discussions/comments/{made.pk}/").status_code == 404
    assert as_ana.get("/-/discussions/watching/").status_code == 200


# -- what happens to what one watches


def test_watchers_hear_what_happens_to_an_object_once_for_each_thing(ana, chief, ben, time_machine):
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    subscribers.follow_log(timezone.now())
    watching_services.watch(account=chief, kind="account", key=ben.pk, state="watching")
    with transaction.atomic():
        publish(AccessChanged(ben.pk, None, "changed"))
        publish(AccessChanged(ben.pk, None, "changed"))
    tree_heads.seal(timezone.now())

    subscribers.follow_log(timezone.now())
    subscribers.follow_log(timezone.now())

    [notice] = Notice.objects.all()
    assert (notice.account, notice.kind) == (chief, "watched")
    assert notice.subject == "Ben Okafor: Trellis changed the access of an account"
    assert LogReader.objects.get().follows_from == 2


def test_watchers_hear_of_much_over_several_rounds_and_of_nothing_twice(ana, chief, ben, keeper, monkeypatch):
    monkeypatch.setattr(subscribers, "MOST_TOLD", 1)
    monkeypatch.setattr(rounds, "SLICE", 0.0)
    subscribers.follow_log(timezone.now())
    for each in (ben, keeper):
        watching_services.watch(account=chief, kind="account", key=each.pk, state="watching")
    with transaction.atomic():
        publish(AccessChanged(ben.pk, None, "changed"))
        publish(AccessChanged(ana.pk, None, "changed"))
        publish(AccessChanged(keeper.pk, None, "changed"))
    tree_heads.seal(timezone.now())

    looked_at = [subscribers.follow_log(timezone.now()) for _each in range(3)]

    assert looked_at == [2, 1, 0]
    assert Notice.objects.filter(account=chief, kind="watched").count() == 2
    assert LogReader.objects.get().follows_from == 3


def test_following_the_log_costs_no_more_for_many_events_that_nobody_watches(
    ana, chief, ben, django_assert_max_num_queries
):
    subscribers.follow_log(timezone.now())
    watching_services.watch(account=chief, kind="account", key=ana.pk, state="watching")
    with transaction.atomic():
        for _each in range(20):
            publish(AccessChanged(ben.pk, None, "changed"))
    tree_heads.seal(timezone.now())

    with django_assert_max_num_queries(6):
        assert subscribers.follow_log(timezone.now()) == 20

    assert not Notice.objects.exists()


# -- speed


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_with_its_discussion_takes_fifteen_queries_at_most(as_ana, ana, ben, leave, rows):
    for n in range(rows):
        first = say(ben, leave, f"{n}")
        for m in range(rows):
            say(ana, leave, f"{m}", reply_to=first)
    as_ana.get("/handbook/leave/")

    with CaptureQueriesContext(
        connection,
    ) as captured:
        as_ana.get("/handbook/leave/")

    assert len(captured) <= 15, "\n".join(each["sql"][:150] for each in captured)


def test_who_was_here_before_costs_no_write_each_time(as_ana, ben, leave):
    say(ben, leave)
    as_ana.get("/handbook/leave/")

    with CaptureQueriesContext(connection) as captured:
        as_ana.get("/handbook/leave/")

    assert not [
        each for each in captured if "discussions_" in each["sql"] and not each["sql"].startswith("SELECT")
    ]


def test_a_page_gets_one_identity(as_ana, leave):
    as_ana.get("/handbook/leave/")

    assert PageIdentity.objects.filter(path="leave.md").count() == 1
