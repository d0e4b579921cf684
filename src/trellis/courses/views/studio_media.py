"""The pictures, recordings and captions of a course, uploaded into its draft."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.courses.queries import studio as queries
from trellis.courses.queries import studio_media as own
from trellis.courses.services import studio as services
from trellis.courses.views.studio_desk import Asked, of_course, status_of
from trellis.handbook.errors import TrellisError
from trellis.pages.services.drafts import NotAllowedError
from trellis.pages.services.media import LARGEST_MEDIA
from trellis.pages.services.pictures import largest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_course
def library(asked: Asked) -> HttpResponse:
    """All files of the course with where each is used; one more is sent with words, and with the page that shows it."""
    asked.desk("course.md")
    error, post = None, asked.request.POST
    if asked.request.method == "POST":
        try:
            if post.get("act") == "forget":
                services.forget_media(asked.bench, by=asked.account, path=post.get("path", ""))
                messages.success(asked.request, _("The file is taken away from your draft."))
            else:
                _add(asked)
                messages.success(asked.request, _("Added. It is kept as your draft."))
            return asked.to("media")
        except NotAllowedError:
            raise
        except TrellisError as trouble:
            error = trouble
    page = queries.course_page(asked.bench, asked.account)
    values = asked.context(
        "media", page=page, error=error, files=own.library(asked.bench), videos=own.videos_of(asked.bench),
        pages=queries.pages_of(asked.bench), most_picture=largest() // 2**20, most=LARGEST_MEDIA // 2**20,
        sent={name: post.get(name, "") for name in ("words", "page")},
    )  # fmt: skip
    return render(asked.request, "courses/studio/media.html", values, status=status_of(error))


def _add(asked: Asked) -> None:
    post, file = asked.request.POST, asked.request.FILES.get("file")
    if file is None:
        raise services.StudioError(_("Choose a file first."))
    page, _sep, video = post.get("video", "").partition("|")
    if not video:
        page = post.get("page", "")
    if page not in queries.pages_of(asked.bench) and page != f"{asked.folder}/course.md":
        raise services.StudioError(_("Choose the page that shows it."))
    services.add_media(
        asked.bench, by=asked.account, page=page, name=file.name or "", data=file.read(LARGEST_MEDIA + 1),
        words=post.get("words", "")[:300], video=video, language=post.get("language", "")[:40],
    )  # fmt: skip
