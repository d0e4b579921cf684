"""The studio: courses on somebody's desk, and the editor of one: objectives, outline, publishing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.courses import rules, studio_words, wording
from trellis.courses.definitions.skeletons import key_of
from trellis.courses.queries import studio as queries
from trellis.courses.queries import studio_picks as picks
from trellis.courses.queries.catalogue import courses_now, seeker_of
from trellis.courses.queries.describing import translations_of
from trellis.courses.services import studio as services
from trellis.courses.studio import acts, beginnings, groups, outlines, picking, settings
from trellis.courses.studio.verbs import better
from trellis.courses.views.studio_desk import Asked, author_of, authors_only, number_in, of_course, status_of
from trellis.handbook.errors import TrellisError
from trellis.pages.queries import editing
from trellis.pages.queries.current import current_edition
from trellis.pages.queries.folders import plain
from trellis.pages.services.drafts import NotAllowedError
from trellis.pages.touching import touched_by
from trellis.people.rules import can_see_directory
from trellis.web.diffs import changed_lines

MOST_LINES = 30
FIELDS = ("title", "description", "whom", "objectives", "lessons")


@never_cache
@require_safe
@authors_only
def home(request: HttpRequest) -> HttpResponse:
    """The courses that somebody works on, and all that there are."""
    begun = queries.begun(current_edition(), author_of(request))
    values = {
        "mine": [each for each in begun if each.is_mine],
        "others": [each for each in begun if not each.is_mine],
        "courses": sorted(courses_now().by_key.values(), key=lambda each: each.title.casefold()),
    }
    return render(request, "courses/studio/home.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@authors_only
def new(request: HttpRequest) -> HttpResponse:
    """A new course, by a few questions. Sent, its files are drafts in the editor."""
    post, error, known = request.POST, None, picks.known()
    audience, owner = groups.sent(post, "audience", groups.AudienceCells()), groups.values_sent(post, "owner")
    act = acts.act_of(post.get("act", ""))
    if request.method == "POST" and act is None:
        try:
            return _begin(
                request,
                settings.resolved_audience(audience, known, audience),
                picking.chosen(owner, known["roles"]),
            )
        except NotAllowedError:
            raise
        except TrellisError as trouble:
            error = trouble
    begun = post or request.GET  # an address may say what a course is about
    shown = acts.begun(acts.applied(act, "audience", audience) if act is not None else audience)
    told = picks.Audiences(known, with_names=can_see_directory(author_of(request)))
    values = {
        "form": {name: begun.get(name, "") for name in FIELDS} | {"quiz": post.get("quiz", "") if post else "1"},
        "error": error, "known": known, "aims": _checked(begun.get("objectives", "")), "bloom": wording.BLOOM,
        "audience": told.shown({"audience": (shown, groups.AudienceCells())}, act)["audience"],
        "owner": picks.pick("owner", owner, "roles", known, "one"),
    }  # fmt: skip
    return render(request, "courses/studio/new.html", values, status=status_of(error))


def _begin(request: HttpRequest, audience: groups.AudienceCells, owner: tuple[str, ...]) -> HttpResponse:
    post, title = request.POST, " ".join(request.POST.get("title", "").split())[:200]
    key = key_of(title)
    if not key:
        raise services.StudioError(
            _("A course needs a title."), hint=_("Say in a few words what it teaches.")
        )
    if not post.get("description", "").strip():
        raise services.StudioError(
            _("A course needs a description."), hint=_("Say in one sentence what it is good for.")
        )
    files = beginnings.course(
        title=title,
        description=post["description"][:500],
        whom=post.get("whom", "")[:5000],
        owner=owner[-1] if owner else "",
        objectives=_lines(post.get("objectives", "")),
        lessons=_lines(post.get("lessons", "")) or [_("The first lesson")],
        has_quiz=post.get("quiz") == "1",
        audience=settings.audience_written(audience),
    )
    edition = current_edition()
    services.begin(edition, by=author_of(request), folder=queries.folder_of(edition, key), files=files)
    messages.success(request, _("Your course is begun. Only you see it until you publish it."))
    return HttpResponseRedirect(reverse("studio:course", args=[key]))


def _lines(text: str) -> list[str]:
    found = [" ".join(each.split())[:300] for each in text.splitlines()]
    return [each for each in found if each][:MOST_LINES]


def _checked(text: str) -> list[tuple[str, Any, tuple[str, ...]]]:
    return [(each, *better(each)) for each in _lines(text)]


@require_safe
@authors_only
def verbs(request: HttpRequest) -> HttpResponse:
    """How demanding objectives are that somebody is typing, line by line, with better verbs for vague ones."""
    asked = request.GET.get("objectives", "") or request.GET.get("text", "")
    values = {"aims": _checked(asked[:10_000]), "bloom": wording.BLOOM}
    return render(request, "courses/studio/parts/verbs.html", values)


# -- one course


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_course
def course(asked: Asked) -> HttpResponse:
    """The editor of a course: its objectives and its outline. Each act is kept as a draft at once."""
    if asked.request.method != "POST":
        return _course(asked)
    post = asked.request.POST
    try:
        return _act(asked, post)
    except (NotAllowedError, Http404):
        raise
    except TrellisError as error:
        if asked.request.headers.get("HX-Request"):
            return asked.refused(error, "course")
        return _course(asked, error)


def _course(asked: Asked, error: TrellisError | None = None) -> HttpResponse:
    page = queries.course_page(asked.bench, asked.account)
    if page is None:
        raise Http404
    values = asked.context(
        "course", may_find=_may_find(asked), page=page,
        translations=translations_of(current_edition(), courses_now(), asked.key), error=error, bloom=wording.BLOOM,
        standing=queries.standing(asked.bench), steps=_steps(page, asked.key),
        sent={name: asked.request.POST.get(name, "") if error else "" for name in ("act", "text")},
    )  # fmt: skip
    return render(asked.request, "courses/studio/course.html", values, status=status_of(error))


def _may_find(asked: Asked) -> bool:
    """Whether the course as it is published is for its author, too."""
    found = courses_now().by_key.get(asked.key)
    return found is not None and rules.can_find(seeker_of(asked.account), found)


def _steps(page: queries.StudioCourse, key: str) -> list[tuple[str, bool]]:
    """What a first-time author does, and what of it is done."""
    return [
        (_("Say what people can do afterwards"), bool(page.aims)),
        (_("List the parts"), bool(page.parts)),
        (_("Ask questions"), any(each.kind == "quiz" for each in page.parts) or queries.asks_elsewhere(key)),
        (_("Leave nothing to mend"), not page.errors),
    ]


Act = Callable[[str, str, QueryDict], str]
"""Given the text of the course, its path and what was sent, the text after it."""


def _at(post: Mapping[str, str]) -> int:
    return number_in(post.get("at", ""))


ACTS: Mapping[str, Act] = {
    "aim-add": lambda text, path, post: outlines.added(text, path, "objectives", _aim(text, path, post)),
    "aim-change": lambda text, path, post: outlines.changed_aim(text, path, _at(post), post.get("text", "")[:500]),
    "aim-up": lambda text, path, post: outlines.moved(text, path, "objectives", _at(post), -1),
    "aim-down": lambda text, path, post: outlines.moved(text, path, "objectives", _at(post), 1),
    "aim-remove": lambda text, path, post: outlines.removed(text, path, "objectives", _at(post)),
    "part-up": lambda text, path, post: outlines.moved(text, path, "outline", _at(post), -1),
    "part-down": lambda text, path, post: outlines.moved(text, path, "outline", _at(post), 1),
    "part-remove": lambda text, path, post: outlines.removed(text, path, "outline", _at(post)),
    "part-change": lambda text, path, post: outlines.changed_part(
        text, path, _at(post), title=post.get("title", ""), minutes=number_in(post.get("minutes", ""), 6000),
        is_optional=post.get("optional") == "1",
    ),
    "part-order": lambda text, path, post: outlines.reordered(
        text, path, "outline", [number_in(each) for each in post.get("order", "").split(",")[:500]]
    ),
    "part-add": lambda text, path, post: outlines.added(text, path, "outline", _part(text, path, post)),
    "page-list": lambda text, path, post: outlines.added(
        text, path, "outline", outlines.part(post.get("title", ""), post.get("name", "")[:300])
    ),
}  # fmt: skip
"""What can be done with the page of a course."""


def _aim(text: str, path: str, post: Mapping[str, str]) -> str:
    words = " ".join(post.get("text", "").split())[:500]
    if not words:
        raise outlines.OutlineError(_("An objective needs words."), hint=_("Begin with a verb."))
    key = outlines.free_key(" ".join(words.split()[:4]), [each.key for each in outlines.aims_of(text, path)])
    return f"{words} {{#{key}}}"


def _part(text: str, path: str, post: Mapping[str, str]) -> str:
    kind, title = post.get("kind", ""), post.get("title", "")
    url = post.get("url", "").strip()[:500]
    if kind not in outlines.KINDS and kind != "page":
        raise outlines.OutlineError(_("Choose what kind of part it is."))
    if kind in ("page", "external") and not url:
        raise outlines.OutlineError(_("This part needs an address."), hint=_("Paste where it leads."))
    if kind == "external" and not url.startswith(("https://", "http://")):
        raise outlines.OutlineError(_("An address outside begins with https://."))
    taken = [each.key for each in outlines.rows_of(text, path)]
    return outlines.part(
        title, url if kind in ("page", "external") else "", kind, number_in(post.get("minutes", ""), 6000),
        is_optional=post.get("optional") == "1", key="" if kind == "page" else outlines.free_key(title, taken),
    )  # fmt: skip


def _act(asked: Asked, post: QueryDict) -> HttpResponse:
    act, desk = post.get("act", ""), asked.desk("course.md")
    seen = post.get("seen", "")
    if act in ("lesson-add", "quiz-add"):
        return _add_page(asked, post)
    reshape = ACTS.get(act)
    if reshape is None:
        raise Http404
    missing = queries.lines_without_outline(asked.bench) if act.startswith(("part", "page")) else ()

    def reshaped(text: str) -> str:
        return reshape(outlines.with_outline(text, desk.path, missing), desk.path, post)

    services.change(desk, by=asked.account, seen=seen, reshape=reshaped)
    return asked.to("course", anchor=_anchor(act))


def _anchor(act: str) -> str:
    return "t-objectives" if act.startswith("aim") else "t-outline"


def _add_page(asked: Asked, post: QueryDict) -> HttpResponse:
    title = " ".join(post.get("title", "").split())[:200]
    if not title:
        raise outlines.OutlineError(_("A part needs a title."), hint=_("Say what it is."))
    names = {path.rpartition("/")[2]: title for path, title in queries.pages_of(asked.bench).items()}
    desk = asked.desk("course.md")
    aims = [each.key for each in outlines.aims_of(plain(desk.text), desk.path)]
    is_quiz = post.get("act") == "quiz-add"
    if is_quiz:
        name = (
            "quiz.md"
            if "quiz.md" not in names
            else f"{outlines.free_key(title, [each.removesuffix('.quiz.md') for each in names])}.quiz.md"
        )
        text = beginnings.quiz(title, aims[:1])
    else:
        numbers = [int(each[:2]) for each in names if each[:2].isdecimal()]
        name = beginnings.lesson_name(title, max(numbers, default=0) + 1, names)
        text = beginnings.lesson(title, aims[:1])
    services.add_page(
        asked.bench, desk, by=asked.account, seen=post.get("seen", ""), title=title, text=text, name=name,
        missing=queries.lines_without_outline(asked.bench),
    )  # fmt: skip
    messages.success(asked.request, _("Added. It is kept as your draft."))
    return asked.to("quiz" if is_quiz else "lesson", name)


# -- publishing


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_course
def publish(asked: Asked) -> HttpResponse:
    """What is different, what it touches and what is wrong with it; sent, it is proposed."""
    error, post = None, asked.request.POST
    if asked.request.method == "POST":
        try:
            number = services.publish(
                asked.bench,
                by=asked.account,
                title=post.get("title", ""),
                reason=post.get("reason", "")[:20_000],
            )
        except NotAllowedError:
            raise
        except TrellisError as trouble:
            error = trouble
        else:
            messages.success(
                asked.request, _("Sent to those who decide. It is public once they have approved it.")
            )
            return HttpResponseRedirect(f"{reverse('studio:course', args=[asked.key])}?proposal={number}")
    page = queries.course_page(asked.bench, asked.account)
    if page is None:
        raise Http404
    before = asked.bench.edition.handbook
    values = asked.context(
        "publish",
        page=page,
        error=error,
        sent={name: post.get(name, "") for name in ("title", "reason")},
        touched=touched_by(before, asked.bench.handbook, asked.bench.paths),
        standing=queries.standing(asked.bench),
        unwritten=queries.unwritten(asked.bench),
        rows=_differences(asked),
        suggestion=_suggestion(page),
    )
    return render(asked.request, "courses/studio/publish.html", values, status=status_of(error))


def _suggestion(page: queries.StudioCourse) -> str:
    said = _("New course: %(title)s") if page.desk.is_new else _("Change the course “%(title)s”")
    return said % {"title": page.title[:150]}


def _differences(asked: Asked) -> list[tuple[str, str, int, int]]:
    """The files that are different: title, path, and the lines that came and went."""
    found = []
    tip = asked.bench.proposal.tip if asked.bench.proposal is not None else ""
    for path, draft in asked.bench.drafts.items():
        before = editing.committed(asked.bench.edition, path, tip).text or ""
        added, removed = changed_lines(before, draft.text)
        page = asked.bench.handbook.pages.get(path)
        if added or removed or not before:
            found.append((page.title if page is not None else path, path, added, removed))
    return found


@require_POST
@of_course
def discard(asked: Asked) -> HttpResponse:
    """Throw away a draft of one file, or all that was begun for the course."""
    name = asked.request.POST.get("name", "")
    if name:
        services.discard(asked.bench, by=asked.account, name=name)
        messages.success(asked.request, _("The draft is gone."))
        return asked.to("course")
    services.discard(asked.bench, by=asked.account)
    messages.success(asked.request, _("What you had begun is gone. What is published stays."))
    return HttpResponseRedirect(reverse("studio:home"))


@require_POST
@of_course
def undo(asked: Asked) -> HttpResponse:
    """Take the last act of the studio in this course back; a course that it began is no longer there."""
    try:
        count = services.undo(asked.bench, by=asked.account)
    except NotAllowedError:
        raise
    except TrellisError as error:
        messages.error(asked.request, f"{error.message} {error.hint or ''}".strip())
        return asked.to("course")
    messages.success(asked.request, studio_words.undone(count))
    left = queries.is_there(asked.bench, asked.account)
    return asked.to("course") if left else HttpResponseRedirect(reverse("studio:home"))
