"""Every room's root address, and the pages for what went wrong."""

from django.urls import include, path

from trellis.config.api import house
from trellis.core.api.reference import reference_of

urlpatterns = [
    path("api/v1/", house.urls),
    path("api/", reference_of(house), name="api-reference"),
    path("", include("trellis.core.urls")),
    path("", include("trellis.web.urls")),
    path("my-work/", include("trellis.work.urls")),
    path("automations/", include("trellis.automations.urls")),
    path("roles/", include("trellis.roles.urls")),
    path("people/", include("trellis.people.urls")),
    path("policies/", include("trellis.policies.urls")),
    path("studio/", include("trellis.courses.studio_urls")),
    path("courses/", include("trellis.courses.urls")),
    path("learning/", include("trellis.learning.urls")),
    path("meetings/", include("trellis.meetings.urls")),
    path("cases/", include("trellis.cases.urls")),
    path("classes/", include("trellis.classes.urls")),
    path("conversations/", include("trellis.conversations.urls")),
    path("assessments/", include("trellis.assessments.urls")),
    path("surveys/", include("trellis.surveys.urls")),
    path("contracts/", include("trellis.contracts.urls")),
    path("performance/", include("trellis.performance.urls")),
    path("reviews/", include("trellis.reviews.urls")),
    path("pay/", include("trellis.compensation.urls")),
    path("growth/", include("trellis.growth.urls")),
    path("", include("trellis.certifications.urls")),
    path("intake/", include("trellis.intake.urls")),
    path("-/discussions/", include("trellis.discussions.urls")),
    path("", include("trellis.pages.urls")),
]

handler400 = "trellis.web.errors.bad_request"
handler403 = "trellis.web.errors.forbidden"
handler404 = "trellis.web.errors.not_found"
handler500 = "trellis.web.errors.server_error"
