"""Where courses are on the site."""

from __future__ import annotations

from django.urls import reverse


def course_address(key: str) -> str:
    """The page of a course."""
    return reverse("courses:course", args=[key])


def lesson_address(key: str, part: str) -> str:
    """A lesson as learners see it, for those who may change it."""
    return reverse("courses:lesson", args=[key, part])


def path_address(key: str) -> str:
    """The page of a path."""
    return reverse("courses:path", args=[key])


def care_address(key: str) -> str:
    """How a course stands, for those who look after it."""
    return reverse("courses:care-course", args=[key])
