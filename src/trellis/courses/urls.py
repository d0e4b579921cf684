"""The addresses of courses."""

from django.urls import path

from trellis.courses.views import care, catalogue, material

app_name = "courses"
urlpatterns = [
    path("", catalogue.listing, name="catalogue"),
    path("export.<slug:form>", catalogue.export, name="export"),
    path("paths/", catalogue.paths, name="paths"),
    path("paths/<str:key>/", catalogue.path, name="path"),
    path("care/", care.overview, name="care"),
    path("<str:key>/", catalogue.course, name="course"),
    path("<str:key>/care/", care.course, name="care-course"),
    path("<str:key>/lessons/<str:part>/", care.lesson, name="lesson"),
    path("<str:key>/lessons/<str:part>/slides/", material.slides, name="slides"),
    path("<str:key>/lessons/<str:part>/<slug:form>.pdf", material.file, name="material-file"),
    path("<str:key>/lessons/<str:part>/<slug:form>-guide/", material.guide, name="guide"),
]
