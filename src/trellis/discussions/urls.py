"""Addresses of discussions. Those of an object come last: their first part is the name of a kind."""

from django.urls import path

from trellis.discussions.views import acting, reading

app_name = "discussions"

urlpatterns = [
    path("watching/", reading.watched, name="watched"),
    path("comments/<uuid:key>/", reading.comment, name="comment"),
    path("comments/<uuid:key>/history/", reading.history, name="history"),
    path("comments/<uuid:key>/edit/", acting.edit, name="edit"),
    path("comments/<uuid:key>/hide/", acting.hide, name="hide"),
    path("comments/<uuid:key>/<slug:deed>/", acting.act, name="act"),
    path("of/<slug:kind>/<uuid:key>/", reading.discussion, name="discussion"),
    path("of/<slug:kind>/<uuid:key>/say/", acting.say, name="say"),
    path("of/<slug:kind>/<uuid:key>/draft/", acting.draft, name="draft"),
    path("of/<slug:kind>/<uuid:key>/people/", reading.people, name="people"),
    path("of/<slug:kind>/<uuid:key>/watch/", acting.watch, name="watch"),
]
