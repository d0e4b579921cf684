"""The addresses of Trellis, with those of one more room."""

from django.urls import include, path
from lending.pages import room

from trellis.config import urls
from trellis.core.api.house import House

programs = House([*urls.house.rooms, room])
urlpatterns = [path("api/v1/", programs.urls), path("", include("lending.pages")), *urls.urlpatterns[1:]]
