"""Addresses of the shell. The root address and the error handlers are wired in `config`."""

from django.urls import path

from trellis.web import views

app_name = "web"

urlpatterns = [
    path("search/", views.search, name="search"),
    path("theme/", views.choose_theme, name="theme"),
    path("favicon.ico", views.icon, name="icon"),
    path("design/", views.components, name="design"),
]
