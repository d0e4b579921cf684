"""Addresses of the handbook. `-` keeps sources, files and the tree's parts apart from pages."""

from django.urls import path
from django.views.generic import RedirectView

from trellis.pages import views
from trellis.web.guarding import open_to_all

app_name = "pages"

urlpatterns = [
    path("", open_to_all(RedirectView.as_view(pattern_name="pages:home")), name="root"),
    path("handbook/", views.page, name="home"),
    path("handbook/-/source/<path:path>", views.source, name="source"),
    path("handbook/-/files/<path:path>", views.file, name="file"),
    path("handbook/-/tree/", views.branch, name="tree"),
    path("handbook/<path:path>/", views.page, name="page"),
    path("health/", views.health, name="health"),
    path("health/export.csv", views.health_csv, name="health-csv"),
    path("health/export.json", views.health_json, name="health-json"),
    path("health/codes/<str:code>/", views.code, name="code"),
]
