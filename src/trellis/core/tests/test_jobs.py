"""Jobs: started once, done in steps, tried again, cancelled, taken over from workers that are gone."""

import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone
from django_tasks import TaskResultStatus, default_task_backend
from django_tasks.exceptions import TaskResultDoesNotExist
from hypothesis import given
from hypothesis import settings as property_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from trellis.core import tasks, working
from trellis.core.models import Event, Job, JobState, Notice, Schedule, Worker
from trellis.core.regular import forget
from trellis.core.rules import NotAllowedError
from trellis.core.running import Run
from trellis.core.services import jobs, leases, schedules
from trellis.core.tasks import Cancelled, LeaseLost, Stopping
from trellis.core.tests import sample_jobs
from trellis.core.tests.sample_jobs import batches, fail, number, stubborn


@pytest.fixture(autouse=True)
def _no_hooks():
    yield
    sample_jobs.hooks.clear()


@pytest.fixture
def table(db):
    """A table that takes any number any number of times, so that what is done twice shows."""
    make_table()
    yield
    drop_table()


def make_table():
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {sample_jobs.TABLE} (n integer)")


def drop_table():
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {sample_jobs.TABLE}")


def numbers():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT n FROM {sample_jobs.TABLE} ORDER BY n")
        return [row[0] for row in cursor.fetchall()]


def fresh(job):
    return Job.objects.get(pk=job.pk)


def taken(worker=None):
    """The next job, taken by a worker."""
    return leases.take((worker or leases.register(kind="test", threads=1)).pk)


# -- from the start to the end


def test_a_job_is_done_and_says_what_came_of_it(table, member):
    job = jobs.start(number, by=member, arguments={"most": 3}, what="three")

    assert working.work_off() == 1

    job = fresh(job)
    assert (job.state, job.done, job.total, job.says, job.address) == (
        JobState.DONE,
        3,
        3,
        "3 written",
        "/roles/",
    )
    assert numbers() == [0, 1, 2]
    assert [event.name for event in Event.objects.filter(about="job", object=job.pk)] == ["core.job-done"]
    notice = Notice.objects.get(account=member)
    assert (notice.subject, notice.address) == ("Done: Write numbers: three", f"/jobs/{job.pk}/")


def test_nothing_waits_for_a_transaction_that_is_undone(table, member):
    with transaction.atomic():
        jobs.start(number, by=member, arguments={"most": 3})
        transaction.set_rollback(True)

    assert working.work_off() == 0


def test_the_same_is_started_once_while_it_is_not_finished(table, member):
    first = jobs.start(number, by=member, arguments={"most": 1}, key="numbers of Ben")
    again = jobs.start(number, by=member, arguments={"most": 1}, key="numbers of Ben")
    working.work_off()
    later = jobs.start(number, by=member, arguments={"most": 1}, key="numbers of Ben")

    assert (again, later == first) == (first, False)


def test_the_database_knows_no_two_unfinished_jobs_with_one_key(db):
    Job.objects.create(name="tests.number", key="one")

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(name="tests.number", key="one")


def test_what_is_more_urgent_begins_first_and_what_is_for_later_waits(table, member):
    jobs.start(number, by=member, arguments={"most": 1})
    urgent = jobs.start(number.using(priority=10), by=member, arguments={"most": 1})
    jobs.start(
        number.using(priority=20), by=member, arguments={"most": 1}, at=timezone.now() + timedelta(hours=1)
    )

    assert taken() == urgent


def test_too_much_for_one_job_is_refused(member):
    with pytest.raises(jobs.JobError, match="too much"):
        jobs.start(number, by=member, arguments={"most": "x" * 2**20})


def test_what_this_version_does_not_know_waits_for_one_that_does(db):
    job = Job.objects.create(name="tests.of-tomorrow")

    assert working.work_off() == 0
    assert fresh(job).state == JobState.WAITING


def test_a_job_for_an_account_that_was_closed_is_not_done(table, member):
    job = jobs.start(number, by=member, arguments={"most": 1})
    member.is_active = False
    member.save()

    working.work_off()

    assert (fresh(job).state, numbers()) == (JobState.FAILED, [])


