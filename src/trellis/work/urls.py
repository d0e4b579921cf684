"""Addresses of somebody's work, their absences, and requests for approval."""

from django.urls import path

from trellis.work.views import absence, approvals, my_work, tasks

app_name = "work"

urlpatterns = [
    path("", my_work.my_work, name="my-work"),
    path("do/", my_work.act, name="act"),
    path("undo/<uuid:key>/", my_work.undo, name="undo"),
    path("tasks/new/", tasks.new, name="new-task"),
    path("tasks/<uuid:key>/", tasks.task, name="task"),
    path("away/", absence.absence, name="absence"),
    path("away/<uuid:key>/take-back/", absence.take_back, name="take-back-absence"),
    path("approvals/", approvals.directory, name="approvals"),
    path("approvals/export.<str:form>", approvals.directory_file, name="approvals-export"),
    path("approvals/new/", approvals.choose, name="ask"),
    path("approvals/new/<slug:rule>/", approvals.ask, name="ask-for"),
    path("approvals/<uuid:key>/", approvals.approval, name="approval"),
    path("approvals/<uuid:key>/decide/", approvals.decide, name="decide"),
    path("approvals/<uuid:key>/change/", approvals.change, name="change-approval"),
]
