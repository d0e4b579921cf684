"""What the page of a lesson may load from elsewhere: the player of YouTube, by a click and not before."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse

from trellis.courses.queries.reading import LessonView
from trellis.web.middleware import HEADER, as_text

PLAYER = "https://www.youtube-nocookie.com"


def allow_youtube(response: HttpResponse, lesson: LessonView) -> HttpResponse:
    """Let the page of a lesson with a video of YouTube load its player; the policy of any other page stays as it is."""
    if lesson.has_youtube:
        response.headers[HEADER] = as_text({**settings.CONTENT_SECURITY_POLICY, "frame-src": [PLAYER]})
    return response
