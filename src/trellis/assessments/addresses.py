"""Where things of this room are on the site."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse


def home_address() -> str:
    """My quizzes and my attempts."""
    return reverse("assessments:home")


def attempt_address(key: UUID) -> str:
    """Where an attempt is taken, and looked at afterwards."""
    return reverse("assessments:attempt", args=[key])


def quiz_address(path: str) -> str:
    """Where a quiz is begun."""
    return reverse("assessments:quiz", args=[path])


def queue_address(quiz: str = "") -> str:
    """What waits to be graded, of all quizzes or of one."""
    address = reverse("assessments:queue")
    return f"{address}?quiz={quiz}" if quiz else address


def grading_address(key: UUID) -> str:
    """Where an attempt is graded."""
    return reverse("assessments:grading", args=[key])


def appeal_address(key: UUID) -> str:
    """Where an appeal is answered."""
    return reverse("assessments:appeal", args=[key])


def question_address(path: str, name: str) -> str:
    """A revision of a question of a quiz, by its fingerprint: what is known of it."""
    return reverse("assessments:question", args=[name, path])


def results_address(path: str) -> str:
    """The results of a quiz and of its questions."""
    return reverse("assessments:results", args=[path])
