"""Addresses of the shell. The root address and the error handlers are wired in `config`."""

from django.urls import path

from trellis.web import views

app_name = "web"

urlpatterns = [
    path("search/", views.search, name="search"),
    path("theme/", views.choose_theme, name="theme"),
    path("language/", views.choose_language, name="language"),
    path("colours/", views.colours, name="colours"),
    path("favicon.ico", views.icon, name="icon"),
    path("views/", views.save_view, name="view-save"),
    path("views/<uuid:view_id>/delete/", views.delete_view, name="view-delete"),
    path("views/<uuid:view_id>/first/", views.choose_first_view, name="view-default"),
    path("design/", views.components, name="design"),
]
