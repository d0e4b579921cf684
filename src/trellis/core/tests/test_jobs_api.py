"""Jobs, for programs."""

from http import HTTPStatus
from uuid import uuid4

import pytest

from trellis.config.tests.programs import token_of
from trellis.core import job_lists, working
from trellis.core.models import Job, JobState
from trellis.core.services import jobs, leases
from trellis.core.tests.sample_jobs import fail

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(colleague):
    job = jobs.start(fail, by=colleague, arguments={"kind": "expected"})
    working.work_off()
    return Job.objects.get(pk=job.pk)


@pytest.fixture
def call(client):
    """Calls an operation as somebody; gives the status and the answer."""

    def done(who, verb, path):
        token = token_of(who).secret
        answer = client.generic(verb, f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"})
        return answer.status_code, answer.json()

    return done


def test_a_program_reads_the_jobs_of_its_account_and_an_administrators_those_of_all(
    call, failed, member, administrator, colleague
):
    found = [
        [each["id"] for each in call(who, "GET", "/jobs")[1]["items"]]
        for who in (member, colleague, administrator)
    ]
    mine = call(administrator, "GET", "/jobs?whose=mine&state=failed")[1]["items"]

    assert (found, mine) == ([[], [str(failed.pk)], [str(failed.pk)]], [])


def test_a_job_tells_what_came_of_it(call, failed, colleague):
    status, shown = call(colleague, "GET", f"/jobs/{failed.pk}")

    assert status == HTTPStatus.OK
    assert (shown["name"], shown["title"], shown["state"], shown["trouble"]) == (
        "tests.raise", "Fail", "failed", "The file is empty. Choose another.",
    )  # fmt: skip


def test_a_program_tries_again_and_cancels(call, failed, colleague):
    again = call(colleague, "POST", f"/jobs/{failed.pk}/retry")[1]["state"]
    ended = call(colleague, "POST", f"/jobs/{failed.pk}/cancel")[1]["state"]

    assert (again, ended) == ("waiting", "cancelled")


def test_the_job_of_another_is_not_there(call, failed, member):
    for verb, path in (("GET", ""), ("POST", "/cancel"), ("POST", "/retry")):
        assert call(member, verb, f"/jobs/{failed.pk}{path}")[0] == HTTPStatus.NOT_FOUND
    assert call(member, "GET", f"/jobs/{uuid4()}")[0] == HTTPStatus.NOT_FOUND


def test_how_jobs_fare_is_told_in_two_queries(failed, colleague, django_assert_num_queries):
    jobs.start(fail, by=colleague, arguments={"kind": "expected"})
    leases.register(kind="apart", threads=1)

    with django_assert_num_queries(2):
        health = job_lists.health()

    assert (health.workers, health.waiting, health.failed) == (1, 1, 1)
    assert Job.objects.filter(state=JobState.WAITING).get().created_at == health.waits_since
