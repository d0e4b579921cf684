"""Signing in, with a password, a second step, a passkey or a link; joining; choosing a new password; signing out."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from trellis.core import mailing, queries, rules
from trellis.core.devices import network_of
from trellis.core.models import SignInLink
from trellis.core.services import accounts, factors, links, locks, passwords, support
from trellis.core.services.links import SignInLinkError
from trellis.core.signing_in_forms import CodeForm, JoinForm, NewPasswordForm, RecoveryForm, SignInForm
from trellis.core.views import entering
from trellis.core.views.entering import context, secret
from trellis.core.views.federation import LEFT, WORD, leave_address, session_at_provider
from trellis.core.views.passkeys import are_possible
from trellis.handbook.errors import TrellisError

LEAVE = "leave_provider"
"""In the session of somebody who has just signed out: how the provider is called, and where they sign out there."""


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Address and password; an unknown address and a wrong password have the same answer."""
    wanted = entering.local(request, request.POST.get("next", request.GET.get("next", "")))
    if request.user.is_authenticated and request.method != "POST":
        return redirect(wanted)
    form = SignInForm(request.POST or None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].strip().lower()
        left = locks.password_tried(email=email, network=network_of(request))
        if left.tries < 0:
            return entering.too_many(request, left.seconds)
        try:
            account = passwords.account_with(email=email, password=form.cleaned_data["password"])
        except (passwords.SignInError, passwords.ProvidersOnlyError) as error:
            form.refuse(error)
            status = HTTPStatus.FORBIDDEN
        else:
            locks.PASSWORDS_OF_ACCOUNT.forgets(email)
            return entering.enter_with_password(request, account, next=wanted)
    values = context(
        form=form,
        next=wanted,
        passkeys=are_possible(request),
        providers=settings.SIGN_IN_PROVIDERS,
        owners_only=settings.TRELLIS_SIGN_IN == "providers",
        leave=request.session.pop(LEAVE, None) if LEAVE in request.session else None,
        word=request.session.pop(WORD, "") if WORD in request.session else "",
    )
    return render(request, "core/sign_in.html", values, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """A code of an app or a recovery code, after the password."""
    half = entering.pending(request)
    if half is None:
        return redirect("core:sign-in")
    form = CodeForm(request.POST or None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        left = locks.code_tried(account=half.account)
        if left.tries < 0:
            return entering.too_many(request, left.seconds)
        try:
            factors.use_code(account=half.account, code=form.cleaned_data["code"])
        except factors.CodeError as error:
            form.refuse(error, "code")
            status = HTTPStatus.FORBIDDEN
        else:
            locks.CODES_OF_ACCOUNT.forgets(str(half.account.pk))
            return entering.enter(request, half.account, next=half.next, by=half.by, known_as=half.known_as)
    own = queries.factors_of(half.account)
    values = context(
        form=form, next=half.next, factors=own, passkeys=bool(own.passkeys) and are_possible(request)
    )
    return render(request, "core/second_step.html", values, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def redeem(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button, which redeems the link: mail programs that open every link do not use it up."""
    if request.method != "POST":
        return secret(render(request, "core/redeem.html"))
    if not entering.LINKS.allows(network_of(request)):
        return entering.too_many(request)
    try:
        account = links.redeem_sign_in_link(token=token)
    except SignInLinkError as error:
        return _refused(request, error)
    return entering.enter(request, account)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: choose a name and a password, and be signed in."""
    link = queries.working_link(token, at=timezone.now(), purpose=SignInLink.Purpose.INVITATION)
    if link is None:
        return _unknown(request)
    form = JoinForm(request.POST or None, initial={"name": link.account.name})
    if request.method == "POST" and form.is_valid():
        try:
            account = accounts.join(
                token=token, name=form.cleaned_data["name"], password=form.cleaned_data["new"]
            )
        except SignInLinkError as error:
            return _refused(request, error)
        except TrellisError as error:
            form.refuse(error, "new" if isinstance(error, passwords.PasswordError) else "name")
        else:
            return entering.enter(request, account)
    values = context(
        form=form,
        account=link.account,
        invited_by=link.issued_by,
        providers=settings.SIGN_IN_PROVIDERS,
        token=token,
        own_ways=rules.signs_in_here(link.account),
    )
    return secret(render(request, "core/join.html", values))


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a new password by a link. A second factor is still asked for."""
    link = queries.working_link(token, at=timezone.now(), purpose=SignInLink.Purpose.RESET)
    if link is None:
        return _unknown(request)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = passwords.reset_password(token=token, new=form.cleaned_data["new"])
        except SignInLinkError as error:
            return _refused(request, error)
        except (passwords.PasswordError, passwords.ProvidersOnlyError) as error:
            form.refuse(error, "new")
        else:
            return entering.enter_with_password(request, account)
    return secret(render(request, "core/reset.html", context(form=form, account=link.account)))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """A link by mail for somebody who forgot their password. The answer is the same whether they are here or not."""
    form = RecoveryForm(request.POST or None)
    asked = ""
    if request.method == "POST" and settings.MAIL_IS_CONFIGURED and form.is_valid():
        if not entering.RECOVERIES_OF_NETWORK.allows(network_of(request)):
            return entering.too_many(request)
        asked = form.cleaned_data["email"].strip().lower()
        if entering.RECOVERIES_OF_ACCOUNT.allows(asked):
            issued = links.recover(email=asked)
            if issued is not None:
                address = request.build_absolute_uri(reverse("core:reset", args=[issued.token]))
                mailing.send_link_later(issued.link, address)
    values = context(form=form, asked=asked, possible=settings.MAIL_IS_CONFIGURED)
    return secret(render(request, "core/recover.html", values))


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; without one, nothing changes. Who acts as somebody else is themselves no longer either."""
    leave, left = leave_address(request), session_at_provider(request)
    if request.visit is not None:  # type: ignore[attr-defined]
        support.end(visit=request.visit, by=request.visit.by)  # type: ignore[attr-defined]
    logout(request)
    if leave is not None:
        request.session[LEAVE], request.session[LEFT] = leave, left
    return redirect("core:sign-in")


def _unknown(request: HttpRequest) -> HttpResponse:
    """The answer to a link that does not work. Only these are counted: many people join from one network."""
    if not entering.LINKS.allows(network_of(request)):
        return entering.too_many(request)
    return _refused(request, SignInLinkError())


def _refused(request: HttpRequest, error: TrellisError) -> HttpResponse:
    return secret(render(request, "core/refused.html", {"error": error}, status=HTTPStatus.FORBIDDEN))
