"""Health: whose and how old findings are, mending in one click, reviews, and the trend."""

from __future__ import annotations

import os
import subprocess
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from trellis.core import job_lists, working
from trellis.core.kinds import registered
from trellis.core.models import Access, Notice
from trellis.core.services import jobs
from trellis.handbook.spec import open_source
from trellis.handbook.workspace import Workspace
from trellis.pages import regular
from trellis.pages.models import HealthDay, Proposal
from trellis.pages.queries import ages, health, mending, trend
from trellis.pages.queries.current import Edition
from trellis.pages.queries.history import learn_history
from trellis.pages.services import branching, deciding, ending
from trellis.pages.services import trend as writing
from trellis.pages.services.mending import propose_mends, propose_reviewed
from trellis.pages.tests.repositories import account, git
from trellis.pages.views import mending as mending_views
from trellis.web.services.saving import save_view, toggle_first

BAD = "# Rules\n\nBe kind. \nWe care for the companyâ€™s  customers.\n\nAsk\u00a0us.\n"
PATH = "policies/rules.md"
TODAY = date(2026, 11, 21)


@pytest.fixture
def faulty(book):
    """A page with three faults that can be mended."""
    (book.folder / PATH).write_text(BAD)
    (book.folder / "places.md").write_text("# Places\n\nWe have\u00a0two.\n")
    git(book.folder, "add", ".")
    git(book.folder, "commit", "--quiet", "-m", "Worse")
    return book


@pytest.fixture
def as_author(client, author):
    client.force_login(author)
    return client


def fixable(book, path=None):
    return [found for found in mending.mendable(book.edition) if path in {None, found.path}]


# -- mending


@pytest.mark.django_db
def test_one_finding_becomes_a_proposal_that_mends_only_it(faulty, author):
    edition = faulty.edition
    found = next(each for each in mending.mendable(edition) if each.code == "HB100")

    done = propose_mends(edition, author=author, keys=[mending.key_of(found)])

    branch = done.proposals[0].branch
    assert (done.new, done.left) == (1, 0)
    assert git(faulty.folder, "show", f"{branch}:{PATH}") == BAD.replace("â€™", "’").rstrip("\n")
    assert git(faulty.folder, "log", "-1", "--format=%an", branch) == "Otto"


@pytest.mark.django_db
def test_a_whole_list_becomes_one_proposal_over_several_pages(faulty, author):
    edition = faulty.edition

    done = propose_mends(edition, author=author, keys=[mending.key_of(each) for each in fixable(faulty)])

    assert len(done.proposals) == 1
    made = done.proposals[0]
    assert git(faulty.folder, "diff", "--name-only", made.base, made.branch).split() == ["places.md", PATH]
    assert "HB101, 2" in made.reason
    assert "2 pages" in made.title


@pytest.mark.django_db
def test_a_second_click_leads_to_the_open_proposal(faulty, author, editor):
    edition = faulty.edition
    keys = [mending.key_of(each) for each in mending.mendable(edition)]
    first = propose_mends(edition, author=author, keys=keys)

    again = propose_mends(edition, author=editor, keys=keys)

    assert again.proposals == first.proposals
    assert again.new == 0
    ending.close(first.proposals[0], by=author)
    assert propose_mends(edition, author=author, keys=keys).new == 1
    assert ending.reopen(first.proposals[0], by=author).is_open


@pytest.mark.django_db
def test_a_merged_mend_takes_the_findings_away(faulty, author, editor):
    edition = faulty.edition
    keys = [mending.key_of(each) for each in mending.mendable(edition) if each.path == "places.md"]
    made = propose_mends(edition, author=author, keys=keys).proposals[0]
    deciding.review(faulty.edition, made, by=editor, verdict="approve", tip=made.tip)

    ending.merge(faulty.edition, made, by=author, tip=made.tip)

    assert fixable(faulty, "places.md") == []
    assert fixable(faulty, PATH)


@pytest.mark.django_db
def test_what_is_changed_on_the_disk_and_not_committed_is_left(faulty, author):
    (faulty.folder / PATH).write_text(BAD + "\nMore.\n")
    edition = faulty.edition
    keys = [mending.key_of(each) for each in mending.mendable(edition)]

    done = propose_mends(edition, author=author, keys=keys)

    made = done.proposals[0]
    assert git(faulty.folder, "diff", "--name-only", made.base, made.branch) == "places.md"
    assert done.left == len(keys) - 1


