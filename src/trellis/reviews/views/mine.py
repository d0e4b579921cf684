"""My reviews: what I have to write, my people, what was said of me; and the page of one review."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from trellis.core.guarding import account_of
from trellis.core.rules import Account, NotAllowedError
from trellis.handbook.errors import TrellisError
from trellis.people import terms as people_terms
from trellis.people.days import today
from trellis.people.queries.directory import position_on
from trellis.reviews import rules, terms
from trellis.reviews.addresses import cycle_address, review_address
from trellis.reviews.definitions.talent import box_of
from trellis.reviews.forms import NominateForm
from trellis.reviews.models import Review, Writing
from trellis.reviews.queries import papers
from trellis.reviews.services import peers, sharing, writing
from trellis.reviews.services.errors import NoReviewError, ReviewError
from trellis.reviews.views.around import note, of_members, tabs_for, told


@of_members
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What waits on me, my people in open cycles, my own reviews."""
    who = account_of(request)
    values = {
        "to_write": [(each, due_of(each)) for each in papers.to_write(who)], "led": list(papers.led(who)),
        "own": list(papers.own_reviews(who)), "today": today(), "tabs": tabs_for(who, "mine"),
    }  # fmt: skip
    return render(request, "reviews/mine.html", values)


@of_members
@require_safe
def review(request: HttpRequest, key: UUID) -> HttpResponse:
    """One review: for whom it is about, who writes it, and (without its words) those above."""
    who, found = account_of(request), review_or_404(request, key)
    note(who, found, "review")
    return render(request, "reviews/review.html", _values(who, found))