def test_a_job_speaks_to_whom_it_is_for_and_its_failure_in_their_language(member):
    member.language = "de"
    member.save()
    job = jobs.start(fail, by=member, arguments={"kind": "unexpected"})
    Job.objects.update(tries=tasks.MOST_TRIES - 1)

    working.work_off()

    assert fresh(job).state == JobState.FAILED
    assert Notice.objects.get(account=member).subject != ""


# -- Django's tasks interface


def test_a_task_that_is_enqueued_is_a_job_and_its_result_is_had_back(table):
    result = number.enqueue(most=2)
    assert (result.status, result.kwargs) == (TaskResultStatus.READY, {"most": 2})

    working.work_off()
    result.refresh()

    assert (result.status, result.return_value) == (TaskResultStatus.SUCCESSFUL, {"written": 2})


def test_a_task_that_failed_shows_so(db):
    result = fail.enqueue(kind="expected")
    working.work_off()
    result.refresh()

    assert (result.status, result.errors[0].traceback) == (
        TaskResultStatus.FAILED, "The file is empty. Choose another.",
    )  # fmt: skip


@pytest.mark.parametrize("key", ["no", "00000000-0000-7000-8000-000000000000"])
def test_there_is_no_result_of_what_never_was(db, key):
    with pytest.raises(TaskResultDoesNotExist):
        default_task_backend.get_result(key)


def test_two_jobs_with_one_name_are_refused():
    with pytest.raises(TypeError, match=r"tests\.number"):
        tasks.job("tests.number", title="Other")(fail.func)


# -- failing


def test_expected_trouble_is_told_and_not_tried_again(member):
    job = jobs.start(fail, by=member, arguments={"kind": "expected"})
    working.work_off()

    job = fresh(job)
    assert (job.state, job.trouble, job.tries) == (JobState.FAILED, "The file is empty. Choose another.", 1)
    assert Notice.objects.get(account=member).subject == "Failed: Fail"


@pytest.mark.parametrize("kind", ["unexpected", "exit"])
def test_unexpected_trouble_is_tried_again_with_growing_pauses_and_tells_nothing_secret(member, kind, caplog):
    job = jobs.start(fail, by=member, arguments={"kind": kind})
    pauses = []
    for _try in range(tasks.MOST_TRIES):
        before = timezone.now()
        assert working.work_off() == 1
        job = fresh(job)
        if job.run_at is not None:
            pauses.append(round((job.run_at - before).total_seconds()))
            assert working.work_off() == 0
            Job.objects.update(run_at=None)

    assert pauses == [10, 20, 40, 80]
    assert (job.state, "secret" in job.trouble) == (JobState.FAILED, False)


def test_a_clock_that_was_set_back_makes_no_try_wait_longer(table, member):
    jobs.start(number, by=member, arguments={"most": 1})
    Job.objects.update(tries=1, run_at=timezone.now() + timedelta(days=365))

    assert working.work_off() == 1


def test_only_tries_in_a_row_without_a_step_are_counted(table, member, caplog):
    def stumble(run, n):
        if n % 2 and n not in seen:
            seen.add(n)
            raise RuntimeError

    seen = set()
    sample_jobs.hooks["step"] = stumble
    job = jobs.start(number, by=member, arguments={"most": 20})
    while working.work_off():
        Job.objects.update(run_at=None)

    assert (fresh(job).state, len(seen), numbers()) == (JobState.DONE, 10, list(range(20)))


def test_somebody_has_it_tried_again_and_it_goes_on_where_it_was(table, member, caplog):
    def stumble(run, n):
        if n == 3:
            raise tasks.JobFailed("No more.")

    sample_jobs.hooks["step"] = stumble
    job = jobs.start(number, by=member, arguments={"most": 5})
    working.work_off()
    assert (fresh(job).state, numbers()) == (JobState.FAILED, [0, 1, 2])

    sample_jobs.hooks.clear()
    jobs.retry(job=job, by=member)
    working.work_off()

    assert (fresh(job).state, numbers()) == (JobState.DONE, [0, 1, 2, 3, 4])


