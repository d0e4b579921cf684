"""The addresses of cases."""

from django.urls import path

from trellis.cases.views import asking, cases, deeds

app_name = "cases"
urlpatterns = [
    path("", cases.mine, name="mine"),
    path("new/", cases.new, name="new"),
    path("needing/", deeds.needing, name="needing"),
    path("advice/", asking.pages, name="advice"),
    path("asked/", asking.asked, name="asked"),
    path("asked/new/", asking.ask, name="ask"),
    path("asked/<uuid:key>/", asking.thread, name="thread"),
    path("<uuid:key>/", cases.case, name="case"),
    path("<uuid:key>/<slug:deed>/", deeds.do, name="do"),
]
