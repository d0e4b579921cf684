"""The addresses of growth."""

from django.urls import path

app_name = "growth"
urlpatterns: list = []
