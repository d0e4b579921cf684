"""Where things of this room are on the site."""

from __future__ import annotations

from uuid import UUID

from django.urls import NoReverseMatch, reverse


def home_address() -> str:
    """My learning."""
    return reverse("learning:home")


def enrollment_address(key: UUID) -> str:
    """A course that somebody takes."""
    return reverse("learning:enrollment", args=[key])


def part_address(key: UUID, part: str) -> str:
    """A part of a course that somebody takes; the course where nothing can be called so."""
    try:
        return reverse("learning:part", args=[key, part])
    except NoReverseMatch:
        return enrollment_address(key)


def course_address(key: str) -> str:
    """A course in the catalogue; my learning where there is no catalogue."""
    try:
        return reverse("courses:course", args=[key])
    except NoReverseMatch:
        return home_address()


def exemption_address(key: UUID) -> str:
    """What somebody asks to count, with its evidence."""
    return reverse("learning:exemption", args=[key])


def path_address(key: UUID) -> str:
    """A path that somebody takes."""
    return reverse("learning:path", args=[key])


def catalogue_address() -> str:
    """Where courses are chosen; empty where there is no catalogue."""
    try:
        return reverse("courses:catalogue")
    except NoReverseMatch:
        return ""


def campaign_address(key: str, *, banner: bool = False) -> str:
    """What a campaign says to its audience; `banner` where its banner leads there, which is counted."""
    return reverse("learning:campaign", args=[key]) + ("?by=banner" if banner else "")