def test_what_is_done_is_not_tried_again(table, member):
    job = jobs.start(number, by=member, arguments={"most": 1})
    working.work_off()

    assert jobs.retry(job=job, by=member).state == JobState.DONE
    assert working.work_off() == 0


def test_no_second_one_is_brought_to_life_beside_the_one_under_way(member, caplog):
    failed = jobs.start(fail, by=member, arguments={"kind": "expected"}, key="one")
    working.work_off()
    jobs.start(fail, by=member, arguments={"kind": "expected"}, key="one")

    with pytest.raises(jobs.JobError, match="under way"):
        jobs.retry(job=failed, by=member)


# -- cancelling


def test_a_job_that_waits_is_cancelled_at_once(table, member):
    job = jobs.start(number, by=member, arguments={"most": 1})

    assert jobs.cancel(job=job, by=member).state == JobState.CANCELLED
    assert (working.work_off(), numbers()) == (0, [])


def test_a_job_that_runs_ends_at_its_next_step(table, member):
    job = jobs.start(number, by=member, arguments={"most": 5})
    sample_jobs.hooks["step"] = lambda run, n: n == 1 and jobs.cancel(job=fresh(job), by=member)
    working.work_off()

    assert (fresh(job).state, numbers()) == (JobState.CANCELLED, [0, 1])
    assert list(Event.objects.values_list("name", flat=True)) == ["core.job-cancelled"]


def test_what_is_done_stays_done_when_it_is_cancelled(table, member):
    job = jobs.start(number, by=member, arguments={"most": 1})
    working.work_off()

    assert jobs.cancel(job=job, by=member).state == JobState.DONE


def test_a_stranger_neither_cancels_nor_retries_and_an_administrator_does(
    table, member, colleague, administrator
):
    job = jobs.start(number, by=member, arguments={"most": 1})

    for deed in (jobs.cancel, jobs.retry):
        with pytest.raises(NotAllowedError):
            deed(job=job, by=colleague)

    assert jobs.cancel(job=job, by=administrator).state == JobState.CANCELLED
    assert jobs.retry(job=job, by=administrator).state == JobState.WAITING


# -- leases


def test_a_worker_that_lost_its_lease_commits_no_step(table, member):
    jobs.start(number, by=member, arguments={"most": 5})
    first, second = (leases.register(kind="test", threads=1) for _ in range(2))
    old = taken(first)
    run = Run(old)
    with run.step(cursor=1, done=1), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {sample_jobs.TABLE} VALUES (0)")
    leases.leave(first.pk)
    new = taken(second)

    with pytest.raises(LeaseLost), run.step(cursor=2, done=2):
        pass
    for write in (
        lambda: leases.finish(old, None),
        lambda: leases.fail(old, fault="", trouble="", for_good=True),
    ):
        with pytest.raises(LeaseLost):
            write()

    assert (new.lease, Run(new).cursor, numbers()) == (2, 1, [0])


def test_two_workers_on_one_job_count_each_step_once(transactional_db, member):
    """The old worker is in the middle of a step, on a connection of its own, when another is given the job."""
    make_table()
    try:
        job = jobs.start(number, by=member, arguments={"most": 4})
        worker = leases.register(kind="test", threads=1)
        in_step, go_on, ends = threading.Event(), threading.Event(), []

        def old_worker():
            try:
                mine = leases.take(worker.pk)
                run = Run(mine)
                with run.step(cursor=1, done=1), connection.cursor() as cursor:
                    cursor.execute(f"INSERT INTO {sample_jobs.TABLE} VALUES (0)")
                in_step_of(run)
            finally:
                connection.close()

        def in_step_of(run):
            try:
                in_step.set()
                go_on.wait(10)
                with run.step(cursor=2, done=2), connection.cursor() as cursor:
                    cursor.execute(f"INSERT INTO {sample_jobs.TABLE} VALUES (1)")
            except LeaseLost:
                ends.append("lost")

        thread = threading.Thread(target=old_worker)
        thread.start()
        assert in_step.wait(10)
        assert leases.leave(worker.pk) == 1
        working.work_off()
        go_on.set()
        thread.join(10)

        assert (ends, fresh(job).state, numbers()) == (["lost"], JobState.DONE, [0, 1, 2, 3])
    finally:
        drop_table()


