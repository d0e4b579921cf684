"""A site with one more page: a desk, to which its owner attaches files. For tests of the list of files."""

from __future__ import annotations

from django.http import HttpResponse
from django.template import engines
from django.urls import path

from trellis.config import urls as site
from trellis.config.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
PAGE = """{% extends "web/base.html" %}{% load files static %}
{% block title %}Desk{% endblock %}
{% block head %}<link rel="stylesheet" href="{% static 'core/css/account.css' %}">
<link rel="stylesheet" href="{% static 'core/css/files.css' %}">{% endblock %}
{% block scripts %}<script src="{% static 'core/js/files.js' %}" defer></script>{% endblock %}
{% block content %}<h1>Desk</h1>{% attachments "desk" key %}{% endblock %}"""


def desk(request, key):
    return HttpResponse(engines["django"].from_string(PAGE).render({"key": key}, request))


urlpatterns = [path("desk/<uuid:key>/", desk, name="desk"), *site.urlpatterns]
