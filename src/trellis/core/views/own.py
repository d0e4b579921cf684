"""One's own account: name, password, second factor, sessions."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core import assigning, calendars, explaining, granted, positions, queries, rules, totp
from trellis.core.forms import AddressForm, NameForm
from trellis.core.guarding import account_of
from trellis.core.models import ProviderLink
from trellis.core.rules import Account, NotAllowedError
from trellis.core.sealing import seal, unseal
from trellis.core.services import accounts, factors, locks, passwords, sessions, support
from trellis.core.services.passkeys import NAME_OF_SITE
from trellis.core.signing_in_forms import (
    ChangePasswordForm,
    CodeForm,
    NewPasswordForm,
    PasskeyForm,
    PasswordForm,
)
from trellis.core.views import entering
from trellis.core.views.entering import context, fresh_only, secret
from trellis.core.views.passkeys import NEW_CODES, are_possible
from trellis.handbook.errors import TrellisError

NEW_SECRET = "new_code_app"  # noqa: S105 - a name in the session


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Everything about one's own account; the name can be written differently here."""
    own = account_of(request)
    form, address_form = NameForm(initial={"name": own.name}), AddressForm()
    if "email" in request.POST:
        address_form = AddressForm(request.POST)
        if address_form.is_valid() and _say_address(request, own, address_form):
            return redirect("core:account")
    elif request.method == "POST":
        form = NameForm(request.POST)
        if form.is_valid():
            accounts.rename(account=own, name=form.cleaned_data["name"])
            messages.success(request, _("Your name is changed."))
            return redirect("core:account")
    duties, held = assigning.told(own), positions.held_by({own.pk})
    active = [each.assignment for each in duties if each.state == "active"]
    has = explaining.everything(own, assigned=active, held=held)
    granted.know(own, titles=[each.title for each in held], duties=[each.duty for each in active])
    values = context(
        form=address_form if address_form.is_bound else form,
        name_form=form,
        address_form=address_form,
        may_say_address=rules.can_change_address(own),
        own=own,
        zone=calendars.zone_of(own).key,
        calendar=calendars.calendar_of(own).title,
        titles=queries.titles_held(own),
        access=explaining.access_in(has),
        duties=duties,
        has=has,
        factors=queries.factors_of(own),
        sign_ins=queries.sign_ins_of(own),
        session_key=request.session.session_key,
        passkeys_possible=are_possible(request),
        providers=settings.SIGN_IN_PROVIDERS,
        connected=list(ProviderLink.objects.filter(account=own).order_by("created_at", "pk")),
        visits=support.visits_of(own)[:1],
    )
    return render(request, "core/account.html", values)


