"""Results: of all quizzes that I grade, of one and its questions, of one question with what can be declared of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trellis.assessments import banklists, lists, rules, terms, using
from trellis.assessments.addresses import results_address
from trellis.assessments.models import Regrade
from trellis.assessments.queries import analysis as queries
from trellis.assessments.queries import grading, items, provenance
from trellis.assessments.queries.analysis import Analysis
from trellis.assessments.rendering import block, inline
from trellis.assessments.services import regrading as services
from trellis.assessments.services.errors import AttemptError
from trellis.assessments.views.around import grader_of, of_members, tabs_for
from trellis.core.guarding import account_of
from trellis.handbook.errors import TrellisError
from trellis.web.exporting import file_response


@of_members
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """The quizzes that I grade, and how they went."""
    who = grader_of(request)
    values = {
        "table": lists.table_of_quizzes(request, queries.quizzes_for(who)), "tabs": tabs_for(who, "all-results"),
    }  # fmt: skip
    return render(request, "assessments/all_results.html", values)


@of_members
@require_safe
def quiz(request: HttpRequest, path: str) -> HttpResponse:
    """One quiz: scores, reliability, and its questions, those to look at first."""
    found, report = _report_or_404(request, path)
    values = {
        "analysis": found, "report": report,
        "exports": files_of_path(path), "regrades": list(grading.regrades_of(path)[:20]),
    }  # fmt: skip
    return render(request, "assessments/results.html", values)


@of_members
@require_safe
def file(request: HttpRequest, form: str, path: str) -> HttpResponse:
    """The questions of a quiz with their numbers, as a file."""
    _found, report = _report_or_404(request, path)
    if form not in ("csv", "xlsx", "json"):
        raise Http404
    rows = [dict(zip(lists.FILE, each.cells, strict=True)) for each in report.rows]
    return file_response(form, "questions", lists.FILE, rows)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, name: str, path: str) -> HttpResponse:
    """One revision of a question: its numbers, and what can be declared of it. With a kind, who would change."""
    who, (found, report) = account_of(request), _report_or_404(request, path)
    item = next((each for each in found.items if each.name == name), None) or queries.not_asked(path, name)
    if item is None:
        raise Http404
    kind = request.POST.get("kind", "") or request.GET.get("kind", "")
    trouble: TrellisError | None = None
    if request.method == "POST":
        try:
            services.declare(
                quiz=path, key=item.key, kind=kind, because=request.POST.get("because", ""),
                fingerprint=item.fingerprint, by=who,
            )  # fmt: skip
        except TrellisError as error:
            trouble = error
        else:
            messages.success(
                request, _("A job grades the question anew. Those whose result changes are told.")
            )
            return redirect(results_address(path))
    preview, trouble = _preview(who, path, item, kind, trouble)
    values = {
        "analysis": found, "item": item, "row": report.row_of(item), **_about(path, item),
        "stem": block(item.question.stem, path), "title": inline(item.title, path),
        "chosen": queries.chosen(item), "kind": kind, "preview": preview,
        "error": trouble, "because": request.POST.get("because", ""), "kinds": Regrade.Kind.choices,
        "address": reverse("assessments:question", args=[name, path]),
    }  # fmt: skip
    return render(request, "assessments/question.html", values, status=422 if trouble else 200)


def _about(path: str, item: queries.Item) -> dict[str, Any]:
    """What a question is about, where it is used, who wrote it, and in which words it was asked."""
    quiz = terms.quiz_at(path)
    return {
        "question": item.question, "type": banklists.TYPES[item.question.type],
        "difficulty": banklists.DIFFICULTIES.get(item.question.difficulty, ""),
        "uses": using.uses_of([path])[path], "versions": provenance.versions(path, item.key),
        "written": provenance.written(quiz, item.question) if quiz is not None and item.is_current else [],
    }  # fmt: skip


def files_of_path(path: str) -> tuple[tuple[str, str], ...]:
    """The files that the list of questions can be had as."""
    return tuple(
        (label, reverse("assessments:results-export", args=[form, path]))
        for label, form in (("CSV", "csv"), ("XLSX", "xlsx"), ("JSON", "json"))
    )


def _preview(
    who: rules.Account, path: str, item: queries.Item, kind: str, trouble: TrellisError | None
) -> tuple[grading.Preview | None, TrellisError | None]:
    if kind not in Regrade.Kind.values:
        return None, trouble
    try:
        said = services.declared(path, item.key, kind)
    except AttemptError as error:
        return None, trouble or error
    return grading.preview(services.concerned(path, item.key, item.fingerprint, by=who), said), trouble


def _report_or_404(request: HttpRequest, path: str) -> tuple[Analysis, items.Report]:
    who: Any = account_of(request)
    if not rules.is_grader(who):
        raise PermissionDenied
    if not rules.can_grade_quiz(who, path):
        raise Http404
    return items.report_of(path)
