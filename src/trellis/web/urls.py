"""Addresses of the shell, and of the lists of what lies below it. The root and the error handlers are in `config`."""

from django.urls import path

from trellis.web.views import audit, exports, imports, jobs, people, rights, shell

app_name = "web"

urlpatterns = [
    path("search/", shell.search, name="search"),
    path("theme/", shell.choose_theme, name="theme"),
    path("language/", shell.choose_language, name="language"),
    path("colours/", shell.colours, name="colours"),
    path("favicon.ico", shell.icon, name="icon"),
    path("views/", shell.save_view, name="view-save"),
    path("views/<uuid:view_id>/delete/", shell.delete_view, name="view-delete"),
    path("views/<uuid:view_id>/first/", shell.choose_first_view, name="view-default"),
    path("people-access/", people.people, name="people"),
    path("people-access/export.<str:form>", people.people_file, name="people-export"),
    path("people-access/audit/", audit.audit, name="audit"),
    path("people-access/audit/export.<str:form>", audit.audit_file, name="audit-export"),
    path("people-access/changes/", people.access_changes, name="access-changes"),
    path("people-access/changes/export.<str:form>", people.access_changes_file, name="access-changes-export"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/export.<str:form>", jobs.jobs_file, name="jobs-export"),
    path("jobs/regular/", jobs.schedules, name="schedules"),
    path("jobs/regular/<str:name>/run/", jobs.run_schedule, name="schedule-run"),
    path("jobs/<uuid:key>/", jobs.job, name="job"),
    path("jobs/<uuid:key>/progress/", jobs.progress, name="job-progress"),
    path("jobs/<uuid:key>/cancel/", jobs.cancel, name="job-cancel"),
    path("jobs/<uuid:key>/retry/", jobs.retry, name="job-retry"),
    path("imports/", imports.imports, name="imports"),
    path("imports/everything/", exports.export_all, name="export-everything"),
    path("imports/new/<slug:kind>/", imports.new, name="import-new"),
    path("imports/new/<slug:kind>/template.csv", imports.template, name="import-template"),
    path("imports/<uuid:key>/", imports.one, name="import"),
    path("imports/<uuid:key>/columns/", imports.columns, name="import-columns"),
    path("imports/<uuid:key>/run/", imports.run, name="import-run"),
    path("imports/<uuid:key>/bad-rows/", imports.bad_rows, name="import-bad"),
    path("people-access/duties/", rights.assignments, name="assignments"),
    path("people-access/duties/export.<str:form>", rights.assignments_file, name="assignments-export"),
    path("people-access/why/", rights.why, name="why"),
    path("people-access/who-may/", rights.who_may, name="who-may"),
    path("people-access/who-may/export.<str:form>", rights.who_may_file, name="who-may-export"),
    path("people-access/known/", people.known, name="known"),
    path("people-access/known/export.<str:form>", people.known_file, name="known-export"),
    path("design/", shell.components, name="design"),
]