@of_members
@require_POST
def do(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do one thing with a review."""
    who = account_of(request)
    act = _DEEDS.get(deed)
    if act is None:
        raise Http404
    if deed != "reopen":
        review_or_404(request, key)
    trouble: TrellisError | None = None
    try:
        said = act(request, key, who)
    except NoReviewError:
        raise Http404 from None
    except NotAllowedError as error:
        raise PermissionDenied from error
    except ReviewError as error:
        trouble = error
    else:
        messages.success(request, said)
        return redirect(_back_to_cycle(key) if deed == "reopen" else review_address(key))
    if deed == "reopen":
        told(request, trouble)
        return redirect(_back_to_cycle(key))
    found = review_or_404(request, key)
    said_before = {name: request.POST.get(name, "") for name in ("agrees", "answer")}
    values = {**_values(who, found), "trouble": trouble, "said": said_before}
    values["because"] = request.POST.get("because", "")
    if deed == "nominate":
        values["nominate"] = NominateForm(request.POST)
    return render(request, "reviews/review.html", values, status=422)


def review_or_404(request: HttpRequest, key: UUID) -> Review:
    """A review that whoever asks may open. Raises Http404, for one that is not there as for one that is not theirs."""
    found = papers.review_for(account_of(request), key)
    if found is None:
        raise Http404
    return found


def due_of(each: Writing) -> Any:
    """By when a piece is to be written."""
    cycle = each.review.cycle
    return {"self": cycle.self_due, "manager": cycle.manager_due}.get(each.kind, cycle.peers_due)


def changed_since(found: Review) -> tuple[str, bool]:
    """The role that somebody holds by now, where it is another; whether more or less is expected of theirs."""
    position = position_on(found.person, today())
    title = position.title if position is not None else ""
    texts = [each["text"] for each in terms.expectations_of(found.role_form.title)]
    differs = texts != [each["text"] for each in found.role_form.items]
    return (title if title and title != found.role_form.title else ""), differs


def _values(who: Account, found: Review) -> dict[str, Any]:
    is_subject, is_manager = found.person_id == who.person_id, found.manager_id == who.person_id
    setting = found.cycle.form.get("peers") or {}
    box = box_of(found.performance, found.growth) if rules.sees_box(who, found) else None
    talent = found.cycle.talent or {}
    asked = papers.peers_of(found) if setting and (is_subject or is_manager) else []
    title, differs = changed_since(found) if found.is_open else ("", False)
    names = setting.get("nominated_by", "person")
    is_writing = bool(setting) and found.state == Review.State.WRITING and found.cycle.is_open
    mine = [each for each in papers.to_write(who) if each.review_id == found.pk]
    return {
        "review": found, "cycle": found.cycle, "texts": papers.readable(who, found), "is_subject": is_subject,
        "is_manager": is_manager, "box": box, "box_title": talent.get("boxes", {}).get(str(box), ""),
        "performance": _step(talent, "performance", found.performance) if box else "",
        "growth": _step(talent, "growth", found.growth) if box else "", "peers": asked, "setting": setting,
        "nominated": [each for each in asked if each.state == Writing.State.NOMINATED],
        "can_nominate": is_writing
        and (is_manager or (is_subject and names == "person")),
        "can_share": is_manager and found.state == Review.State.SUBMITTED and found.cycle.is_open
        and found.cycle.shared_from <= today() and (found.board is None or found.board.locked_at is not None),
        "waits_for_board": found.board is not None and found.board.locked_at is None,
        "can_sign": is_subject and found.state == Review.State.SHARED, "mine": mine, "today": today(),
        "answer": found.answer if is_subject or is_manager else "", "role_now": title, "role_changed": differs,
        "trouble": None, "said": {"agrees": "", "answer": ""}, "nominate": NominateForm(), "can_withdraw": is_writing,
        "lacks_peers": is_writing and is_manager and not found.sealed_fewer
        and len([each for each in asked if each.state != Writing.State.DECLINED]) < setting.get("least", 0),
        "fewer": found.fewer if is_manager else "", "because": "",
        "department": people_terms.all_departments().title_of(found.department), "tabs": tabs_for(who, ""),
    }  # fmt: skip


def _step(talent: dict[str, Any], axis: str, step: int | None) -> str:
    names = talent.get(axis) or []
    return names[step - 1] if step is not None and step <= len(names) else ""


def _back_to_cycle(key: UUID) -> str:
    return cycle_address(Review.objects.only("cycle").get(pk=key).cycle_id)


def _keys(request: HttpRequest, name: str) -> list[UUID]:
    try:
        return [UUID(each) for each in request.POST.getlist(name) if each]
    except ValueError:
        raise Http404 from None


def _nominate(request: HttpRequest, key: UUID, who: Account) -> str:
    form = NominateForm(request.POST)
    if not form.is_valid():
        raise ReviewError(
            " ".join(str(each) for found in form.errors.values() for each in found), field="people"
        )
    n = len(peers.nominate(review=key, people=form.people, by=who))
    return ngettext("%(n)d colleague was named.", "%(n)d colleagues were named.", n) % {"n": n}


def _approve(request: HttpRequest, key: UUID, who: Account) -> str:
    because = request.POST.get("because", "")
    n = peers.approve(review=key, keys=_keys(request, "peer"), because=because, by=who)
    return ngettext("%(n)d colleague is asked.", "%(n)d colleagues are asked.", n) % {"n": n}


def _withdraw(request: HttpRequest, key: UUID, who: Account) -> str:
    for each in _keys(request, "off"):
        peers.withdraw(review=key, writing=each, by=who)
    return _("They are asked no more.")


def _go_on(request: HttpRequest, key: UUID, who: Account) -> str:
    peers.go_on(review=key, because=request.POST.get("because", ""), by=who)
    return _("Kept. You can go on with fewer.")


def _share(_request: HttpRequest, key: UUID, who: Account) -> str:
    return _("%(name)s can read it now.") % {"name": sharing.share(review=key, by=who).person.name}


def _sign(request: HttpRequest, key: UUID, who: Account) -> str:
    agrees = request.POST.get("agrees")
    if agrees not in ("yes", "no"):
        raise ReviewError(_("Say whether you agree."), field="agrees")
    sharing.acknowledge(review=key, agrees=agrees == "yes", answer=request.POST.get("answer", ""), by=who)
    return _("Signed off. Thank you.")


def _reopen(request: HttpRequest, key: UUID, who: Account) -> str:
    if not Review.objects.filter(pk=key).exists():
        raise Http404
    writing.reopen(
        review=key, kind=request.POST.get("kind", ""), because=request.POST.get("because", ""), by=who
    )
    return _("It can be written again.")


_DEEDS = {
    "nominate": _nominate, "approve": _approve, "withdraw": _withdraw, "fewer": _go_on, "share": _share, "sign": _sign,
    "reopen": _reopen,
}  # fmt: skip
