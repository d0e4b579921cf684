"""How fast the pages of learning answer in an organisation of ten thousand with two years of learning.

    PYTHONPATH=src python benchmarks/learning.py [--people 10000] [--years 5] [--records 0] [--seconds 8] [--askers 16]
        [--think 2] [--workers 2] [--data FOLDER] [--database postgres://user@host/empty] [--statements]

Makes the company by `trellis demo`, which is measured too, and fills it up to `--records` records of learning (see
`learning_records.py`; two million are promised). In this process: the audiences of all courses over everybody, what the
rules ask of everybody when nothing has changed, and the compliance of the company. Then it starts `trellis up` and has
pages asked for by many at once, as somebody of a team, as a manager, and as whoever looks after learning. Of each:
requests a second, and the median, 95th and 99th percentile in milliseconds. With `--data` the folder is kept; what is
there is not made again. The database should be an empty one of its own, or one that an earlier run has filled with the
same words. `--statements` starts no server, and tells of each page how many statements it asks and how many
milliseconds of the processor it takes in this process.

Exit status: 0 where every promise is kept, 1 with what was missed: a page in 100 ms at p95, the audience of a rule in
1 s, compliance in 2 s; with `--statements` a page in 40 ms and 15 statements.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import load
import people

EXAMPLE = people.EXAMPLE
COURSE = "security-basics"
PAGES = {
    "somebody": (
        "/learning/", "/learning/{enrollment}/", "/learning/{enrollment}/{part}/", "/learning/transcript/", "/courses/",
        "/courses/?q=feedback", f"/courses/{COURSE}/", "/courses/paths/", "/assessments/", "/classes/",
        "/certifications/",
    ),
    "manager": ("/learning/", "/learning/team/", "/learning/assign/", "/learning/people/{person}/"),
    "teacher": (
        "/learning/reports/", "/learning/reports/?by=path", "/learning/reports/?by=department",
        "/learning/reports/?by=role", "/learning/reports/?by=entity", f"/learning/reports/?by=version&course={COURSE}",
        "/learning/reports/?since=2026-01-01&until=2026-06-30", f"/learning/reports/courses/{COURSE}/",
        f"/learning/reports/courses/{COURSE}/videos/", f"/learning/feedback/{COURSE}/", "/learning/team/",
        "/courses/care/", f"/courses/{COURSE}/care/", "/assessments/results/",
        f"/assessments/results/courses/{COURSE}/quiz.md", "/assessments/bank/", "/assessments/grading/",
        "/classes/{session}/roster/", "/classes/cohorts/", "/classes/cohorts/{cohort}/", "/certifications/holders/",
        "/certifications/required/",
    ),
}  # fmt: skip
"""Addresses by who asks for them, with what is put into them."""
PAGE, RULE, STATUS = 100, 1000, 2000
"""Milliseconds: a page at p95, the audience of one rule, the compliance of the company."""
ALONE, STATEMENTS = 40, 15
"""Milliseconds of the processor and statements of a page that is asked for alone."""
missed: list[str] = []
TIMES = 5
"""Of so many runs in this process the median is told."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--records", type=int, default=0)
    parser.add_argument("--statements", action="store_true")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--askers", type=int, default=16)
    parser.add_argument(
        "--think", type=float, default=2, help="seconds that somebody reads before the next page"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--data", default="")
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            **os.environ, "TRELLIS_DATA": options.data or folder, "TRELLIS_HANDBOOK": str(EXAMPLE),
            "TRELLIS_READING": "members", "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
            **({"TRELLIS_DATABASE": options.database} if options.database else {}),
        }  # fmt: skip
        os.environ.update(environ)
        people.grown(options, environ)
        filled(options.records)
        cookies, found = signed_in()
        print(
            f"{options.people:,} people, {options.askers} askers, {options.think:g} s to read, {os.cpu_count()} cores"
        )
        in_this_process()
        if options.statements:
            alone(cookies, found)
            raise SystemExit(told_of_missed())
        print(f"{'':34} {'workers':>7} {'a second':>9} {'p50':>7} {'p95':>7} {'p99':>7}")
        for who, pages in PAGES.items():
            if who in cookies:
                print(f"{who}:")
                load.PAGES = tuple(page.format(**found) for page in pages)
                for page, p95 in load.measure(environ, cookies[who], options.workers, options).items():
                    if p95 > PAGE:
                        missed.append(f"{page} takes {p95:.0f} ms at p95, and {PAGE} are promised.")
    raise SystemExit(told_of_missed())


def told_of_missed() -> int:
    """Say what was missed; the exit status."""
    for each in missed:
        print(f"Missed: {each}")
    return 1 if missed else 0


def filled(records: int) -> None:
    """Have so many records of learning there."""
    import django

    django.setup()
    import learning_records

    learning_records.fill(records)