def _say_address(request: HttpRequest, own: Account, form: AddressForm) -> bool:
    try:
        accounts.say_address(account=own, email=form.cleaned_data["email"])
    except TrellisError as error:
        form.refuse(error, "email")
        return False
    messages.success(request, _("From now on you sign in with this address."))
    return True


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask again who is there, before something that protects the account changes."""
    own, wanted = account_of(request), request.POST.get("next", request.GET.get("next", ""))
    wanted = entering.local(request, wanted)
    form = PasswordForm(request.POST or None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        if locks.account_tried(email=own.email).tries < 0:
            return entering.too_many(request)
        if own.check_password(form.cleaned_data["password"]):
            locks.PASSWORDS_OF_ACCOUNT.forgets(own.email)
            entering.confirmed(request)
            return redirect(wanted)
        form.add_error("password", _("This is not your password."))
        status = HTTPStatus.FORBIDDEN
    values = context(form=form, next=wanted, has_password=own.has_password)
    return render(request, "core/confirm.html", values, status=status)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponseBase:
    """Change the password with the present one; somebody who has none yet needs a fresh sign-in."""
    return _change_password(request) if account_of(request).has_password else _first_password(request)


def _change_password(request: HttpRequest) -> HttpResponse:
    own, form = account_of(request), ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if locks.account_tried(email=own.email).tries < 0:
            return entering.too_many(request)
        if own.check_password(form.cleaned_data["password"]):
            locks.PASSWORDS_OF_ACCOUNT.forgets(own.email)
            if _put_password(request, own, form):
                return redirect("core:account")
        else:
            form.add_error("password", _("This is not your password."))
    return render(request, "core/password.html", context(form=form))


@fresh_only
def _first_password(request: HttpRequest) -> HttpResponse:
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _put_password(request, account_of(request), form):
        return redirect("core:account")
    return render(request, "core/password.html", context(form=form))


def _put_password(request: HttpRequest, own: Account, form: NewPasswordForm) -> bool:
    try:
        passwords.change_password(
            account=own, new=form.cleaned_data["new"], keep_session=request.session.session_key
        )
    except passwords.PasswordError as error:
        form.refuse(error, "new")
        return False
    entering.keep(request, own)
    messages.success(request, _("Your password is changed. Other devices are signed out."))
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_only
def code_app(request: HttpRequest) -> HttpResponse:
    """Set up an app that shows codes. It is used once it has shown a right one."""
    own = account_of(request)
    code = unseal(request.session.get(NEW_SECRET, "")) or totp.new_secret()
    request.session[NEW_SECRET] = seal(code)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if locks.code_tried(account=own).tries < 0:
            return entering.too_many(request)
        try:
            made = factors.add_code_app(account=own, secret=code, code=form.cleaned_data["code"])
        except factors.CodeError as error:
            form.refuse(error, "code")
        else:
            locks.CODES_OF_ACCOUNT.forgets(str(own.pk))
            del request.session[NEW_SECRET]
            messages.success(request, _("The app is ready. Signing in asks for a code from now on."))
            return _show_codes(request, made) if made else redirect("core:account")
    values = context(form=form, qr=_qr(code, own), code=" ".join(_fours(code)))
    return secret(render(request, "core/code_app.html", values))


@never_cache
@require_POST
@fresh_only
def remove_code_app(request: HttpRequest) -> HttpResponse:
    """Do without the app."""
    factors.remove_code_app(account=account_of(request))
    messages.success(request, _("The app is taken off."))
    return redirect("core:account")


@never_cache
@require_safe
@fresh_only
def new_passkey(request: HttpRequest) -> HttpResponse:
    """The page that adds a passkey; a script does it."""
    values = context(form=PasskeyForm(), possible=are_possible(request))
    return render(request, "core/new_passkey.html", values)


@never_cache
@require_POST
@fresh_only
def remove_passkey(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Do without one passkey."""
    own = account_of(request)
    known = next((key for key in queries.factors_of(own).passkeys if key.pk == identifier), None)
    if known is None:
        raise Http404
    factors.remove_passkey(account=own, passkey=known)
    messages.success(request, _("The passkey “%(name)s” is taken off.") % {"name": known.name})
    return redirect("core:account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_only
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, shown this once; asked by GET, those that a first passkey has just made."""
    if request.method == "POST":
        try:
            return _show_codes(
                request, factors.renew_recovery_codes(account=account_of(request)), renewed=True
            )
        except NotAllowedError as error:
            messages.error(request, error.message)
            return redirect("core:account")
    made = unseal(request.session.pop(NEW_CODES, ""))
    return _show_codes(request, made.split("\n")) if made else redirect("core:account")


@never_cache
@require_POST
def end_session(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Sign out on another device."""
    if not sessions.end(account=account_of(request), sign_in=identifier):
        messages.info(request, _("This session was over already."))
    else:
        messages.success(request, _("That device is signed out."))
    return redirect("core:account")


@never_cache
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    sessions.end_all(account_of(request), keep=request.session.session_key)
    messages.success(request, _("All other devices are signed out."))
    return redirect("core:account")


def _show_codes(request: HttpRequest, codes: Sequence[str], *, renewed: bool = False) -> HttpResponse:
    return secret(render(request, "core/recovery_codes.html", {"codes": codes, "renewed": renewed}))


def _qr(code: str, own: Account) -> SafeString:
    """The picture for the camera: paths only, made by segno of an address that we have quoted."""
    made = segno.make(totp.address(code, account=own.email, issuer=NAME_OF_SITE), micro=False)
    return mark_safe(made.svg_inline(border=4, light="#fff", omitsize=True))  # noqa: S308 - see above


def _fours(text: str) -> list[str]:
    return [text[start : start + 4] for start in range(0, len(text), 4)]