def test_workers_beside_each_other_do_no_job_twice(transactional_db, member):
    make_table()
    try:
        for _n in range(12):
            jobs.start(number, by=member, arguments={"most": 2})
        shops = [working.Workshop("test", threads=2, pause=0.02, beat=0.05) for _ in range(2)]
        try:
            for shop in shops:
                shop.open()
            deadline = time.monotonic() + 15
            while Job.objects.filter(finished_at=None).exists() and time.monotonic() < deadline:
                time.sleep(0.05)
        finally:
            for shop in shops:
                shop.close()

        assert numbers() == sorted([0, 1] * 12)
        assert set(Job.objects.values_list("state", "lease")) == {(JobState.DONE, 1)}
        assert not Worker.objects.exists()
    finally:
        drop_table()


def test_a_worker_that_stands_still_loses_its_jobs_and_one_that_beats_keeps_them(table, member, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(leases.time, "monotonic", lambda: now[0])
    job = jobs.start(number, by=member, arguments={"most": 1})
    worker, watch = leases.register(kind="test", threads=1), leases.Watch()
    taken(worker)

    found = [watch.look()]
    for _look in range(3):
        now[0] += leases.LEASE - 1
        leases.beat(worker.pk)
        found.append(watch.look())
    now[0] += leases.LEASE - 1
    found.append(watch.look())
    now[0] += 1
    found.append(watch.look())

    assert found == [0, 0, 0, 0, 0, 1]
    assert (fresh(job).state, leases.beat(worker.pk)) == (JobState.WAITING, False)


def test_no_clock_that_jumps_takes_a_job_away(table, member, time_machine):
    jobs.start(number, by=member, arguments={"most": 1})
    worker, watch = leases.register(kind="test", threads=1), leases.Watch()
    job = taken(worker)
    watch.look(lease=1000.0)
    for moment in (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)):
        Worker.objects.update(seen_at=moment)

        assert watch.look(lease=1000.0) == 0

    leases.check(job)


def test_a_job_that_ends_each_worker_is_given_up(table, member):
    job = jobs.start(number, by=member, arguments={"most": 1})
    for _try in range(tasks.MOST_TRIES):
        worker = leases.register(kind="test", threads=1)
        assert taken(worker) is not None
        leases.leave(worker.pk)

    job = fresh(job)
    assert (job.state, taken()) == (JobState.FAILED, None)
    assert "before it got a step further" in job.trouble


def test_what_a_living_worker_could_not_put_away_is_done_anew(table, member):
    job = jobs.start(number, by=member, arguments={"most": 1})
    worker = leases.register(kind="test", threads=1)
    mine = taken(worker)
    assert leases.strays(worker.pk) == {(job.pk, mine.lease)}

    leases.put_back(job.pk, mine.lease)
    leases.put_back(job.pk, mine.lease)

    assert (fresh(job).state, working.work_off(), numbers()) == (JobState.WAITING, 1, [0])


def test_a_process_that_ends_in_good_order_gives_its_job_back_and_counts_no_try(table, member):
    job = jobs.start(number, by=member, arguments={"most": 5})
    stopping = []
    sample_jobs.hooks["step"] = lambda run, n: n == 1 and stopping.append(True)
    working.do(taken(), lambda: bool(stopping))

    job = fresh(job)
    assert (job.state, job.tries, numbers()) == (JobState.WAITING, 0, [0, 1])
    sample_jobs.hooks.clear()
    assert (working.work_off(), numbers()) == (1, [0, 1, 2, 3, 4])


def test_a_stop_passes_those_who_go_on_after_any_error():
    assert not any(issubclass(stop, Exception) for stop in (Cancelled, Stopping, LeaseLost))


