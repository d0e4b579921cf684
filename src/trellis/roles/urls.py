"""Addresses of roles: the directory, families, levels, and what joins them. `-` keeps them apart from folder names."""

from django.urls import path, re_path

from trellis.roles import views

app_name = "roles"

urlpatterns = [
    path("", views.directory, name="directory"),
    path("-/export.csv", views.directory_csv, name="export-csv"),
    path("-/export.json", views.directory_json, name="export-json"),
    path("-/compare/", views.compare, name="compare"),
    path("-/path/", views.journey, name="path"),
    path("-/reporting/", views.reporting, name="reporting"),
    re_path(
        r"^(?P<family>.+)/-/(?P<level>[^/]+)/(?P<tab>next|hiring|indicators|reporting)/$",
        views.level,
        name="level-tab",
    ),
    re_path(r"^(?P<family>.+)/-/(?P<level>[^/]+)/$", views.level, name="level"),
    path("<path:family>/", views.family, name="family"),
]
