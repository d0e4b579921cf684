"""Addresses of roles: the directory, families, levels, and what joins them. `-` keeps them apart from folder names."""

from django.urls import path, re_path

from trellis.roles.views import competencies, forming, reading

app_name = "roles"

urlpatterns = [
    path("", reading.directory, name="directory"),
    path("-/export.<str:form>", reading.directory_file, name="export"),
    path("-/competencies/", competencies.competencies, name="competencies"),
    path("-/competencies/export.<str:form>", competencies.competencies_file, name="competencies-export"),
    path("-/competencies/<str:key>/", competencies.competency, name="competency"),
    path("-/compare/", reading.compare, name="compare"),
    path("-/path/", reading.journey, name="path"),
    path("-/form/<path:path>", forming.form, name="form"),
    path("-/reporting/", reading.reporting, name="reporting"),
    re_path(
        r"^(?P<family>.+)/-/(?P<level>[^/]+)/(?P<tab>next|hiring|indicators|reporting)/$",
        reading.level,
        name="level-tab",
    ),
    re_path(r"^(?P<family>.+)/-/(?P<level>[^/]+)/$", reading.level, name="level"),
    path("<path:family>/", reading.family, name="family"),
]