def alone(cookies: dict[str, str], found: dict[str, str]) -> None:
    """Each page asked for by nobody else: statements, and the processor's time of this process."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    print(f"{'':60} {'statements':>10} {'ms':>7}")
    for who, pages in PAGES.items():
        client = Client()
        client.cookies["sessionid"] = cookies.get(who, "").partition("=")[2]
        for page in (each.format(**found) for each in pages if who in cookies):
            assert client.get(page).status_code == 200, page
            with CaptureQueriesContext(connection) as asked:
                client.get(page)
            taken = []
            for _run in range(TIMES):
                began = time.process_time()
                client.get(page)
                taken.append(1000 * (time.process_time() - began))
            print(f"{page[:60]:60} {len(asked):>10} {min(taken):>7.1f}", flush=True)
            if len(asked) > STATEMENTS or min(taken) > ALONE:
                missed.append(
                    f"{page} asks {len(asked)} statements and takes {min(taken):.0f} ms of the processor."
                )


def signed_in() -> tuple[dict[str, str], dict[str, str]]:
    """The cookies of somebody, a manager, and whoever looks after learning; and what the addresses need."""
    import django

    django.setup()
    from django.db import connection, connections

    from trellis.classes.models import Cohort, Session
    from trellis.config.demo.making import guests
    from trellis.config.demo.shape import TEACHING
    from trellis.learning.models import Enrollment
    from trellis.people.models import Position

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _generalist, manager, member, *_others = guests()
    now = Position.objects.on(people.UNTIL).select_related("person")
    teacher = next((row.person for title in TEACHING if (row := now.filter(title=title).first())), None)
    some = {"somebody": member, "manager": manager, **({"teacher": teacher} if teacher else {})}
    cookies = {name: cookie_of(person) for name, person in some.items()}
    taken = (
        Enrollment.objects.filter(person=member).select_related("version").order_by("-enrolled_at").first()
    )
    assert taken is not None, "everybody of the example company has begun a course"
    part = next(each["key"] for each in taken.version.outline if each["kind"] == "lesson")
    session = Session.objects.order_by("-starts_at", "pk").first()
    cohort = Cohort.objects.order_by("-starts_on", "pk").first()
    assert session is not None, "the example company has classes"
    assert cohort is not None, "and cohorts"
    connections.close_all()
    return cookies, {"enrollment": str(taken.pk), "part": part, "person": str(member.pk), "session": str(session.pk),
                     "cohort": str(cohort.pk)}  # fmt: skip


def cookie_of(person: Any) -> str:
    """The cookie of somebody who has signed in; they get an account where they have none."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from trellis.core.models import Account

    account, _made = Account.objects.get_or_create(
        person=person, defaults={"email": f"{person.pk}@benchmark.example", "name": person.name}
    )
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"


def in_this_process() -> None:
    """Times of what is done for everybody at once."""
    from django.db.models import Q
    from django.utils import timezone

    from trellis.courses import terms
    from trellis.learning.queries import reports
    from trellis.learning.services import assigning
    from trellis.people.days import today
    from trellis.people.definitions.audiences import fits
    from trellis.people.queries import audiences

    courses = terms.all_courses().by_key.values()
    rules = [rule for course in courses for rule in course.assign]
    told("what audiences ask of everybody", lambda: audiences.facts_on(today()))
    facts = audiences.facts_on(today())
    told(
        f"{len(rules)} rules over {len(facts):,} people",
        lambda: sum(fits(rule.audience, each) for rule in rules for each in facts.values()),
    )
    for rule in rules:
        took = told("", lambda rule=rule: audiences.count(rule.audience, today()))
        if took > RULE:
            missed.append(f"The audience of a rule takes {took:.0f} ms, and {RULE} are promised.")
    began = time.perf_counter()
    changed = assigning.assign_all(timezone.now())
    print(
        f"{'what the rules ask, the first time':40} {1000 * (time.perf_counter() - began):>9.0f} ms, {changed:,} rows"
    )
    told("what the rules ask, nothing new", lambda: assigning.assign_all(timezone.now()))
    course = terms.course(COURSE)
    assert course is not None, "the example has it"
    took = told("compliance of the company", lambda: len(reports.compliance(course, today(), Q())))
    if took > STATUS:
        missed.append(f"The compliance of the company takes {took:.0f} ms, and {STATUS} are promised.")
    told("report by department", lambda: reports.report(reports.Wanted(by="department")))


def told(what: str, call: Callable[[], object]) -> float:
    """A line with the median of some runs, in milliseconds; without a name none."""
    taken = []
    for _run in range(TIMES):
        began = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - began))
    if what:
        print(f"{what:40} {median(taken):>9.0f} ms", flush=True)
    return median(taken)


if __name__ == "__main__":
    main()
