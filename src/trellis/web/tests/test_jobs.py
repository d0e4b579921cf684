"""Jobs in the browser: one's own for everybody, all for administrators, how far one is, its buttons."""

import json
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from trellis.core import tasks, working
from trellis.core.models import Job, JobState, Schedule, Worker
from trellis.core.services import jobs, leases, schedules
from trellis.core.tests.sample_jobs import fail, number

pytestmark = pytest.mark.django_db
JOBS = reverse("web:jobs")
PLANS = reverse("web:schedules")


@pytest.fixture
def mine(member):
    return jobs.start(number, by=member, arguments={"most": 3}, what="mine")


@pytest.fixture
def others(administrator):
    return jobs.start(fail, by=administrator, arguments={"kind": "expected"}, what="of another")


@pytest.fixture
def as_member(client, member):
    client.force_login(member)
    return client


@pytest.fixture
def as_administrator(client, administrator):
    client.force_login(administrator)
    return client


def text(answer):
    return answer.content.decode()


def running(job, **values):
    worker = leases.register(kind="test", threads=1)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, worker=worker, lease=1, started_at=timezone.now(), **values
    )
    return job


def of(name, job):
    return reverse(f"web:{name}", args=[job.pk])


# -- who sees what


def test_everybody_sees_their_own_and_administrators_all(client, mine, others, member, administrator):
    client.force_login(member)
    own = text(client.get(JOBS))
    client.force_login(administrator)
    everything = text(client.get(JOBS))
    only = text(client.get(JOBS, {"whose": "mine"}))

    shown = [("Write numbers: mine" in page, "Fail: of another" in page) for page in (own, everything, only)]
    assert shown == [(True, False), (True, True), (False, True)]


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_files_hold_no_more_than_the_page(as_member, mine, others, form):
    answer = as_member.get(reverse("web:jobs-export", args=[form]))

    assert answer.status_code == HTTPStatus.OK
    if form == "json":
        assert [row["what"] for row in json.loads(answer.content)] == ["mine"]


@pytest.mark.parametrize("name", ["job", "job-progress"])
def test_the_job_of_another_is_not_there(as_member, others, name):
    assert as_member.get(of(name, others)).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("name", ["job-cancel", "job-retry"])
def test_the_job_of_another_is_neither_cancelled_nor_retried(as_member, others, name):
    assert as_member.post(of(name, others)).status_code == HTTPStatus.NOT_FOUND
    assert Job.objects.get(pk=others.pk).state == JobState.WAITING


def test_strangers_sign_in_first(client, mine):
    for address in (JOBS, of("job", mine), of("job-progress", mine), PLANS):
        assert client.get(address).headers["Location"].startswith("/sign-in/?next=")


def test_what_begins_by_the_clock_is_for_administrators(as_member):
    run = reverse("web:schedule-run", args=["core.forget"])

    assert [as_member.get(PLANS).status_code, as_member.post(run).status_code] == [403, 403]
    assert not Job.objects.exists()


# -- how far it is


def test_a_running_job_says_how_far_it_is_and_is_asked_for_again(as_member, mine):
    page = text(as_member.get(of("job", running(mine, done=1200, total=3000, says="Writing"))))

    assert 'value="40"' in page
    assert "1,200 of 3,000" in page
    assert "You can leave this page" in page
    assert f'hx-get="{of("job-progress", mine)}" hx-trigger="every 2s"' in page


def test_once_it_has_ended_nobody_asks_again_and_those_who_hear_the_page_are_told(as_member, mine):
    Job.objects.update(state=JobState.DONE, finished_at=timezone.now(), says="3 written", address="/roles/")

    part = as_member.get(of("job-progress", mine), headers={"HX-Request": "true"})
    page = text(as_member.get(of("job", mine)))

    assert (part.status_code, 'hx-swap-oob="innerHTML"' in text(part)) == (286, True)
    assert ("every 2s" in page, 'href="/roles/"' in page) == (False, True)


