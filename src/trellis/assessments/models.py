"""Records of assessments: attempts with what was asked, answers, grading by hand, appeals, regrading, extra time.

An attempt keeps everything that it needs to be shown and reckoned again: the questions as they were drawn, and the
rules of the quiz as they were when it began. What becomes of the page afterwards changes nothing.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record
from trellis.core.sealedtexts import SealedText


class Attempt(Record):
    """Somebody takes a quiz, once.

    `subject` says within what, as `enrollment:<uuid>` or `quiz:<path>`: attempts are counted for a person, a quiz and a
    subject. `paper` holds the questions as they were drawn, in order (see `papers`), `rules` the settings of the quiz
    when it began. `score` is in per cent; it, `points` and `passed` are known once everything is graded.
    """

    class State(models.TextChoices):
        """Where it stands; one that is void counts for nothing."""

        OPEN = "open", _("under way")
        HANDED_IN = "handed-in", _("waits to be graded")
        GRADED = "graded", _("graded")
        VOID = "void", _("void")

    person = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, related_name="attempts", db_index=False
    )
    quiz = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    revision = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    back_to = models.CharField(max_length=500, blank=True, default="")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    rules = models.JSONField(default=dict)
    paper = models.JSONField(default=list)
    began_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    extra_minutes = models.PositiveIntegerField(default=0)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    by_time = models.BooleanField(default=False)
    graded_at = models.DateTimeField(null=True, blank=True)
    points = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    out_of = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)
    void_because = models.CharField(max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "quiz", "subject", "number"], name="assessments_attempt_numbered"
            ),
            models.UniqueConstraint(
                fields=["person", "quiz", "subject"], condition=Q(state="open"), name="assessments_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state="graded") | Q(score__isnull=False, passed__isnull=False),
                name="assessments_graded_has_score",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("handed-in", "graded")) | Q(handed_in_at__isnull=False),
                name="assessments_handed_has_moment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["quiz", "state", "handed_in_at"], name="assessments_of_quiz"),
            # What a list of results adds up stands in the index alone: a paper is longer than a page of the database.
            models.Index(fields=["quiz", "state", "passed", "score"], name="assessments_results"),
            models.Index(fields=["subject", "quiz"], name="assessments_of_subject"),
            models.Index(fields=["ends_at"], condition=Q(state="open"), name="assessments_running"),
            models.Index(fields=["handed_in_at"], name="assessments_handed_in"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it is still being taken."""
        return self.state == self.State.OPEN

    @property
    def is_over(self) -> bool:
        """Whether it was handed in, by whoever takes it or by the clock."""
        return self.state in (self.State.HANDED_IN, self.State.GRADED)

    def takes_answers(self, grace: timedelta) -> bool:
        """Whether an answer that comes now counts."""
        in_time = self.ends_at is None or timezone.now() <= self.ends_at + grace
        return self.is_open and in_time

    def rule(self, name: str, usual: Any = None) -> Any:
        """A setting of the quiz as it was when this began."""
        return self.rules.get(name, usual)


