"""Questions in the studio: the list of a quiz, a form for each type, trying one, taking some from a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.assessments.definitions.questions import DIFFICULTIES, TYPES
from trellis.assessments.definitions.variants import UnreadableParameters, variant
from trellis.assessments.exchange import formats
from trellis.assessments.exchange.results import together
from trellis.courses import studio_words
from trellis.courses.queries import studio as queries
from trellis.courses.queries import studio_questions as own
from trellis.courses.services import studio as services
from trellis.courses.services import studio_questions as taking
from trellis.courses.studio import beginnings, cells, making, outlines, sections, sending
from trellis.courses.studio.cells import Cells
from trellis.courses.views.studio_desk import Asked, number_in, of_course, status_of
from trellis.handbook.errors import TrellisError
from trellis.handbook.source import SourceError
from trellis.pages.queries.current import current_edition
from trellis.pages.queries.folders import plain
from trellis.pages.services.drafts import NotAllowedError
from trellis.web.tabs import Tab

MOST_SPARE = 30
ACTS: Mapping[str, Callable[[str, str, int], str]] = {
    "up": lambda text, path, at: sections.moved(text, path, at, -1),
    "down": lambda text, path, at: sections.moved(text, path, at, 1),
    "copy": sections.copied,
    "remove": sections.removed,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_course
def quiz(asked: Asked, name: str) -> HttpResponse:
    """The questions of a quiz and how it is taken. Each act is kept as a draft at once."""
    desk = asked.desk(name)
    if asked.request.method != "POST":
        return _quiz(asked, name)
    post = asked.request.POST
    try:
        act, at = ACTS.get(post.get("act", "")), number_in(post.get("at", ""))
        if act is None:
            raise Http404
        services.change(
            desk,
            by=asked.account,
            seen=post.get("seen", ""),
            reshape=lambda text: act(text, desk.path, at),
        )
    except (NotAllowedError, Http404):
        raise
    except TrellisError as error:
        if asked.request.headers.get("HX-Request"):
            return asked.refused(error, "quiz", name)
        return _quiz(asked, name, error)
    return asked.to("quiz", name)


def _quiz(asked: Asked, name: str, error: TrellisError | None = None) -> HttpResponse:
    page = own.quiz_page(asked.desk(name))
    front = page.settings
    values = asked.context(
        "quiz", page=page, name=name, error=error, types=studio_words.TYPES, reviews=studio_words.REVIEWS,
        front=front, formats=formats.FORMATS.values(), drawn=page.asked,
        integrity=studio_words.INTEGRITY, aims=dict(_aims(asked)),
    )  # fmt: skip
    return render(asked.request, "courses/studio/quiz.html", values, status=status_of(error))


# -- one question


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_course
def new(asked: Asked, name: str) -> HttpResponse:
    """The form for a new question of a type, perhaps one that relies on a section."""
    page = own.quiz_page(asked.desk(name))
    kind = asked.request.POST.get("type") or asked.request.GET.get("type", "")
    if kind not in TYPES:
        raise Http404
    keys = [each.key for each in page.questions]
    if asked.request.method == "POST":
        return _sent(asked, name, page, None, sending.cells(asked.request.POST, kind, "new"))
    aims = _aims(asked)
    begun = beginnings.cells(
        kind, aims[0][0] if aims else "", keys, asked.request.GET.get("relies", "")[:300]
    )
    return _form(asked, name, page, None, begun)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_course
def question(asked: Asked, name: str, question: str) -> HttpResponse:
    """The form for a question; what it changes is the text of that question and no other."""
    page = own.quiz_page(asked.desk(name))
    found = page.by_key(question)
    if found is None:
        raise Http404
    as_text = found.question is None or asked.request.GET.get("as") == "text"
    if asked.request.method == "POST":
        if "body" in asked.request.POST:
            return _sent_text(asked, name, page, found, asked.request.POST["body"])
        if found.question is None:
            raise Http404
        return _sent(
            asked, name, page, found, sending.cells(asked.request.POST, found.question.type, found.key)
        )
    if as_text or found.question is None:
        return _form(asked, name, page, found, None, body=found.text)
    return _form(asked, name, page, found, cells.cells_of(found.question))


def _sent(
    asked: Asked, name: str, page: own.QuizPage, found: sections.Written | None, sent: Cells
) -> HttpResponse:
    post = asked.request.POST
    if post.get("act") in ("rows", "search"):
        spare = min(cells.SPARE + number_in(post.get("spare", "")), MOST_SPARE)
        return _form(asked, name, page, found, sent, spare=spare)
    try:
        if found is None:
            sent = making.copy_key(sent, [each.key for each in page.questions])
            body = making.question_of(sent)[1]
            _change(asked, page, lambda text: sections.added(text, page.desk.path, body))
        else:
            body = making.changed(found.question, found.text, sent)
            _change(asked, page, lambda text: sections.replaced(text, page.desk.path, found.at, body))
    except NotAllowedError:
        raise
    except TrellisError as error:
        return _form(asked, name, page, found, sent, error=error)
    messages.success(asked.request, _("The question is kept as your draft."))
    if post.get("act") == "try":
        return asked.to("try", name, sent.key)
    return asked.to("quiz", name, anchor=f"q-{sent.key}")


def _sent_text(
    asked: Asked, name: str, page: own.QuizPage, found: sections.Written, body: str
) -> HttpResponse:
    text = plain(body).strip("\n")[:200_000]
    try:
        read, told = sections.one(text)
        if read is None:
            why = next((each for each in told if each.code.startswith("QZ")), None)
            raise sections.QuestionError(
                why.message if why is not None else _("This is not one question."),
                hint=(why.hint or "")
                if why is not None
                else _("It begins with one heading of the second level."),
            )
        _change(asked, page, lambda whole: sections.replaced(whole, page.desk.path, found.at, text))
    except NotAllowedError:
        raise
    except TrellisError as error:
        return _form(asked, name, page, found, None, body=text, error=error)
    messages.success(asked.request, _("The question is kept as your draft."))
    return asked.to("quiz", name)


def _change(asked: Asked, page: own.QuizPage, reshape: services.Reshape) -> None:
    services.change(page.desk, by=asked.account, seen=asked.request.POST.get("seen", ""), reshape=reshape)


def _form(
    asked: Asked,
    name: str,
    page: own.QuizPage,
    found: sections.Written | None,
    shown: Cells | None,
    *,
    body: str = "",
    spare: int = cells.SPARE,
    error: TrellisError | None = None,
) -> HttpResponse:
    search = asked.request.POST.get("search", "")[:200]
    matching = queries.sections_matching(current_edition(), search) if search else ()
    said = shown.plain.get("relies", "").splitlines() if shown is not None else ()
    relied = [
        (each, queries.section_named(current_edition(), page.desk.path, each))
        for each in said
        if each.strip()
    ]
    values = asked.context(
        "quiz", page=page, name=name, found=found, cells=shown, body=body, error=error, spare=spare,
        rows=own.rows_of(shown, studio_words.COLUMNS, spare) if shown is not None else [],
        more=own.more_of(shown, studio_words.COLUMNS) if shown is not None else [],
        types=studio_words.TYPES, difficulties=studio_words.DIFFICULTIES, aims=_aims(asked),
        pools=sorted({each.question.pool for each in page.questions if each.question and each.question.pool}),
        search=search, relied=relied,
        sections=[each for each in matching if f"/{each.value}" not in {value for value, _said in relied}],
        pictures=_pictures(asked), places=DIFFICULTIES,
    )  # fmt: skip
    return render(asked.request, "courses/studio/question.html", values, status=status_of(error))


def _aims(asked: Asked) -> list[tuple[str, str]]:
    try:
        desk = asked.desk("course.md")
    except Http404:
        return []
    return [(each.key, each.text) for each in outlines.aims_of(plain(desk.text), desk.path)]


def _pictures(asked: Asked) -> list[str]:
    below = f"{asked.folder}/"
    known = [path for path in asked.bench.handbook.assets if path.startswith(below)]
    picture = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg)$", re.IGNORECASE)
    return sorted(path.removeprefix(below) for path in known if picture.search(path))


# -- trying, taking and giving


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_course
def attempt(asked: Asked, name: str, question: str) -> HttpResponse:
    """A question as a learner gets it; answered, with the score and what is said then. Nothing of it is kept."""
    page = own.quiz_page(asked.desk(name))
    found = page.by_key(question)
    if found is None or found.question is None:
        raise Http404
    post = asked.request.POST
    seed = (post.get("seed") or asked.request.GET.get("seed") or "1")[:20]
    answered = asked.request.method == "POST"
    try:
        given = sending.answer(post, variant(found.question, seed)) if answered else None
        shown = own.tried(asked.bench, page.desk.path, found.question, given, answered=answered, seed=seed)
    except UnreadableParameters as error:
        messages.error(asked.request, error.message)
        return asked.to("question", name, question)
    at = found.at
    values = asked.context(
        "quiz", page=page, name=name, found=found, tried=shown, seed=seed, given=given, types=studio_words.TYPES,
        before=page.questions[at - 1] if at else None, frame=_frame(asked), tabs=_frames(asked, name, question),
        after=page.questions[at + 1] if at + 1 < len(page.questions) else None,
    )  # fmt: skip
    return render(asked.request, "courses/studio/try.html", values)


def _frames(asked: Asked, name: str, question: str) -> tuple[Tab, ...]:
    here, frame = asked.address("try", name, question), _frame(asked)
    joint = "&" if asked.suffix else "?"
    return (
        Tab(_("Desktop"), here, frame == "desktop"),
        Tab(_("Phone"), f"{here}{joint}frame=phone", frame == "phone"),
    )


def _frame(asked: Asked) -> str:
    return "phone" if asked.request.GET.get("frame") == "phone" else "desktop"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_course
def bring(asked: Asked, name: str) -> HttpResponse:
    """Questions from a file: what it holds with a report; then those that were chosen."""
    page = own.quiz_page(asked.desk(name))
    error, found = None, None
    if asked.request.method == "POST":
        try:
            if asked.request.POST.get("act") == "take":
                return _take(asked, name, page)
            file = asked.request.FILES.get("file")
            if file is None:
                raise services.StudioError(_("Choose a file first."))
            found = taking.found_in(asked.bench, by=asked.account, name=file.name or "", file=file, quiz=page)
        except NotAllowedError:
            raise
        except (TrellisError, SourceError) as trouble:
            error = trouble
    values = asked.context(
        "quiz",
        page=page,
        name=name,
        error=error,
        found=found,
        types=studio_words.TYPES,
        formats=formats.FORMATS.values(),
    )
    return render(asked.request, "courses/studio/bring.html", values, status=status_of(error))


def _take(asked: Asked, name: str, page: own.QuizPage) -> HttpResponse:
    post = asked.request.POST
    chosen = [post.get(f"body-{each}", "") for each in post.getlist("take")]
    count = taking.take(
        page.desk, by=asked.account, seen=post.get("seen", ""), bodies=[plain(each) for each in chosen]
    )
    messages.success(asked.request, studio_words.taken(count))
    return asked.to("quiz", name)


@require_safe
@of_course
def export(asked: Asked, name: str, form: str) -> HttpResponse:
    """The questions of a quiz as a file of a format, as they are on the author's desk.

    What does not go along is said first; whoever has read it takes the file with `?anyway=1`.
    """
    if form not in formats.FORMATS:
        raise Http404
    page = own.quiz_page(asked.desk(name))
    several = [each.question for each in page.questions if each.question is not None]
    made = formats.write(
        several, form, page.title, lambda address: own.picture_at(asked.bench, page.desk.path, address)
    )
    if made.notes and not asked.request.GET.get("anyway"):
        left_out = {each.where for each in made.notes if not each.is_kept}
        values = asked.context(
            "quiz", page=page, name=name, format=formats.FORMATS[form], notes=together(made.notes),
            going=len(several) - len(left_out),
        )  # fmt: skip
        return render(asked.request, "courses/studio/take.html", values)
    answer = HttpResponse(made.data, content_type="application/octet-stream")
    stem = name.removesuffix(".md").replace('"', "")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{asked.key}-{stem}{formats.FORMATS[form].suffix}"'
    )
    return answer