@pytest.mark.django_db
def test_a_mend_that_would_break_a_link_is_left(book, author):
    (book.folder / "a.md").write_text("# A\n\n## Hiring\u200bus\n\nWords.\n")
    (book.folder / "b.md").write_text("# B\n\nSee [hiring](/a/#hiring\u200bus).\n")
    (book.folder / "c.md").write_text("# C\n\nWe have\u00a0two.\n")
    git(book.folder, "add", ".")
    git(book.folder, "commit", "--quiet", "-m", "Fragile")
    edition = book.edition
    keys = [mending.key_of(each) for each in mending.mendable(edition) if each.path in {"a.md", "c.md"}]

    done = propose_mends(edition, author=author, keys=keys)

    made = done.proposals[0]
    assert git(book.folder, "diff", "--name-only", made.base, made.branch) == "c.md"
    assert done.left == 1


@pytest.mark.django_db
@pytest.mark.parametrize("keys", [[], ["HB100:1:1:nowhere.md"], ["x"], ["HB100:9:9:../../etc/passwd"]])
def test_nothing_to_mend_is_said_and_nothing_written(faulty, author, keys):
    with pytest.raises(branching.ProposalError, match="Nothing of this can be mended"):
        propose_mends(faulty.edition, author=author, keys=keys)

    assert not Proposal.objects.exists()


@pytest.mark.django_db
def test_a_reader_cannot_mend(faulty, reader):
    with pytest.raises(Exception, match="Only contributors"):
        propose_mends(faulty.edition, author=reader, keys=["x"])


def test_the_buttons_of_the_list_propose(faulty, as_author):
    edition = faulty.edition
    keys = [mending.key_of(each) for each in mending.mendable(edition)]
    url = reverse("pages:health-mend")

    one = as_author.post(url, {"only": keys[0]}, follow=True)
    some = as_author.post(url, {"action": "selected", "row": keys[:2]}, follow=True)
    page = as_author.post(f"{url}?file={PATH}", {"action": "all"}, follow=True)
    again = as_author.post(f"{url}?file={PATH}", {"action": "all"}, follow=True)
    none = as_author.post(url, {}, follow=True)

    assert [answer.redirect_chain[-1][0] for answer in (one, some, page, again, none)] == [
        "/proposals/1/", "/proposals/2/", "/proposals/3/", "/proposals/3/", "/health/?",
    ]  # fmt: skip
    assert "This is proposed already" in again.content.decode()
    assert "Nothing of this can be mended" in none.content.decode()


def test_many_findings_are_mended_by_a_job_that_leads_to_the_proposal(faulty, as_author, author, monkeypatch):
    monkeypatch.setattr(mending_views, "MOST_AT_ONCE", 2)
    assert faulty.edition
    url = reverse("pages:health-mend")

    begun = as_author.post(f"{url}?file={PATH}", {"action": "all"}, follow=True)
    twice = as_author.post(f"{url}?file={PATH}", {"action": "all"}, follow=True)
    assert working.work_off() == 1
    done = as_author.get(begun.redirect_chain[-1][0]).content.decode()

    assert begun.redirect_chain == twice.redirect_chain
    assert "Mend findings: 3 findings" in begun.content.decode()
    assert 'href="/proposals/1/"' in done
    assert Proposal.objects.get().author_id == author.pk
    assert Notice.objects.get(account=author, kind="jobs").subject == "Done: Mend findings: 3 findings"


def test_a_job_that_mends_is_repeated_without_a_second_proposal(faulty, author):
    keys = [mending.key_of(each) for each in mending.mendable(faulty.edition)]
    for _time in range(2):
        jobs.start(regular.mend, by=author, arguments={"keys": keys})
        working.work_off()

    assert Proposal.objects.count() == 1
    said = [job.says for job in job_lists.jobs_for(author)]
    assert said == ["This is proposed already.", "Proposed. It waits for its readers now."]


