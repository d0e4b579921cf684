"""Certificates that come in from files, and what a training history brings."""

from datetime import timedelta

from trellis.certifications.importers import CERTIFICATES
from trellis.certifications.tests.learned import settle
from trellis.core import importing
from trellis.core.models import Event
from trellis.core.tests.rowwise import put, written
from trellis.learning.importers import COMPLETIONS
from trellis.people.days import today

HEAD = "person,certification,awarded_on\n"
HISTORY = "person,course,completed_on,source\n"
RIGHTS = "grants:\n  - {to: {roles: [People Generalist]}, workspaces: [people, certifications, learning]}\n"


def test_certificates_from_elsewhere_come_in_once_and_end_as_the_handbook_says(office):
    day = today() - timedelta(days=100)
    text = HEAD + f"ben@example.org,Supporter,{day}\nada@example.org,supporter,2020-01-15\n"

    assert put(CERTIFICATES, text, office.cast.pia) == ["new", "new"]
    assert put(CERTIFICATES, text, office.cast.pia) == ["same", "same"]

    assert (office.award(office.cast.ben).state, office.award(office.cast.ben).awarded_on) == ("valid", day)
    assert office.award(office.cast.ada).state == "expired"
    names = Event.objects.filter(about="certificate").values_list("name", flat=True)
    assert list(names) == ["certifications.taken-over"] * 2
    assert set(put(CERTIFICATES, written(CERTIFICATES), office.cast.pia)) == {"same"}


def test_a_certificate_that_cannot_be_says_where(office):
    put(CERTIFICATES, HEAD + "ben@example.org,supporter,2025-01-15\n", office.cast.pia)
    rows = (
        "ben@example.org,supporter,2025-02-15\nben@example.org,expert,2999-01-01\nben@example.org,pilot,2025-01-01\n"
        "pia@example.org,leader,2025-01-01\n"
    )

    assert put(CERTIFICATES, HEAD + rows, office.cast.pia) == [
        "bad awarded_on", "bad awarded_on", "bad certification", "bad",
    ]  # fmt: skip


def test_only_who_keeps_certificates_imports_them(office):
    assert importing.may_import(office.cast.pia, "certificates")
    for who in (office.cast.mia, office.cast.ben, office.cast.dora):
        assert not importing.may_import(who, "certificates")
    assert put(CERTIFICATES, HEAD + "ben@example.org,leader,2025-01-01\n", office.cast.ada) == ["bad"]


def test_what_a_role_asks_for_is_asked_no_more_of_who_brings_it(office):
    office.night()
    assert "leader" in office.lacks(office.cast.mia)

    put(CERTIFICATES, HEAD + f"mia@example.org,leader,{today() - timedelta(days=10)}\n", office.cast.pia)
    settle()

    assert "leader" not in office.lacks(office.cast.mia)


def test_what_was_completed_elsewhere_is_shown_for_certificates(real):
    real.add(**{"rights.yml": RIGHTS})

    put(COMPLETIONS, HISTORY + f"mia@example.org,laptops,{today() - timedelta(days=3)},x\n", real.cast.pia)
    settle()

    assert real.award(real.cast.mia, "leader").state == "valid"
