"""Addresses of automations, their runs and their form. `-` keeps the form apart from names."""

from django.urls import path

from trellis.automations.views import forming, reading, steering

app_name = "automations"

urlpatterns = [
    path("", reading.directory, name="directory"),
    path("runs/", reading.runs, name="runs"),
    path("runs/export.<str:form>", reading.runs_file, name="runs-export"),
    path("runs/<uuid:key>/", reading.run, name="run"),
    path("runs/<uuid:key>/repeat/", steering.repeat, name="repeat"),
    path("-/new/", forming.new, name="new"),
    path("-/form/<path:path>", forming.form, name="form"),
    path("<slug:name>/", reading.automation, name="automation"),
    path("<slug:name>/dry-run/", reading.dry_run, name="dry-run"),
    path("<slug:name>/pause/", steering.pause, name="pause"),
    path("<slug:name>/resume/", steering.resume, name="resume"),
]