def test_whoever_may_propose_no_more_mends_nothing_later(faulty, author):
    keys = [mending.key_of(each) for each in mending.mendable(faulty.edition)]
    jobs.start(regular.mend, by=author, arguments={"keys": keys})
    author.access = "reader"
    author.save()

    working.work_off()

    assert not Proposal.objects.exists()
    assert {notice.subject for notice in Notice.objects.filter(kind="jobs")} == {"Failed: Mend findings"}


@pytest.mark.parametrize("name", ["health-mend", "reviewed"])
def test_strangers_and_readers_change_nothing(client, faulty, reader, name):
    url = reverse(f"pages:{name}", args=["places.md"] if name == "reviewed" else [])

    assert client.post(url).url.startswith(reverse("core:sign-in"))
    client.force_login(reader)
    assert client.post(url, {"action": "all"}).status_code == 403
    assert client.get(url).status_code in {403, 405}
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    "name", ["health", "reviews", "trend", "health-export", "reviews-export", "proposals-export"]
)
def test_members_only_means_that_strangers_see_nothing_of_health(client, faulty, settings, db, name):
    settings.TRELLIS_READING = "members"

    assert client.get(reverse(f"pages:{name}", args=["csv"] if "export" in name else [])).status_code == 302


# -- whose, and how old


def test_findings_are_filtered_and_grouped_by_owner(faulty, as_author):
    assert faulty.edition
    answer = as_author.get(reverse("pages:health"), {"group": "owner", "owner": "Chief People Officer"})

    table = answer.context["table"]
    assert [section.group.title for section in table.sections] == ["Chief People Officer"]
    assert {row.entry.path for row in table.paged.rows} == {PATH}


def test_findings_know_since_when_their_line_is_as_it_is(faulty, as_author):
    (faulty.folder / PATH).write_text(BAD + "\nHer\u00a0e.\n")
    edition = faulty.edition

    asked = ages.learn_ages(edition)

    assert asked == 2
    assert ages.since_line(edition, PATH, 4).commit == faulty.tip
    assert ages.since_line(edition, PATH, 8).how == "new"
    shown = as_author.get(reverse("pages:health"), {"age": "week"})
    assert "not committed yet" in shown.content.decode()
    assert (
        ages.learn_ages(edition) == 1
    )  # only the page with something that is not committed is asked about again


def test_the_age_of_what_git_does_not_have_is_older(tmp_path, faulty):
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{faulty.folder}", "copy")
    edition = Edition(Workspace(open_source([str(tmp_path / "copy")]), registered()).handbook)

    ages.learn_ages(edition)

    assert ages.since_line(edition, PATH, 4).how == "older"
    assert ages.bucket_of(ages.since_line(edition, PATH, 4), timezone.now()) == "older"


def test_ages_are_asked_for_with_a_word_until_nobody_wants_them(faulty):
    assert ages.learn_ages(faulty.edition, wanted=lambda: False) == 0


def test_the_list_asks_the_database_for_no_more_with_more_findings(
    faulty, as_author, django_assert_max_num_queries
):
    with django_assert_max_num_queries(7):
        as_author.get(reverse("pages:health"), {"group": "owner"})


# -- the list


def shown(answer):
    return [row.entry for row in answer.context["table"].paged.rows]


def test_the_list_stands_under_pages_until_it_is_sorted(faulty, as_author):
    assert faulty.edition
    by_page = as_author.get(reverse("pages:health"))
    by_code = as_author.get(reverse("pages:health"), {"sort": "-code", "group": "owner"})

    assert [section.group.note for section in by_page.context["table"].sections] == ["places.md", PATH]
    assert [section.group for section in by_code.context["table"].sections] == [None]
    codes = [entry.code for entry in shown(by_code)]
    assert codes == sorted(codes, reverse=True)


@pytest.mark.parametrize("sort", ["finding", "severity", "code", "page", "owner", "since"])
def test_every_order_holds_all_findings_and_can_be_turned_round(faulty, sort):
    edition = faulty.edition
    ages.learn_ages(edition)

    there = health.entries_for(edition, health.Wanted(sort=sort))
    back = health.entries_for(edition, health.Wanted(sort=f"-{sort}"))

    assert there == back[::-1]
    assert set(there) == set(health.entries_of(edition))


