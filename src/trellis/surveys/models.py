"""Records of surveys, self-identification, actions and risks.

Who was asked and whether they answered (`Asked`) and what was answered (`Urn`) share nothing but the round: no person,
no moment, no order. An urn is one row that holds counts of all answers of a round together, never a ballot; when the
round closes it is destroyed, with who was asked, and what may be shown is left: `GroupResult`.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.records import Record
from trellis.surveys.definitions.surveys import Question
from trellis.surveys.fields import SealedField


class Unordered(models.Model):
    """A row whose identifier tells nothing of when it was made."""

    confidential: ClassVar[bool] = False
    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True


class RoundState(models.TextChoices):
    """Where a round stands."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class Round(Record):
    """A survey as it was asked once: its questions are those of the handbook at `revision` when it opened.

    `survey` is the name of its page. `asked` and `answered` are written when it closes; until then they are none.
    """

    survey = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=6, choices=RoundState, default=RoundState.OPEN)
    opens_on = models.DateField()
    closes_on = models.DateField()
    threshold = models.PositiveSmallIntegerField()
    questions = models.JSONField()
    drivers = models.JSONField(default=dict)
    dimensions = models.JSONField(default=list)
    anonymity = models.CharField(max_length=1000, blank=True, default="")
    changed = models.JSONField(default=list)
    """The identifiers of questions whose words are others than in the round before."""
    shared = models.BooleanField(default=False)
    asked = models.PositiveIntegerField(null=True)
    answered = models.PositiveIntegerField(null=True)
    texts = models.JSONField(default=dict)
    revision = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)
    opened_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["survey"], condition=Q(state="open"), name="survey_has_one_open_round"
            ),
            models.CheckConstraint(condition=Q(threshold__gte=5), name="survey_threshold_of_five"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="survey_closes_after_it_opens"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["survey", "-opens_on"], name="survey_round_newest"),
            models.Index(fields=["state", "closes_on"], name="survey_round_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.survey} from {self.opens_on}"

    @property
    def asked_questions(self) -> tuple[Question, ...]:
        """The questions as they were asked."""
        return tuple(Question(**{**each, "options": tuple(each["options"])}) for each in self.questions)


class Asked(Unordered):
    """That somebody is asked in a round, and whether they answered. Without a moment; gone when the round closes.

    `groups` are those in which they were when the round opened.
    """

    confidential: ClassVar[bool] = True
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="people", db_index=False)
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    groups = models.JSONField()
    has_answered = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "person"], name="survey_asks_somebody_once")
        ]

    def __str__(self) -> str:
        return f"asked in {self.round_id}"


class Urn(Unordered):
    """All answers of a round, added together and sealed: how often each value was chosen in each group, and the texts
    in the order of the alphabet. Nobody's answers are in it as such. One row for a round, there from its first moment.
    """

    confidential: ClassVar[bool] = True
    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="urn")
    content = SealedField(default=dict)

    def __str__(self) -> str:
        return f"urn of {self.round_id}"


class GroupResult(Unordered):
    """What may be shown of a group in a closed round: written once, never computed again.

    `dimension` is what the group is one of, such as `department` or `department+manager`, `all` for everybody; `name`
    is its value. `counts` say for each question how often each value was chosen.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="results", db_index=False)
    dimension = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    asked = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    counts = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "dimension", "name"], name="survey_result_of_group_once"
            ),
            models.CheckConstraint(condition=Q(answered__gte=5), name="survey_result_of_five"),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.name} in {self.round_id}"


class ActionState(models.TextChoices):
    """Where an action stands."""

    OPEN = "open", _("open")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class Action(Record):
    """What a team does because of a survey: who sees to it, until when."""

    round = models.ForeignKey(Round, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions")
    driver = models.CharField(max_length=60, blank=True, default="")
    title = models.CharField(max_length=200)
    department = models.CharField(max_length=60)
    owner = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=7, choices=ActionState, default=ActionState.OPEN)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["department", "state", "due_on"], name="survey_action_of_team"),
        ]

    def __str__(self) -> str:
        return self.title


class SelfAnswer(Unordered):
    """What somebody says of themselves, sealed; theirs alone to see, change and withdraw.

    `holder` is a keyed hash of the person, so that nobody who reads the table without the secret key finds whose row
    it is. `counted` are the groups in which it was counted in reports, by year: sealed as well.
    """

    confidential: ClassVar[bool] = True
    holder = models.CharField(max_length=64, unique=True)
    answers = SealedField(default=dict)
    counted = SealedField(default=list)

    def __str__(self) -> str:
        return "self-identification"


class SelfPast(Unordered):
    """That answers which were changed or withdrawn had been counted, in which groups, and nothing of what they were."""

    confidential: ClassVar[bool] = True
    counted = SealedField(default=list)

    def __str__(self) -> str:
        return "counted once"


class SelfReport(Unordered):
    """What may be shown of self-identification in a group, as of one day of a year; written once."""

    year = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    dimension = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    team = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    counts = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "dimension", "name"], name="self_report_of_group_once"),
            models.CheckConstraint(condition=Q(answered__gte=5), name="self_report_of_five"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["dimension", "name", "year"], name="self_report_over_years")
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.name} {self.year}"


class RiskLevel(models.TextChoices):
    """How likely it is that somebody leaves."""

    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")


class RetentionRisk(Record):
    """That somebody may leave, why, and what is done about it: for the line above them and their people partner."""

    confidential: ClassVar[bool] = True
    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="+")
    level = models.CharField(max_length=6, choices=RiskLevel)
    reason = models.CharField(max_length=500)
    action = models.CharField(max_length=500, blank=True, default="")
    review_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey("core.Account", on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], name="retention_risk_of_somebody_once")
        ]
        indexes: ClassVar = [models.Index(fields=["level"], name="retention_risk_by_level")]

    def __str__(self) -> str:
        return "retention risk"
