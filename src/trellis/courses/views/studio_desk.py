"""What all pages of the studio begin with: who asks, for which course, in which proposal; and how they answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.courses import rules
from trellis.courses.queries import studio as queries
from trellis.courses.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.handbook.source import is_page
from trellis.pages.queries import editing
from trellis.pages.queries.current import current_edition
from trellis.pages.queries.editing import Desk
from trellis.pages.queries.folders import Bench
from trellis.pages.rules import can_change
from trellis.pages.services.drafts import NotAllowedError

STATUS = {"stale": 409, "proposal.conflict": 409}


@dataclass(frozen=True)
class Asked:
    """A request of the studio: who asks, for which course, with which drafts."""

    request: HttpRequest
    account: Account
    key: str
    bench: Bench

    @property
    def suffix(self) -> str:
        """What addresses end with, so that they lead to the same proposal."""
        return f"?proposal={self.bench.proposal.number}" if self.bench.proposal is not None else ""

    @property
    def folder(self) -> str:
        """The folder of the course."""
        return self.bench.folder

    @property
    def here(self) -> str:
        """The page that was asked for, in the same proposal."""
        return self.request.path + self.suffix

    def address(self, name: str, *arguments: str, anchor: str = "") -> str:
        """A page of the studio for this course."""
        there = reverse(f"studio:{name}", args=[self.key, *arguments]) + self.suffix
        return f"{there}#{anchor}" if anchor else there

    def to(self, name: str, *arguments: str, anchor: str = "") -> HttpResponse:
        """The way to a page of the studio."""
        return HttpResponseRedirect(self.address(name, *arguments, anchor=anchor))

    def desk(self, name: str) -> Desk:
        """A page of the course. Raises Http404 for one that is not there, NotWritableError."""
        if not is_page(name):
            raise Http404
        desk = editing.desk(self.bench.edition, self.account, f"{self.folder}/{name}", self.bench.proposal)
        if desk.is_new and desk.draft is None:
            raise Http404
        return desk

    def context(self, tab: str, **more: Any) -> dict[str, Any]:
        """What every template of the studio gets."""
        return {
            "asked": self, "key": self.key, "suffix": self.suffix, "bench": self.bench, "tab": tab,
            "may_undo": queries.can_undo(self.bench),
            "proposal": self.bench.proposal, "error": None,
            "number": self.bench.proposal.number if self.bench.proposal is not None else "", **more,
        }  # fmt: skip

    def refused(self, error: TrellisError, name: str, *arguments: str) -> HttpResponse:
        """What an act that was refused answers where a script asked: the page as it is now, with the reason."""
        messages.error(self.request, f"{error.message} {error.hint or ''}".strip())
        return HttpResponse(headers={"HX-Redirect": self.address(name, *arguments)})


View = Callable[..., HttpResponse]


def authors_only(view: View) -> View:
    """For those who may propose changes of the handbook. Others are told why not."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, Account) or not rules.can_preview(request.user):
            raise PermissionDenied(
                _("Only contributors can change courses. Ask an administrator for access.")
            )
        try:
            return view(request, *args, **kwargs)
        except NotAllowedError as error:
            raise PermissionDenied(error.message) from error

    return guarded


def of_course(view: View) -> View:
    """For authors; the view is given what was asked for instead of the request and the key of the course."""

    @authors_only
    @wraps(view)
    def guarded(request: HttpRequest, key: str, *args: Any, **kwargs: Any) -> HttpResponse:
        assert isinstance(request.user, Account)  # `authors_only` has asked
        try:
            return view(_asked(request, request.user, key), *args, **kwargs)
        except NotAllowedError:
            raise
        except TrellisError as error:  # The file is no page, lies elsewhere, or was changed on the disk.
            there = {"path": f"{queries.ROOT}/{key}", "error": error, "url": reverse("studio:home")}
            return render(request, "pages/unwritable.html", there, status=409)

    return guarded


def _asked(request: HttpRequest, who: Account, key: str) -> Asked:
    """What is asked for. Raises Http404, PermissionDenied for a proposal of somebody else."""
    number = request.POST.get("proposal") or request.GET.get("proposal") or ""
    bench = queries.bench_of(current_edition(), who, key, int(number[:9]) if number.isdecimal() else None)
    if bench is None:
        raise Http404
    if bench.proposal is not None and not can_change(who, bench.proposal):
        raise PermissionDenied(_("Only its author and approvers can change a proposal."))
    return Asked(request, who, key, bench)


def author_of(request: HttpRequest) -> Account:
    """Whoever asks, once `authors_only` has let them in."""
    assert isinstance(request.user, Account)
    return request.user


def number_in(text: str, most: int = 10_000) -> int:
    """A number as a form sends it; 0 for anything else."""
    return min(int(text), most) if text.isdecimal() and len(text) < 10 else 0


def status_of(error: TrellisError | None) -> int:
    """The status of an answer that says what is wrong."""
    return 200 if error is None else STATUS.get(error.code, 422)