def test_boxes_and_buttons_stand_where_something_can_be_mended(faulty, as_author):
    edition = faulty.edition
    page = as_author.get(reverse("pages:health"))

    picked = {line.key for line in page.context["table"].lines if line.pick_label}
    assert picked == {mending.key_of(each) for each in mending.mendable(edition)}
    assert f'formaction="/health/mend/?file={PATH.replace("/", "%2F")}"' in page.content.decode()


def test_filters_keep_what_the_list_stands_under(faulty, as_author):
    assert faulty.edition
    page = as_author.get(reverse("pages:health"), {"group": "code", "severity": "note"}).content.decode()

    assert '<input type="hidden" name="group" value="code">' in page


def test_the_files_hold_the_filtered_list_in_its_order(faulty, as_author):
    assert faulty.edition
    asked = {"owner": "Chief People Officer", "sort": "-code"}
    rows = as_author.get(reverse("pages:health-export", args=["csv"]), asked).content.decode().splitlines()

    assert rows[0] == "severity,code,path,line,column,message,hint,fix,owners,since"
    codes = [row.split(",")[1] for row in rows[1:]]
    assert codes == sorted(codes, reverse=True)
    assert {row.split(",")[2] for row in rows[1:]} == {PATH}
    assert as_author.get(reverse("pages:health-export", args=["xlsx"])).content.startswith(b"PK")
    assert as_author.get(reverse("pages:health-export", args=["exe"])).status_code == 404


def test_the_list_opens_with_the_view_that_was_chosen(faulty, as_author, author):
    assert faulty.edition
    view = save_view(by=author, place=health.PLACE, name="Mine", query="owner=Editor")
    toggle_first(by=author, view=view)

    assert as_author.get(reverse("pages:health")).url == "/health/?owner=Editor"


# -- reviews


@pytest.fixture
def due(book):
    (book.folder / "old.md").write_text("---\ntitle: Old\nreview: 2020-01-01\n---\n\n# Old\n\nWords.\n")
    (book.folder / "policies/new.md").write_text(
        "---\ntitle: New\nreview: 2999-01-01\n---\n\n# New\n\nWords.\n"
    )
    (book.folder / "handbook.yml").write_text("complete: true\nreviews:\n  - path: policies/\n    days: 30\n")
    git(book.folder, "add", ".")
    git(book.folder, "-c", "user.name=x", "commit", "--quiet", "-m", "Due", "--date=2020-01-01T00:00:00Z")
    learn_history(book.edition)
    return book


def test_overdue_pages_are_listed_with_their_owners(due, as_author):
    answer = as_author.get(reverse("pages:reviews"))

    assert [(row.path, row.owners, row.is_named) for row in answer.context["table"].paged.rows] == [
        ("old.md", ("Editor",), True)
    ]
    rest = as_author.get(reverse("pages:reviews"), {"state": "", "owner": "Chief People Officer"})
    assert [row.path for row in rest.context["table"].paged.rows] == ["policies/leave.md", "policies/new.md"]
    exported = as_author.get(reverse("pages:reviews-export", args=["csv"])).content.decode()
    assert exported.splitlines()[1].startswith("old.md,Old,Editor,2020-01-01,")


@pytest.mark.parametrize("sort", ["page", "file", "owner", "changed", "due"])
def test_reviews_are_sorted_by_each_column_on_the_page_and_in_the_file(due, as_author, sort):
    there, back = ({"state": "", "sort": each} for each in (sort, f"-{sort}"))
    rows = as_author.get(reverse("pages:reviews"), there).context["table"].paged.rows

    assert [
        row.path for row in as_author.get(reverse("pages:reviews"), back).context["table"].paged.rows
    ] == [row.path for row in reversed(rows)]
    file = as_author.get(reverse("pages:reviews-export", args=["csv"]), there).content.decode()
    assert [line.split(",")[0] for line in file.splitlines()[1:]] == [row.path for row in rows]