class AnyStumblingTest(TestCase):
    """Whatever fails where and how often, each number is written once."""

    @property_settings(max_examples=12)
    @given(
        most=st.integers(0, 12),
        size=st.integers(1, 5),
        stumbles=st.lists(
            st.tuples(st.integers(0, 11), st.sampled_from(["error", "lost", "stop"])), max_size=6
        ),
    )
    def test_each_item_counts_once(self, most, size, stumbles):
        left = list(stumbles)

        def stumble(run, first):
            for each in left:
                if each[0] == first:
                    left.remove(each)
                    raise {"error": RuntimeError, "lost": LeaseLost, "stop": Stopping}[each[1]]

        sample_jobs.hooks["batch"] = stumble
        make_table()
        try:
            job = jobs.start(batches, by=None, arguments={"most": most, "size": size})
            while working.work_off():
                Job.objects.filter(state=JobState.FAILED).update(
                    state=JobState.WAITING, finished_at=None, tries=0
                )
                Job.objects.update(run_at=None)

            assert (fresh(job).state, numbers()) == (JobState.DONE, list(range(most)))
        finally:
            drop_table()


@pytest.mark.slow  # processes are killed and take over from each other
@pytest.mark.timeout(240)  # on a machine that does other things, each of them takes seconds to begin
def test_killed_at_any_moment_each_row_is_written_once(transactional_db, member, tmp_path):
    make_table()
    try:
        plan = [jobs.start(stubborn, by=member, arguments={"most": 60}) for _ in range(3)]
        done = subprocess.run(
            [sys.executable, "-m", "trellis.core.tests.killing", "2", str(time.time_ns() % 10**6)],
            env={**os.environ, **database_of_this_test(), "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True, text=True, timeout=200, check=False,
        )  # fmt: skip

        assert (done.returncode, int(done.stdout or 0) > 3) == (0, True), done.stderr
        assert {fresh(job).state for job in plan} == {JobState.DONE}
        assert numbers() == sorted(list(range(60)) * 3)
        assert Event.objects.filter(name="core.job-done").count() == 3
    finally:
        drop_table()


def database_of_this_test():
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        address = f"sqlite:///{name}"
    else:
        at = connection.settings_dict
        address = f"postgres://{at['USER']}@{at['HOST']}:{at['PORT']}/{name}?pool=0"
    return {"DJANGO_SETTINGS_MODULE": "trellis.config.settings", "TRELLIS_DATABASE": address}


# -- schedules


@pytest.fixture
def nightly(db, monkeypatch):
    """Numbers at half past two each night, in a house of Berlin; and nothing else."""
    monkeypatch.setattr(tasks, "_timed", {})
    monkeypatch.setattr(schedules.zones, "organisation_zone", lambda: schedules.ZoneInfo("Europe/Berlin"))
    tasks.schedule("tests.nightly", number, "30 2 * * *", title="Nightly", arguments={"most": 1})


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def begun(moment):
    """How many jobs begin at a moment, each finished at once."""
    count = schedules.start_due(moment)
    Job.objects.filter(finished_at=None).update(state=JobState.DONE, finished_at=moment)
    return count


def test_it_begins_by_the_clock_of_the_organisation(nightly):
    moments = [
        "2026-01-10T00:00",
        "2026-01-10T01:29",
        "2026-01-10T01:30",
        "2026-01-10T01:31",
        "2026-01-11T01:30",
    ]

    assert [begun(at(moment)) for moment in moments] == [0, 0, 1, 0, 1]


def test_times_that_were_missed_are_made_up_for_once(nightly):
    assert [begun(at(moment)) for moment in ("2026-01-10T00:00", "2026-01-17T12:00", "2026-01-17T12:01")] == [
        0,
        1,
        0,
    ]
    assert Schedule.objects.get().next_at == at("2026-01-18T01:30")


def test_an_hour_that_is_left_out_or_comes_twice_counts_once(nightly):
    begun(at("2026-03-28T12:00"))
    spring = [begun(at("2026-03-29T00:00") + timedelta(minutes=10 * n)) for n in range(24)]
    begun(at("2026-10-24T12:00"))
    autumn = [begun(at("2026-10-24T23:00") + timedelta(minutes=10 * n)) for n in range(24)]

    assert (sum(spring), sum(autumn)) == (1, 1)


def test_a_clock_that_jumps_ahead_and_back_silences_nothing(nightly):
    assert [begun(at(moment)) for moment in ("2026-01-10T00:00", "2036-01-10T12:00", "2026-01-10T00:10")] == [
        0,
        1,
        0,
    ]
    assert begun(at("2026-01-10T01:30")) == 1


def test_no_second_run_begins_beside_one_that_is_not_finished(nightly):
    schedules.start_due(at("2026-01-10T00:00"))
    schedules.start_due(at("2026-01-10T01:30"))
    schedules.start_due(at("2026-01-11T01:30"))

    assert Job.objects.count() == 1


def test_who_comes_second_begins_nothing(nightly):
    schedules.start_due(at("2026-01-10T00:00"))
    timed, zone = tasks.timed_named("tests.nightly"), schedules.ZoneInfo("Europe/Berlin")

    both = [schedules._begin(timed, at("2026-01-10T02:00"), at("2026-01-11T01:30"), zone) for _ in range(2)]

    assert both == [1, 0]


def test_administrators_are_told_of_a_regular_job_that_fails(nightly, administrator, member):
    tasks.schedule("tests.nightly", fail, "30 2 * * *", title="Nightly", arguments={"kind": "expected"})
    schedules.start_due(at("2026-01-10T00:00"))
    schedules.start_due(at("2026-01-10T01:30"))
    working.work_off()

    assert [notice.account for notice in Notice.objects.all()] == [administrator]


def test_only_administrators_begin_it_at_once(nightly, administrator, member):
    schedules.start_due(at("2026-01-10T00:00"))
    with pytest.raises(NotAllowedError):
        schedules.run_now(name="tests.nightly", by=member)

    job = schedules.run_now(name="tests.nightly", by=administrator)

    assert (job, schedules.run_now(name="tests.nightly", by=administrator)) == (
        Schedule.objects.get().last,
        job,
    )


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["30 2 * * *", "0 7 * * 1", "*/20 * * * *", "0 0 31 * *", "59 1-3 * * *"]),
    st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]),
)
def test_the_next_time_lies_ahead_and_stays_until_it_has_come(moment, cron, zone):
    timed = tasks.Timed("tests.any", "Any", cron, number, {})
    coming = timed.next_after(moment, ZoneInfo(zone))
    between = moment + (coming - moment) / 2

    assert (coming > moment, timed.next_after(between, ZoneInfo(zone))) == (True, coming)


