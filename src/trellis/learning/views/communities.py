"""Communities: finding, joining and leaving them, looking after one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.core.guarding import member_of
from trellis.handbook.errors import TrellisError
from trellis.learning import rules
from trellis.learning.community_forms import CommunityForm
from trellis.learning.models import Community, Flag, Membership
from trellis.learning.queries import communities as queries
from trellis.learning.rules import Account
from trellis.learning.services import asking
from trellis.learning.services import communities as services
from trellis.learning.views.guarding import tabs_of, trouble
from trellis.web.paging import QueryRows, page_of
from trellis.work.services.tasks import somebody_named


@never_cache
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """The communities that the reader reads, their own first."""
    who, text = member_of(request), request.GET.get("q", "").strip()[:200]
    mine = request.GET.get("mine") == "yes"
    paged = page_of(QueryRows(queries.communities_for(who, text, mine=mine)), request)
    values = {
        "tabs": tabs_of(who, "communities"), "paged": paged, "text": text, "mine": mine,
        "may_found": rules.can_keep(who),
    }  # fmt: skip
    return render(request, "learning/communities.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Found a community: who looks after learning, and who owns the course that it is for."""
    who = member_of(request)
    form = CommunityForm(
        request.POST or None, initial={"course": request.GET.get("course", ""), "is_open": True}
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("learning:community", services.found(facts=form.facts, by=who).pk)
        except rules.NotAllowedError as error:
            raise PermissionDenied(error.message) from error
        except TrellisError as error:
            _blame(form, error)
    return render(
        request, "learning/community_form.html", {"form": form, "tabs": tabs_of(who, "communities")}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def community(request: HttpRequest, key: UUID) -> HttpResponse:
    """A community with its questions; sent: joining, leaving, being told nothing."""
    who, found, own = _read(request, key)
    if request.method == "POST":
        try:
            _belong(request, found, who)
        except TrellisError as error:
            trouble(request, error)
        if found.is_open or queries.membership_of(who, found) is not None:
            return redirect("learning:community", key)
        return redirect("learning:communities")
    get = request.GET.get
    wanted = queries.Wanted(get("state", ""), get("q", "").strip()[:200])
    paged = page_of(QueryRows(queries.questions_of(who, found, wanted)), request)
    answers = queries.counts_of_answers(list(paged.rows))
    moderates = rules.can_moderate(who, own)
    values = {
        "community": found, "own": own, "paged": paged, "wanted": wanted, "moderates": moderates,
        "rows": [(each, answers.get(each.pk, 0)) for each in paged.rows],
        "may_ask": rules.can_ask(who, found, own), "moderators": queries.moderators_of(found),
        "course": queries.title_of_course(found.course),
        "flags": queries.flags_of(found).count() if moderates else 0,
    }  # fmt: skip
    return render(request, "learning/community.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def care(request: HttpRequest, key: UUID) -> HttpResponse:
    """Looking after a community: what it is, who belongs to it, what was reported. For moderators."""
    who, found, own = _read(request, key)
    if not rules.can_moderate(who, own):
        raise Http404
    is_change = request.method == "POST" and request.POST.get("act") == "change"
    initial = {name: getattr(found, name) for name in ("title", "about", "topic", "course", "is_open")}
    form = CommunityForm(request.POST if is_change else None, initial=initial)
    if request.method == "POST" and (not is_change or form.is_valid()):
        try:
            _act(request, found, form, who)
            still = rules.can_moderate(who, queries.membership_of(who, found))
            return redirect(
                "learning:community-care" if still else "learning:communities", *([key] if still else [])
            )
        except TrellisError as error:
            if not is_change:
                trouble(request, error)
                return redirect("learning:community-care", key)
            _blame(form, error)
    values = {
        "community": found, "form": form, "flags": list(queries.flags_of(found)[:100]),
        "paged": page_of(QueryRows(queries.members_of(found)), request),
    }  # fmt: skip
    return render(request, "learning/community_care.html", values)


def _read(request: HttpRequest, key: UUID) -> tuple[Account, Community, Membership | None]:
    who = member_of(request)
    found = queries.community_for(who, key)
    if found is None:
        raise Http404
    return who, *found


def _belong(request: HttpRequest, found: Community, who: Account) -> None:
    match request.POST.get("act"):
        case "join":
            services.join(community=found, by=who)
            messages.success(request, _("You belong to it now. New questions are told you once a week."))
        case "leave":
            services.leave(community=found, by=who)
            messages.success(request, _("You belong to it no more."))
        case "quiet" | "loud":
            services.be_quiet(community=found, quiet=request.POST["act"] == "quiet", by=who)
            messages.success(request, _("Saved."))
        case _:
            raise Http404


def _act(request: HttpRequest, found: Community, form: CommunityForm, who: Account) -> None:
    post = request.POST
    match post.get("act"):
        case "change":
            services.change(community=found, facts=form.facts, by=who)
        case "close" | "open":
            services.close(community=found, closed=post["act"] == "close", by=who)
        case "take-in":
            if not post.get("who", "").strip():
                raise Http404
            services.take_in(community=found, account=somebody_named(post["who"], by=who), by=who)
        case "put-out":
            services.put_out(membership=_member(found, post.get("member", "")), by=who)
        case "moderator" | "member":
            services.set_moderator(
                membership=_member(found, post.get("member", "")),
                moderates=post["act"] == "moderator",
                by=who,
            )
        case "uphold" | "let-stand":
            asking.decide(
                flag=_flag(found, post.get("flag", "")), upheld=post["act"] == "uphold", why=post.get("why", ""),
                by=who,
            )  # fmt: skip
        case _:
            raise Http404
    messages.success(request, _("Done."))


def _member(found: Community, key: str) -> Membership:
    row = queries.member_row_of(found, _key(key))
    if row is None:
        raise Http404
    return row


def _flag(found: Community, key: str) -> Flag:
    row = queries.flag_of(found, _key(key))
    if row is None:
        raise Http404
    return row


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _blame(form: CommunityForm, error: TrellisError) -> None:
    field = getattr(error, "field", "")
    form.add_error(field if field in form.fields else None, f"{error.message} {error.hint or ''}".strip())