def test_reviews_take_as_many_queries_for_many_pages_as_for_few(
    due, as_author, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        as_author.get(reverse("pages:reviews"), {"state": ""})


@pytest.mark.django_db
def test_still_right_proposes_the_next_day_once(due, author, editor):
    made, is_new = propose_reviewed(due.edition, author=author, path="old.md", today=TODAY)

    assert is_new
    text = git(due.folder, "show", f"{made.branch}:old.md")
    assert "review: 2027-11-21" in text
    assert made.title == "Reviewed, still right: Old"
    assert propose_reviewed(due.edition, author=editor, path="old.md", today=TODAY) == (made, False)


@pytest.mark.django_db
def test_the_next_day_follows_the_age_that_the_settings_allow(due, author):
    made, _new = propose_reviewed(due.edition, author=author, path="policies/leave.md", today=TODAY)

    assert "review: 2026-12-21" in git(due.folder, "show", f"{made.branch}:policies/leave.md")


def test_one_click_on_the_list_proposes_and_then_the_list_names_the_proposal(due, as_author):
    as_author.post(reverse("pages:reviewed", args=["old.md"]))

    assert "Proposed in #1" in as_author.get(reverse("pages:reviews")).content.decode()
    gone = as_author.post(reverse("pages:reviewed", args=["gone.md"]), follow=True)
    assert "There is no such page any more" in gone.content.decode()


def test_without_rules_the_list_says_how_to_begin(book, as_author):
    assert "review: 2027-03-01" in as_author.get(reverse("pages:reviews")).content.decode()


# -- trend


@pytest.mark.django_db
def test_a_day_is_written_down_once_with_what_was_served_last(faulty):
    writing.record_day(faulty.edition.handbook, TODAY)
    (faulty.folder / "places.md").write_text("# Places\n\nWe have two.\n")

    writing.record_day(faulty.edition.handbook, TODAY)

    day = HealthDay.objects.get()
    assert (day.day, day.by_code["HB101"]) == (TODAY, 1)
    assert day.errors + day.warnings + day.notes == sum(day.by_code.values())


@pytest.mark.django_db
def test_past_days_are_filled_in_from_commits_once(book):
    for day, text in (("2026-11-01", "# P\n\nWe\u00a0two.\n"), ("2026-11-10", "# P\n\nWe two.\n")):
        (book.folder / "places.md").write_text(text)
        git(book.folder, "-c", "user.name=x", "add", ".")
        env = {**os.environ, "GIT_COMMITTER_DATE": f"{day}T12:00:00Z", "GIT_AUTHOR_DATE": f"{day}T12:00:00Z"}
        subprocess.run(
            ["git", "-C", book.folder, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", day],
            check=True, env=env,
        )  # fmt: skip
    told = []

    made = writing.fill(book.edition, today=TODAY, days=20, every=5, tell=told.append)

    days = {each.day: each.by_code.get("HB101", 0) for each in HealthDay.objects.all()}
    assert days == {date(2026, 11, 16): 0, date(2026, 11, 11): 0, date(2026, 11, 6): 1, date(2026, 11, 1): 1}
    assert made == 4
    assert told[0].startswith("1 of 4: 2026-11-16")
    assert writing.fill(book.edition, today=TODAY, days=20, every=5) == 0


def test_the_trend_is_drawn_told_and_tabled(book, as_author):
    today = timezone.localdate()
    for back, notes in ((9, 5), (3, 4), (0, 1)):
        HealthDay.objects.create(
            day=today - timedelta(days=back),
            pages=3,
            errors=0,
            warnings=2,
            notes=notes,
            by_code={"HB101": notes},
        )

    page = as_author.get(reverse("pages:trend")).content.decode()
    one = as_author.get(reverse("pages:trend"), {"code": "HB101"})

    chart = one.context["trend"]
    assert all(name in page for name in ("Errors", "Warnings", "Notes", "<svg", "<table"))
    assert chart.sentence in one.content.decode()
    assert [row[1].value for row in chart.rows] == [5, 4, 1]


def test_the_trend_begins_with_two_days(book, as_author):
    assert "begins with two days" in as_author.get(reverse("pages:trend")).content.decode()


def test_many_days_are_thinned_evenly():
    points = [trend.Point(TODAY + timedelta(days=at), (0, 0, at)) for at in range(365)]

    thin = trend.thinned(points)

    assert (len(thin), thin[0], thin[-1]) == (trend.MOST_POINTS, points[0], points[-1])


def test_an_account_without_access_sees_no_buttons(client, faulty, db):
    client.force_login(account("Rudi", Access.READER))

    page = client.get(reverse("pages:health")).content.decode()

    assert 'name="row"' not in page
    assert "Propose to mend" not in page
    assert "Mend in the editor" not in page
