"""The question bank: every question that I grade, wherever it stands, with its facets and numbers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.assessments import banklists
from trellis.assessments.queries import bank as queries
from trellis.assessments.views.around import grader_of, of_members, tabs_for
from trellis.web.exporting import file_response


@of_members
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """All questions that I grade."""
    who, wanted = grader_of(request), banklists.wanted_of(request)
    values = {
        **banklists.listing(request, wanted, queries.bank_for(who, wanted)),
        "tabs": tabs_for(who, "bank"),
    }
    return render(request, "assessments/bank.html", values)


@of_members
@require_safe
def file(request: HttpRequest, form: str) -> HttpResponse:
    """The questions that fit, as a file."""
    found = queries.bank_for(grader_of(request), banklists.wanted_of(request))
    return file_response(form, "question-bank", queries.FILE, queries.exported(found))
