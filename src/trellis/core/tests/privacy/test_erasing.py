"""Erasing somebody: who may, what goes, what stays, what is proved."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.core import working
from trellis.core.models import (
    Access,
    AccessChange,
    Account,
    Erasure,
    Event,
    Job,
    Mail,
    Notice,
    Person,
    SearchEntry,
)
from trellis.core.rules import NotAllowedError
from trellis.core.services import (
    accounts,
    erasing,
    notices,
    people,
    tree_heads,
)
from trellis.core.services.accounts import AccountError
from trellis.core.services.erasing import ErasureError
from trellis.core.services.people import Facts
from trellis.core.tests.privacy.kept import ADDRESS, NAME, known, places_of, told
from trellis.core.verifying import verify
from trellis.discussions.models import Comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def erased(lively, dora, gert):
    """Ben, erased by Dora and Gert, with everything before it sealed."""
    tree_heads.seal(timezone.now())
    erasure = erasing.ask(person=lively.person, reason=f"{ADDRESS} asked by letter", by=dora)
    erasing.agree(erasure=erasure, by=gert)
    working.work_off()
    return Erasure.objects.get(pk=erasure.pk)


def test_nothing_of_the_whole_database_tells_who_they_were(erased):
    assert erased.state == Erasure.State.DONE
    assert places_of(NAME, ADDRESS, "192.0.2.7") == set()


def test_the_words_of_others_lose_the_name_and_stay_otherwise(erased, lively):
    assert set(Comment.objects.values_list("text", flat=True)) == {
        "I agree.",
        "Thanks Somebody who has left, as ever.",
    }
    assert Comment.objects.get(text="I agree.").author.name == "Somebody who has left"
    assert Notice.objects.filter(account__email="dora@example.org").values_list("subject", "text").first() == (
        "Somebody who has left agrees", "Write to Somebody who has left",
    )  # fmt: skip
    assert not Notice.objects.filter(account=lively).exists()
    assert not Mail.objects.filter(account=lively).exists()


def test_what_counts_stays_and_the_log_is_as_it_was_sealed(erased, django_capture_on_commit_callbacks):
    assert AccessChange.objects.filter(account=erased.account, deed="access").count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        tree_heads.seal(timezone.now())
    verdict = verify()
    assert (verdict.faults, verdict.waiting) == ((), 0)
    assert verdict.sealed == Event.objects.count()
    rows = told("core.erasure-done")[0]["rows"]
    assert rows == erased.counts
    assert rows["core.RoleHolding"] == 1


def test_who_was_erased_never_signs_in_again(erased, dora):
    account = Account.objects.get(pk=erased.account_id)

    assert (account.is_active, account.has_password, account.has_address) == (False, False, False)
    with pytest.raises(AccountError):
        accounts.reopen(account=account, by=dora)
    with pytest.raises(ErasureError):
        erasing.ask(person=erased.person, reason="Again", by=dora)
    assert accounts.invite(email=ADDRESS, name="Benjamin", access=Access.READER, titles=[], by=dora)


def test_the_search_knows_them_no_more(erased):
    assert not SearchEntry.objects.filter(title__icontains="Otter").exists()
    assert SearchEntry.objects.get(kind="account", object=erased.account_id).title == "Somebody who has left"


def test_whoever_is_called_the_same_keeps_their_name(lively, dora, gert):
    other = known("benny@example.org", NAME)
    erasing.agree(erasure=erasing.ask(person=lively.person, reason="R", by=dora), by=gert)
    working.work_off()

    assert Account.objects.get(pk=other.pk).name == NAME
    assert f"Thanks @{NAME}, as ever." in Comment.objects.values_list("text", flat=True)


def test_a_job_that_stops_in_the_middle_goes_on_and_counts_once(lively, dora, gert, monkeypatch):
    erasing.agree(erasure=erasing.ask(person=lively.person, reason="R", by=dora), by=gert)
    real, calls = erasing._erase, []

    def stumble(declaration, subject):
        calls.append(declaration.label)
        if declaration.label == "core.SignIn" and calls.count("core.SignIn") == 1:
            raise OSError("The machine stumbles")
        return real(declaration, subject)

    monkeypatch.setattr(erasing, "_erase", stumble)
    working.work_off()
    Job.objects.filter(name="core.erase-person").update(run_at=None)
    working.work_off()

    assert Erasure.objects.get().state == Erasure.State.DONE
    assert calls.count("core.RoleHolding") == 1
    assert Erasure.objects.get().counts["core.RoleHolding"] == 1
    assert places_of(NAME, ADDRESS) == set()


def test_a_person_without_an_account_is_erased_too(dora, gert):
    nora = people.add(
        facts=Facts("Nora Crane", "nora@example.org", Person.Kind.CANDIDATE, "Crane Ltd"), by=dora
    )
    erasing.agree(erasure=erasing.ask(person=nora, reason="R", by=dora), by=gert)
    working.work_off()

    assert places_of("Crane", "nora@") == set()


def test_nobody_agrees_to_their_own_asking_nor_erases_themselves_or_an_owner(lively, dora, gert):
    erasure = erasing.ask(person=lively.person, reason="R", by=dora)
    assert erasing.ask(person=lively.person, reason="Again", by=gert) == erasure
    olga = known("olga@example.org", "Olga")
    Account.objects.filter(pk=olga.pk).update(is_owner=True)

    for refused in (
        lambda: erasing.agree(erasure=erasure, by=dora),
        lambda: erasing.agree(erasure=erasure, by=lively),
        lambda: erasing.ask(person=gert.person, reason="R", by=lively),
        lambda: erasing.ask(person=dora.person, reason="R", by=dora),
        lambda: erasing.ask(person=olga.person, reason="R", by=dora),
        lambda: erasing.refuse(erasure=erasure, by=lively),
    ):
        with pytest.raises(NotAllowedError):
            refused()
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.filter(pk=erasure.pk).update(state="agreed", decided_by=dora)


def test_what_was_refused_is_not_done_and_what_is_done_is_not_refused(lively, dora, gert):
    erasure = erasing.refuse(erasure=erasing.ask(person=lively.person, reason="R", by=dora), by=gert)
    with pytest.raises(ErasureError):
        erasing.agree(erasure=erasure, by=gert)
    again = erasing.ask(person=lively.person, reason="R", by=dora)
    erasing.agree(erasure=again, by=gert)
    with pytest.raises(ErasureError):
        erasing.refuse(erasure=again, by=gert)
    assert [each["agreed"] for each in told("core.erasure-decided")] == [False, True]


def test_a_name_of_one_word_goes_where_they_are_meant_and_is_left_where_it_is_a_word(dora, gert):
    mark = known("mark@example.org", "Mark")
    notices.notify("support", [dora], subject="Mark asks you", address="/", actor=mark)
    notices.notify("support", [dora], subject="Mark all as read", address="/")
    erasing.agree(erasure=erasing.ask(person=mark.person, reason="R", by=dora), by=gert)
    working.work_off()

    said = (
        Notice.objects.filter(account=dora, kind="support").order_by("pk").values_list("subject", flat=True)
    )
    assert list(said) == ["Somebody who has left asks you", "Mark all as read"]
    mails = Mail.objects.filter(account=dora, kind="support").order_by("pk").values_list("subject", flat=True)
    assert [each for each in mails if "Somebody" in each] == ["Somebody who has left asks you"]
