"""People and access: inviting somebody, and one person with what they may do, for administrators.

The lists of all of them stand in `web`: see decision 24.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trellis.core import (
    assigning,
    auditing,
    explaining,
    granted,
    mailing,
    positions,
    provisioned,
    queries,
    rules,
)
from trellis.core.forms import AccessForm, InviteForm, ReasonForm, RolesForm
from trellis.core.guarding import account_of, administrators_only
from trellis.core.models import Access, Account, SignInLink
from trellis.core.services import accounts, factors, links, sessions, support
from trellis.core.services.links import IssuedLink
from trellis.core.stale import mark_of, show_both
from trellis.core.views.entering import context, secret
from trellis.handbook.errors import TrellisError


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the link is shown once, on the answer to the form."""
    form = InviteForm(request.POST or None, initial={"access": Access.READER})
    if request.method == "POST" and form.is_valid():
        try:
            issued = accounts.invite(**form.cleaned_data, by=account_of(request))
        except accounts.AccountError as error:
            form.refuse(error, "email")
        else:
            return show_link(request, issued)
    return render(request, "core/invite.html", context(form=form))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """One account: what they may do, which roles they hold, and help for them."""
    actor, account = account_of(request), _account(identifier)
    may_manage = rules.can_manage(actor, account)
    held = positions.held_by({account.pk})
    by_hand = sorted(each.title for each in held if each.by_hand)
    access_form = AccessForm(initial={"access": account.given})
    titles_form = RolesForm(initial={"titles": "\n".join(by_hand), "seen": mark_of(by_hand)})
    if request.method == "POST":
        form: AccessForm | RolesForm
        if "titles" in request.POST:
            form = titles_form = RolesForm(request.POST)
        else:
            form = access_form = AccessForm(request.POST)
        if form.is_valid() and _change(request, account, form):
            return redirect("core:person", account.pk)
    groups, duties = list(provisioned.groups_of(account).prefetch_related("roles")), assigning.told(account)
    active = [each.assignment for each in duties if each.state == "active"]
    has = explaining.everything(account, groups=groups, assigned=active, held=held)
    granted.know(account, titles=[each.title for each in held], duties=[each.duty for each in active])
    may_act = rules.can_act_as(actor, account)
    values = context(
        form=access_form if access_form.is_bound else titles_form,
        account=account,
        may_manage=may_manage,
        is_self=actor.pk == account.pk,
        access_form=access_form,
        titles_form=titles_form,
        groups=groups,
        ways=queries.ways_in(account),
        feed=auditing.feed("account", account.pk),
        access=explaining.access_in(has),
        duties=duties,
        may_assign=rules.can_assign(actor, account),
        has=has,
        may_act=may_act,
        reason_form=ReasonForm(),
        visits=support.visits_by(actor, account)[:5] if may_act else (),
    )
    return render(request, "core/person.html", values)


def _change(request: HttpRequest, account: Account, form: AccessForm | RolesForm) -> bool:
    try:
        if isinstance(form, AccessForm):
            accounts.change_access(account=account, by=account_of(request), **form.cleaned_data)
            messages.success(request, _("The access is changed."))
        else:
            titles, seen = form.cleaned_data["titles"], form.cleaned_data["seen"] or None
            accounts.hold_titles(account=account, titles=titles, by=account_of(request), seen=seen)
            messages.success(request, _("The roles are changed."))
    except accounts.StaleRolesError as error:
        form.refuse(error)
        now = queries.titles_by_hand(account)
        show_both(form, {"titles": "\n".join(now)}, seen=mark_of(now))
        return False
    except TrellisError as error:
        form.refuse(error, None if isinstance(form, AccessForm) else "titles")
        return False
    return True


def _give_invitation(request: HttpRequest, account: Account) -> HttpResponse:
    return show_link(request, links.create_invitation(account=account, by=account_of(request)))


def _give_reset(request: HttpRequest, account: Account) -> HttpResponse:
    return show_link(request, links.create_reset_link(account=account, by=account_of(request)))


def _withdraw(request: HttpRequest, account: Account) -> None:
    links.withdraw_invitation(account=account, by=account_of(request))
    messages.success(request, _("The invitation no longer works."))


def _close(request: HttpRequest, account: Account) -> None:
    accounts.close(account=account, by=account_of(request))
    messages.success(request, _("The account is closed, and signed out everywhere."))


def _reopen(request: HttpRequest, account: Account) -> None:
    accounts.reopen(account=account, by=account_of(request))
    messages.success(request, _("The account is open again."))


def _end_sessions(request: HttpRequest, account: Account) -> None:
    sessions.end_for(account=account, by=account_of(request))
    messages.success(request, _("%(name)s is signed out everywhere.") % {"name": account.name})


def _remove_factors(request: HttpRequest, account: Account) -> None:
    factors.remove_all(account=account, by=account_of(request))
    messages.success(request, _("The second factor is taken off."))


_DEEDS: dict[str, Callable[[HttpRequest, Account], HttpResponse | None]] = {
    "invitation": _give_invitation,
    "withdraw": _withdraw,
    "reset": _give_reset,
    "close": _close,
    "reopen": _reopen,
    "end-sessions": _end_sessions,
    "remove-factors": _remove_factors,
}


@administrators_only
@require_POST
def do(request: HttpRequest, identifier: UUID, deed: str) -> HttpResponse:
    """One of the things that an administrator does for an account by a button."""
    act = _DEEDS.get(deed)
    if act is None:
        raise Http404
    account = _account(identifier)
    try:
        answer = act(request, account)
    except TrellisError as error:
        messages.error(request, " ".join(filter(None, (error.message, error.hint))))
        answer = None
    return answer or redirect("core:person", account.pk)


def show_link(request: HttpRequest, issued: IssuedLink) -> HttpResponse:
    """The page that shows a new link, this once."""
    joining = issued.link.purpose == SignInLink.Purpose.INVITATION
    path = reverse("core:join" if joining else "core:reset", args=[issued.token])
    address = request.build_absolute_uri(path)
    values = {
        "account": issued.link.account,
        "address": address,
        "expires_at": issued.link.expires_at,
        "joining": joining,
        "mailed": mailing.send_link(issued.link, address),
    }
    return secret(render(request, "core/link.html", values))


def _account(identifier: UUID) -> Account:
    account = queries.account_of(identifier)
    if account is None:
        raise Http404
    return account
