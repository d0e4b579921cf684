"""Materials of a session, before it and after it; and which sessions somebody attended."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.classes import attached, rules
from trellis.classes.looking import around, around_session, of_members, session_or_404
from trellis.classes.queries import agendas, records
from trellis.core.guarding import account_of
from trellis.people.queries import directory


@of_members
@require_safe
def materials(request: HttpRequest, key: UUID) -> HttpResponse:
    """What belongs to a session: links, files for before and for afterwards, the recording."""
    who, found = account_of(request), session_or_404(request, key)
    if not rules.can_read_materials(who, found):
        raise Http404
    values = {
        **around_session(who, found, "materials", reads=True), "materials": agendas.materials_of(found),
        "reads_afterwards": attached.is_over(found) or rules.can_run(who, found),
        "before": attached.BEFORE, "after": attached.AFTER,
    }  # fmt: skip
    return render(request, "classes/materials.html", values)


@of_members
@require_safe
def record(request: HttpRequest, key: UUID | None = None) -> HttpResponse:
    """The sessions that I attended; those of somebody else for who may see that."""
    who = account_of(request)
    me = rules.myself(who)
    wanted = key or me
    person = directory.person_known(wanted) if wanted is not None else None
    if person is None or not rules.can_see_record(who, person):
        raise Http404
    values = {
        **around(who, "home"), "person": person, "is_own": person.pk == me,
        "attended": records.attended_of(person, who),
    }  # fmt: skip
    return render(request, "classes/record.html", values)
