"""Who is told what of proposals, in their turn; and the weekly summary to owners, exactly once."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from trellis.core.mentions import mentioned
from trellis.core.models import Access, Account, How, Mail, Notice
from trellis.core.services import events
from trellis.core.services import notices as wishes
from trellis.pages.queries import ages
from trellis.pages.queries.history import learn_history
from trellis.pages.services import branching, deciding, ending, proposals, weekly
from trellis.pages.tests.repositories import account, git

pytestmark = pytest.mark.django_db
LEAVE = "policies/leave.md"
NEW = "# Leave\n\nThirty days.\n\nAsk in good time.\n\nTell your team.\n"


def propose(book, author, reason="Because", path=LEAVE):
    return proposals.propose(
        book.edition,
        author=author,
        path=path,
        text=NEW,
        started_from=book.tip,
        title="More leave",
        reason=reason,
    )


def told(kind=None):
    """Who was told what since the last question, with what is told after the transactions."""
    events.deliver(timezone.now())
    rows = Notice.objects.select_related("account").order_by("created_at", "pk")
    found = [(row.account.name, row.subject) for row in rows if kind in {None, row.kind}]
    Notice.objects.all().delete()
    return found


# -- in their turn


def test_reviewers_are_asked_in_the_order_of_the_owners(book, author, editor, chief):
    made = propose(book, author)
    first = told()
    deciding.review(book.edition, made, by=chief, verdict="approve", tip=made.tip)
    then = told()
    deciding.review(book.edition, made, by=editor, verdict="approve", tip=made.tip)

    assert first == [("Petra", "#1 waits for your review: More leave")]
    assert then == [
        ("Otto", "Petra approved #1: More leave"),
        ("Edda", "#1 waits for your review: More leave"),
    ]
    assert told() == [("Otto", "Edda approved #1: More leave")]


def test_where_nobody_holds_the_role_every_approver_is_asked_but_not_the_author(book, author, editor):
    other = account("Anna", Access.APPROVER)
    propose(book, other)

    assert told() == [("Edda", "#1 waits for your review: More leave")]


def test_whoever_decided_is_asked_again_when_the_text_changes(book, author, editor, chief):
    made = propose(book, author)
    deciding.review(book.edition, made, by=chief, verdict="changes", tip=made.tip, text="More.")
    assert ("Otto", "Petra asks for changes in #1: More leave") in told()

    proposals.change(
        book.edition, made, by=author, path=LEAVE, text=NEW + "\nx\n", started_from=made.tip, message="More"
    )

    assert told() == [("Petra", "#1 has changed since you looked: More leave")]


def test_the_author_and_those_in_the_thread_hear_what_is_said(book, author, editor, chief):
    made = propose(book, author)
    told()

    first = deciding.comment(made, by=editor, text="Why?")
    assert told() == [("Otto", "Edda said something about #1 More leave")]
    deciding.comment(made, by=author, text="See above.", reply_to=first)

    assert told() == [("Edda", "Otto said something about #1 More leave")]


def test_whoever_is_named_is_told_once_and_as_such(book, author, editor, chief):
    made = propose(book, author, reason="As @Edda and @petra@example.org asked, not @nobody")
    assert sorted(told("mention")) == [
        ("Edda", "Otto names you in #1: More leave"), ("Petra", "Otto names you in #1: More leave"),
    ]  # fmt: skip

    deciding.comment(made, by=editor, text="@Otto, look.")

    assert told() == [("Otto", "Edda names you in #1 More leave")]


def test_the_author_hears_of_the_merge_and_of_closing(book, author, editor, chief):
    made = propose(book, author)
    for who in (chief, editor):
        deciding.review(book.edition, made, by=who, verdict="approve", tip=made.tip)
    told()
    ending.merge(book.edition, made, by=editor, tip=made.tip)
    other = propose(book, author, path="places.md")
    merged = told("proposal")
    ending.close(other, by=editor)
    ending.close(other, by=editor)

    assert merged == [("Otto", "Edda merged #1: More leave")]
    assert told("proposal") == [("Otto", "Edda closed #2: More leave")]


def test_what_fails_tells_nobody(book, author, editor, chief):
    made = propose(book, author)
    told()

    with pytest.raises(branching.ProposalError):
        deciding.review(book.edition, made, by=chief, verdict="approve", tip=book.tip)

    assert told() == []


def test_the_side_bar_counts_what_is_unread(client, book, author, editor, chief):
    propose(book, author)
    client.force_login(chief)

    page = client.get(reverse("core:notices")).content.decode()

    assert "waits for your review" in page
    assert 'href="/notices/"' in page


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Ann Lee: look", ["Ann Lee"]), ("(@ann lee)", ["Ann Lee"]), ("mail ann@lee.org", []), ("@", []),
        ("@@Ann Lee", []), ("@Ann", []), ("@Ann Lee's idea", ["Ann Lee"]), ("@Ann Lee and @Ann Lee", ["Ann Lee"]),
    ],
)  # fmt: skip
def test_mentions_are_whole_names(text, names):
    Account.objects.create(email="ann@example.org", name="Ann Lee")
    Account.objects.create(email="gone@example.org", name="Ann Gone", is_active=False)

    assert [found.name for found in mentioned(text)] == names


def test_a_text_full_of_mentions_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        list(mentioned("@Ann Lee " * 10_000))
    with django_assert_num_queries(0):
        list(mentioned("nobody here"))


def test_nobody_is_told_of_a_proposal_that_they_may_not_see(book, author, editor, chief):
    rule = (
        "visibility:\n  - {path: policies/, to: restricted, people: [otto@example.org, petra@example.org]}\n"
    )
    (book.folder / "handbook.yml").write_text(f"complete: true\n{rule}")
    git(book.folder, "commit", "--quiet", "-am", "Hide")
    made = propose(book, author, reason="As @Edda asked")
    deciding.comment(made, by=author, text="@Edda and @Petra, look.")
    deciding.review(book.edition, made, by=chief, verdict="approve", tip=made.tip)

    assert {name for name, _subject in told()} == {"Petra", "Otto"}


# -- once a week


@pytest.fixture
def week(book, editor, chief, time_machine):
    """Monday at eight, with a new finding and an overdue page in the handbook."""
    (book.folder / LEAVE).write_text("---\nreview: 2020-01-01\n---\n\n# Leave\n\nWe\u00a0rest.\n")
    git(book.folder, "commit", "--quiet", "-am", "Worse")
    edition = book.edition
    learn_history(edition)
    ages.learn_ages(edition)
    now = timezone.now()
    monday = now + timezone.timedelta(days=7 - now.weekday())
    time_machine.move_to(monday.replace(hour=8, minute=0), tick=False)
    return book


def test_every_owner_is_told_once_in_a_week_however_often_it_is_tried(week, author, chief):
    edition = week.edition
    propose(week, author, path="places.md")
    told()

    first = weekly.send_summaries(edition, timezone.now())
    again = weekly.send_summaries(edition, timezone.now())

    assert (first, again) == (2, 0)
    summary = Notice.objects.get(account=chief)
    assert summary.subject == "Your pages this week"
    assert "1 page is overdue:\n- Leave, since 1 January 2020" in summary.text
    assert "proposal" not in summary.text
    assert (
        "1 proposal waits for your review:\n- #1 More leave"
        in Notice.objects.exclude(account=chief).get().text
    )
    assert summary.address == "/health/?owner=Chief+People+Officer"


def test_new_findings_of_the_week_are_named(week, chief, time_machine):
    edition = week.edition
    found = next(iter(ages.since_line(edition, LEAVE, line) for line in (7,)))
    time_machine.move_to(found.when + timezone.timedelta(days=2), tick=False)
    if timezone.localtime().weekday() == 0:
        time_machine.shift(3600 * 24)

    weekly.send_summaries(edition, timezone.now())

    assert (
        "1 new finding:\n- policies/leave.md, 7: A no-break space" in Notice.objects.get(account=chief).text
    )


def test_the_next_week_tells_again_and_monday_begins_at_seven(week, time_machine):
    edition = week.edition
    weekly.send_summaries(edition, timezone.now())
    Notice.objects.all().delete()

    time_machine.shift(3600 * 24 * 7 - 3600 * 2)
    early = weekly.send_summaries(edition, timezone.now())
    time_machine.shift(3600 * 2)

    assert early == 0
    assert weekly.send_summaries(edition, timezone.now()) == 2


def test_after_a_crash_the_others_are_told_and_nobody_twice(week, monkeypatch, editor, chief):
    edition = week.edition
    send, seen = weekly._send, []

    def dying(summary, name):
        if seen:
            raise KeyboardInterrupt
        seen.append(summary)
        return send(summary, name)

    monkeypatch.setattr(weekly, "_send", dying)
    with pytest.raises(KeyboardInterrupt):
        weekly.send_summaries(edition, timezone.now())
    monkeypatch.undo()

    assert weekly.send_summaries(edition, timezone.now()) == 1
    assert sorted(Notice.objects.values_list("account__name", flat=True)) == ["Edda", "Petra"]


def test_the_summary_respects_how_somebody_wants_to_be_told(week, chief, editor):
    wishes.wish(account=chief, kind=weekly.WEEKLY, how=How.NONE)

    weekly.send_summaries(week.edition, timezone.now())

    assert [mail.account for mail in Mail.objects.all()] == [editor]


def test_nothing_is_sent_where_there_is_nothing_to_tell(book, chief, time_machine):
    edition = book.edition
    assert weekly.send_summaries(edition, timezone.now()) == 0  # not before ages are known
    ages.learn_ages(edition)
    time_machine.move_to("2030-03-06 12:00:00+00:00", tick=False)

    assert weekly.send_summaries(edition, timezone.now()) == 0
    assert not Notice.objects.exists()
