"""Addresses of the shell, and of the lists of what lies below it. The root and the error handlers are in `config`."""

from django.urls import path

from trellis.web.views import audit, people, shell

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
    path("design/", shell.components, name="design"),
]
