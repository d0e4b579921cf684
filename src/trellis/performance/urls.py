"""The addresses of plans of support."""

from django.urls import path

from trellis.performance.views import deeds, plans

app_name = "performance"
urlpatterns = [
    path("", plans.mine, name="mine"),
    path("new/", plans.new, name="new"),
    path("overview/", plans.overview, name="overview"),
    path("people/<uuid:key>/", plans.person, name="person"),
    path("<uuid:key>/", plans.plan, name="plan"),
    path("<uuid:key>/<slug:deed>/", deeds.do, name="do"),
]
