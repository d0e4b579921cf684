"""The addresses of regular meetings."""

from django.urls import path

from trellis.meetings.views import meetings

app_name = "meetings"
urlpatterns = [
    path("", meetings.mine, name="mine"),
    path("new/<slug:kind>/", meetings.new, name="new"),
    path("<uuid:key>/", meetings.one, name="series"),
    path("<uuid:key>/next.ics", meetings.calendar, name="calendar"),
    path("<uuid:key>/<slug:deed>/", meetings.do, name="do"),
]
