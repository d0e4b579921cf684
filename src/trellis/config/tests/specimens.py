"""A row of every model, with values that are easily lost on the way: for whoever must show that nothing is."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count

from django.db import IntegrityError, connection, models, transaction

from trellis.config.backups import tables
from trellis.core.models import Account, Person

TEXT = "Ünïcode “quoted” \\ \n\t line 😀 "
_numbers = count(1)

NONE = {"core.TreeHead"}
"""What only the sealer makes: a head that does not fit the log would be found."""
FITTING = {
    "core.Account": {"access": "reader"},
    "core.Event": {"data": '{"a":1}', "position": None},
    "core.Delivery": {"done_at": None},
    "core.SupportVisit": {"by": lambda: another_account().pk, "began_at": None},
    "discussions.Comment": {"deleted_at": None, "text": TEXT},
    "work.Absence": {"stand_in": lambda: another_account().pk},
    "meetings.Meeting": {"state": "next", "held_on": None},
    "meetings.Series": {"guest": lambda: another_person().pk, "weeks": 2},
    "conversations.Feedback": {"receiver": lambda: another_person().pk, "sealed_text": "", "tone": "praise"},
    "conversations.FeedbackRequest": {"asked": lambda: another_person().pk},
    "conversations.MentorOffer": {"most": 2},
    "conversations.Pair": {
        "mentee": lambda: another_person().pk,
        "state": "active",
        "starts_on": date(2026, 1, 5),
    },
    "classes.Session": {"ends_at": datetime(2027, 1, 1, tzinfo=UTC), "share": 80, "capacity": 9},
    "classes.Cohort": {
        "starts_on": date(2026, 1, 5),
        "ends_on": date(2028, 1, 1),
        "state": "open",
        "ended_at": None,
    },
    "classes.CohortSeat": {"part": "member"},
    "classes.Meeting": {"ends_at": datetime(2027, 1, 1, tzinfo=UTC)},
    "classes.Registration": {"state": "registered", "seat": 1},
    "classes.Feedback": {"content": 4, "facilitation": 5, "value": 3, "sealed_words": ""},
    "classes.Observation": {"sealed_words": ""},
    "intake.CourseRequest": {"impact": 3, "effort": 2, "priority": Decimal("1.50"), "merged_into": None},
    "intake.ContentUpdate": {"state": "open", "done_at": None},
    "intake.SeenRevision": {"id": 1},
    "policies.Followed": {"id": 1},
    "assessments.ScoreChange": {"appeal": None},
    "assessments.ExtraTime": {"percent": 25},
    "learning.Followed": {"id": 1},
    "learning.Enrollment": {"state": "active", "done": 0, "total": 0},
    "learning.PartProgress": {"state": "opened"},
    "learning.Assignment": {"state": "open"},
    "learning.Exemption": {"state": "asked"},
    "learning.PathEnrollment": {"state": "active"},
    "learning.Rating": {"stars": 3},
    "learning.TakenBack": {"path": None},
    "web.MailedView": {"day": 1, "stopped_at": None, "stopped_for": ""},
    "pages.Proposal": {"state": "open", "merged_as": "", "ended_at": None},
}
"""What a row needs so that the database takes it, where neither values of the right types nor empty ones are enough."""


def fill(apps):
    """A row for every model, where one can be made; gives the models that have none."""
    made, empty = {}, []
    for label, model in tables.models_of(apps).items():
        if label in NONE or label in tables.LEFT_OUT:
            continue
        if specimen(model, made) is None and not model._base_manager.exists():
            empty.append(label)
    return empty


def specimen(model, made):
    """A row of a model, with rows of those that it points to; None where the database refuses it."""
    label = model._meta.label
    if label in made:
        return made[label]
    made[label] = None
    values = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField):
            continue
        value = FITTING.get(label, {}).get(field.name, Ellipsis)
        if value is Ellipsis:
            value = _pointed_to(field, made) if field.is_relation else _value(field)
        elif callable(value):
            value = value()
        values[field.attname] = value
    for attempt in (values, {**values, **_without(model)}, {**values, **_bare(model), **_without(model)}):
        row = model(**attempt)
        try:
            with transaction.atomic():
                _insert(model, row)
        except IntegrityError:
            continue
        made[label] = row
        return row
    return None


def _insert(model, row):
    fields = [each for each in model._meta.concrete_fields if not isinstance(each, models.AutoField)]
    if isinstance(model._meta.pk, models.AutoField):
        row.pk = model._base_manager._insert(
            [row], fields=fields, using="default", raw=True, returning_fields=[model._meta.pk]
        )[0][0]
    else:
        model._base_manager._insert([row], fields=fields, using="default", raw=True)
    connection.check_constraints([model._meta.db_table])


def _without(model):
    return {field.attname: None for field in model._meta.concrete_fields if field.null}


def _bare(model):
    texts = (models.CharField, models.TextField)
    return {
        each.attname: "" for each in model._meta.concrete_fields if each.blank and isinstance(each, texts)
    }


def another_account():
    """One who is not the account that other rows point to."""
    return Account.objects.get_or_create(email="another@example.org", defaults={"name": "Another"})[0]


def another_person():
    """One who is not the person that other rows point to."""
    return Person.objects.get_or_create(name="Another")[0]


def _pointed_to(field, made):
    if field.remote_field.model is field.model:
        return None
    found = specimen(field.remote_field.model, made)
    return None if found is None else getattr(found, field.target_field.attname)


def _value(field):  # noqa: C901 - a table
    number = next(_numbers)
    if field.choices:
        return field.choices[0][0]
    match field:
        case models.UUIDField():
            return uuid.uuid4()
        case models.URLField():
            return f"https://example.org/{number}"
        case models.BooleanField():
            return True
        case models.JSONField():
            return {"list": [1, 2.5, None, "ä"], "text": TEXT}
        case models.BinaryField():
            return bytes(range(256))
        case models.DateTimeField():
            return datetime(2026, 3, 29, 1, 59, 59, 123456, tzinfo=UTC) + timedelta(seconds=number)
        case models.DateField():
            return date(2026, 2, 28) + timedelta(days=number)
        case models.TimeField():
            return time(23, 59, 59, 1)
        case models.DurationField():
            return timedelta(days=3, seconds=7, microseconds=9)
        case models.DecimalField():
            return Decimal(1).scaleb(-field.decimal_places) + number % 10  # what the smallest has room for
        case models.FloatField():
            return 0.1 + number
        case models.IntegerField():
            return number
        case models.EmailField():
            return f"somebody-{number}@example.org"
        case _:
            return f"{number} {TEXT}"[: field.max_length or None]