def test_a_try_that_failed_says_when_the_next_comes(as_member, mine):
    Job.objects.update(tries=1, run_at="2026-03-02T10:00:00Z", trouble="The disk is full.")

    page = text(as_member.get(of("job", mine)))

    assert "The disk is full. It is tried again by itself, at " in page


def test_buttons_cancel_and_try_again(as_member, mine):
    assert "Cancelled." in text(as_member.post(of("job-cancel", mine), follow=True))
    assert "It is tried again." in text(as_member.post(of("job-retry", mine), follow=True))
    assert Job.objects.get().state == JobState.WAITING

    running(mine)
    assert "It ends as soon as" in text(as_member.post(of("job-cancel", mine), follow=True))

    leases.cancel(Job.objects.get())
    assert "It had ended already." not in text(as_member.get(of("job", mine)))


def test_what_cannot_be_tried_again_is_said(as_member, member):
    failed = jobs.start(fail, by=member, arguments={"kind": "expected"}, key="one")
    working.work_off()
    jobs.start(fail, by=member, arguments={"kind": "expected"}, key="one")

    assert "The same is under way already." in text(as_member.post(of("job-retry", failed), follow=True))


@pytest.mark.parametrize("name", ["job-cancel", "job-retry"])
def test_nothing_is_done_by_looking(as_member, mine, name):
    assert as_member.get(of(name, mine)).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_what_a_job_is_about_is_escaped(as_member, member):
    job = jobs.start(number, by=member, arguments={"most": 1}, what="<script>x</script>")

    assert "<script>x" not in text(as_member.get(of("job", job))) + text(as_member.get(JOBS))


# -- the list


def test_the_list_is_filtered_by_state_and_words(as_administrator, mine, others):
    def found(**asked):
        return [row.what for row in as_administrator.get(JOBS, asked).context["table"].paged.rows]

    assert found(state="failed") == []
    assert found(state="waiting", q="numbers") == ["mine"]
    assert found(q="ben") == ["mine"]
    assert found(q="another") == ["of another"]


def test_an_empty_list_says_what_stands_here(as_member):
    assert "No jobs" in text(as_member.get(JOBS))
    assert "Nothing fits these filters" in text(as_member.get(JOBS, {"q": "x"}))


def test_the_list_needs_as_many_queries_for_many_as_for_one(as_administrator, member, mine):
    running(mine)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            as_administrator.get(JOBS)
        counts.append(len(queries))
        for _n in range(3):
            jobs.start(number, by=member, arguments={"most": 1})
            running(Job.objects.filter(state=JobState.WAITING).get())

    assert counts[0] == counts[1] <= 15


# -- what begins by the clock


@pytest.fixture
def nightly(monkeypatch):
    monkeypatch.setattr(tasks, "_timed", {})
    tasks.schedule("tests.nightly", fail, "30 2 * * *", title="Nightly", arguments={"kind": "expected"})
    monkeypatch.setattr(schedules.zones, "organisation_zone", lambda: schedules.ZoneInfo("Europe/Berlin"))
    schedules.start_due(timezone.now())


def test_administrators_see_when_it_was_and_will_be_and_what_went_wrong(as_administrator, nightly):
    before = text(as_administrator.get(PLANS))
    job = as_administrator.post(reverse("web:schedule-run", args=["tests.nightly"]), follow=True)
    working.work_off()
    after = text(as_administrator.get(PLANS))

    assert ("never" in before, "30 2 * * * Europe/Berlin" in before) == (True, True)
    assert job.redirect_chain == [(of("job", Job.objects.get()), 302)]
    assert "The file is empty." in after


def test_nobody_begins_what_there_is_not(as_administrator, nightly):
    assert as_administrator.post(reverse("web:schedule-run", args=["no"])).status_code == HTTPStatus.NOT_FOUND


def test_processes_are_shown_alive_or_silent(as_administrator, nightly):
    leases.register(kind="here", threads=2)
    leases.register(kind="apart", threads=1)
    Worker.objects.filter(kind="apart").update(seen_at="2026-01-01T00:00:00Z")

    page = text(as_administrator.get(PLANS))

    assert (page.count(">alive<"), page.count(">silent<"), Schedule.objects.count()) == (1, 1, 1)