class Answer(Record):
    """One question of an attempt: what was answered, and what it earned.

    `version` grows with every save that was taken; `tabs` holds the number of the last save of each window, so that
    one which comes late, or twice, changes nothing. Points come from the machine (`auto_points`), from graders
    (`hand_points`) or from an appeal; `override` is what a regrade declared for the question; `newer` is the newer
    question by whose key it is scored, where a regrade said so.
    """

    class Override(models.TextChoices):
        """What a regrade may declare."""

        NONE = "", _("as answered")
        FULL = "full", _("everybody gets the points")
        VOID = "void", _("does not count")

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers", db_index=False)
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=200)
    type = models.CharField(max_length=12)
    fingerprint = models.CharField(max_length=40)
    out_of = models.DecimalField(max_digits=7, decimal_places=2, default=Decimal(1))
    value = models.JSONField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    tabs = models.JSONField(default=dict)
    last_tab = models.CharField(max_length=40, blank=True, default="")
    saved_at = models.DateTimeField(null=True, blank=True)
    flagged = models.BooleanField(default=False)
    hinted_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    auto_points = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    hand_points = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    appeal_points = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    override = models.CharField(max_length=4, choices=Override, blank=True, default=Override.NONE)
    newer = models.JSONField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "position"], name="assessments_answer_placed"),
            models.UniqueConstraint(fields=["attempt", "key"], name="assessments_answer_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["key", "fingerprint"], name="assessments_of_question")]

    def __str__(self) -> str:
        return f"answer {self.pk}"

    @property
    def is_given(self) -> bool:
        """Whether anything was answered."""
        return self.value not in (None, "", [], {})


class Grading(Record):
    """One round of grading an attempt by hand: the first, the second marker's, or the third that decides.

    `again` says that both were asked to look again, since they differ. Without a grader it waits in the queue.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="gradings")
    round = models.PositiveSmallIntegerField(default=1)
    grader = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    again = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "round"], name="assessments_grading_round"),
            models.UniqueConstraint(
                fields=["attempt", "grader"],
                condition=Q(grader__isnull=False),
                name="assessments_grader_once",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(grader__isnull=False),
                name="assessments_finished_by",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["attempt"], condition=Q(finished_at__isnull=True), name="assessments_to_grade"
            )
        ]

    def __str__(self) -> str:
        return f"grading {self.pk}"


class Mark(Record):
    """What a grader gave for one answer: points, those of each criterion of the rubric, a comment to the learner."""

    grading = models.ForeignKey(Grading, on_delete=models.CASCADE, related_name="marks", db_index=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="marks")
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    bands = models.JSONField(default=dict)
    comment = models.TextField(blank=True, default="")
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grading", "answer"], name="assessments_mark_once"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0), name="assessments_mark_not_below"
            ),
        ]

    def __str__(self) -> str:
        return f"mark {self.pk}"


class Appeal(Record):
    """A learner asks a person to look at the result again, of one answer or of the whole attempt."""

    class State(models.TextChoices):
        """What came of it."""

        OPEN = "open", _("waits for an answer")
        UPHELD = "upheld", _("upheld")
        REJECTED = "rejected", _("not upheld")

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="appeals", db_index=False)
    answer = models.ForeignKey(
        Answer, on_delete=models.CASCADE, null=True, blank=True, related_name="appeals"
    )
    words = models.TextField()
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        "core.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    because = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["answer"], condition=Q(state="open"), name="assessments_appeal_once"
            ),
            models.UniqueConstraint(
                fields=["attempt"],
                condition=Q(state="open", answer__isnull=True),
                name="assessments_appeal_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(decided_at__isnull=False), name="assessments_appeal_decided"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "asked_at"], name="assessments_appeals")]

    def __str__(self) -> str:
        return f"appeal {self.pk}"


class Regrade(Record):
    """That a question was wrong, and what was made of it: applied by a job, an attempt at a time."""

    class Kind(models.TextChoices):
        """What is declared."""

        NEWER = "newer", _("the right answer of today counts")
        FULL = "full", _("everybody gets the points")
        VOID = "void", _("the question does not count")
        NONE = "none", _("as it was answered")

    quiz = models.CharField(max_length=300)
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=300, blank=True, default="")
    kind = models.CharField(max_length=5, choices=Kind)
    fingerprint = models.CharField(max_length=40, blank=True, default="")
    question = models.JSONField(null=True, blank=True)
    revision = models.CharField(max_length=200)
    because = models.CharField(max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["quiz", "-asked_at"], name="assessments_regrades")]

    def __str__(self) -> str:
        return f"regrade {self.pk}"


class ScoreChange(Record):
    """That the result of an attempt became another after it was graded, from what to what, and why."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="changes")
    regrade = models.ForeignKey(
        Regrade, on_delete=models.PROTECT, null=True, blank=True, related_name="changes"
    )
    appeal = models.ForeignKey(
        Appeal, on_delete=models.PROTECT, null=True, blank=True, related_name="changes"
    )
    score_before = models.DecimalField(max_digits=5, decimal_places=2)
    score_after = models.DecimalField(max_digits=5, decimal_places=2)
    passed_before = models.BooleanField()
    passed_after = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(regrade__isnull=True) ^ Q(appeal__isnull=True),
                name="assessments_change_has_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"change {self.pk}"


class ExtraTime(Record):
    """That somebody has more time in quizzes, in all or in one. Why is need-to-know, and so is that they have it."""

    confidential: ClassVar[bool] = True
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    percent = models.PositiveSmallIntegerField()
    quiz = models.CharField(max_length=300, blank=True, default="")
    sealed_reason = models.TextField(blank=True, default="")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    reason = SealedText("sealed_reason")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(percent__range=(1, 300)), name="assessments_extra_percent"),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "starts_on"], name="assessments_extra_of")]

    def __str__(self) -> str:
        return f"extra time {self.pk}"


class QuestionSum(Record):
    """What is known of a revision of a question from how it was answered: reckoned each night, kept for lists.

    Shares go from 0 to 1, `discrimination` from -1 to 1; `None` where too few answered. `flags` are those of
    `statistics.Flag`, `advice` one of `statistics.Advice`. `revisions` counts the words in which it was ever asked.
    """

    quiz = models.CharField(max_length=300)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=40)
    asked = models.PositiveIntegerField(default=0)
    facility = models.FloatField(null=True, blank=True)
    discrimination = models.FloatField(null=True, blank=True)
    flags = models.JSONField(default=list)
    advice = models.CharField(max_length=7)
    revisions = models.PositiveIntegerField(default=1)
    reckoned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["quiz", "key", "fingerprint"], name="assessments_question_summed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz} {self.key}: {self.advice}"
