"""Certificates, sign-offs and what somebody lacks, as lists of other rooms show them. A label names nobody."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from trellis.certifications import rules, terms
from trellis.certifications.addresses import award_address, certification_address, sign_off_address
from trellis.certifications.models import Award, Lack, SignOff
from trellis.core.objects import Described
from trellis.core.rules import Account


def certificates(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Certificates by what they certify; each leads to its page."""
    rows = Award.objects.filter(pk__in=keys).select_related("wording").defer("wording__text")
    return {each.pk: Described(each.title, award_address(each.pk)) for each in rows}


def certificates_seen(who: Account, keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Those of some certificates that an account may see."""
    rows = Award.objects.filter(rules.seen_awards(who), pk__in=keys)
    return {each.pk: Described(each.title, award_address(each.pk)) for each in rows.select_related("wording")}


def sign_offs(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Sign-offs by their words."""
    return {
        each.pk: Described(each.words, sign_off_address(each.pk))
        for each in SignOff.objects.filter(pk__in=keys)
    }


def sign_offs_seen(who: Account, keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Those of some sign-offs that an account may see: a few, each asked for."""
    rows = SignOff.objects.filter(pk__in=keys).select_related("person")
    return {
        each.pk: Described(each.words, sign_off_address(each.pk))
        for each in rows
        if rules.can_see_sign_off(who, each)
    }


def lacks(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """What somebody has to hold, by the certification, which is where it leads."""
    return {
        each.pk: Described(terms.title_of(each.certification), certification_address(each.certification))
        for each in Lack.objects.filter(pk__in=keys)
    }


def requests(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """What was asked to be done with certificates, by these."""
    rows = Award.objects.filter(requests__in=keys).select_related("wording").defer("wording__text")
    by_request = {
        request: each for each in rows.prefetch_related("requests") for request in each.requests.all()
    }
    return {
        request.pk: Described(each.title, award_address(each.pk))
        for request, each in by_request.items()
        if request.pk in set(keys)
    }
