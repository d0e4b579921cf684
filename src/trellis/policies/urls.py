"""The addresses of policies."""

from django.urls import path

from trellis.policies.views import changes, progress, reading

app_name = "policies"
urlpatterns = [
    path("", reading.mine, name="mine"),
    path("progress/", progress.progress, name="progress"),
    path("people/", progress.people, name="people"),
    path("people.<slug:form>", progress.people_file, name="people-export"),
    path("changes/", changes.changes, name="changes"),
    path("changes/<uuid:key>/", changes.change, name="change"),
    path("proposed/<int:number>/", changes.proposed, name="proposed"),
    path("acknowledgements/<uuid:key>/", reading.acknowledgement, name="acknowledgement"),
    path("acknowledgements/<uuid:key>/exempt", reading.exempt, name="exempt"),
    path("acknowledgements/<uuid:key>.pdf", reading.paper_of, name="paper"),
    path("read/<path:path>", reading.read, name="read"),
    path("acknowledge/<path:path>", reading.acknowledge, name="acknowledge"),
]