def test_a_line_that_says_no_times_is_refused():
    with pytest.raises(ValueError, match="says no times"):
        tasks.schedule("tests.never", number, "99 * * * *", title="Never")


# -- forgetting


def test_what_the_clock_did_well_fills_no_log_and_what_failed_stands_there(nightly, administrator):
    tasks.schedule("tests.nightly", forget, "30 2 * * *", title="Nightly")
    schedules.start_due(at("2026-01-10T00:00"))
    schedules.start_due(at("2026-01-10T01:30"))
    working.work_off()
    done = list(Event.objects.values_list("name", flat=True))
    tasks.schedule("tests.nightly", fail, "30 2 * * *", title="Nightly", arguments={"kind": "expected"})
    schedules.start_due(at("2026-01-11T01:30"))
    working.work_off()

    assert Job.objects.filter(state=JobState.DONE).count() == 1
    assert (done, list(Event.objects.values_list("name", flat=True))) == ([], ["core.job-failed"])


def test_old_jobs_are_forgotten_but_the_last_of_a_schedule(nightly, member):
    now = timezone.now()
    old = [
        Job.objects.create(name="tests.number", state=JobState.DONE, finished_at=now - timedelta(days=31))
        for _ in range(2)
    ]
    young = Job.objects.create(name="tests.number", state=JobState.DONE, finished_at=now - timedelta(days=29))
    waiting = Job.objects.create(name="tests.number", created_at=now - timedelta(days=99))
    Schedule.objects.create(name="tests.nightly", zone="UTC", next_at=now, last=old[0])

    assert jobs.forget(now) == 1
    assert set(Job.objects.all()) == {old[0], young, waiting}
