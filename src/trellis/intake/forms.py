"""Forms of requests: input to clean values."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from trellis.core.forms import RecordForm
from trellis.core.records import uuid7
from trellis.core.rules import Account
from trellis.courses.definitions.skeletons import key_of
from trellis.handbook.errors import TrellisError
from trellis.intake import terms
from trellis.intake.definitions import stages
from trellis.intake.models import Kind, Modality
from trellis.intake.queries.boards import following
from trellis.intake.services.asking import Wish
from trellis.intake.services.staging import Scope
from trellis.work.services.tasks import somebody_named

_IS_KEY = re.compile(r"^(?:/?courses/)?[a-z0-9-]*/?(?:course\.md)?$")
MARKS = [(str(n), str(n)) for n in range(stages.LEAST, stages.MOST + 1)]


def _words(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=False, help_text=help_text, input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


def _number(label: Any, help_text: Any = "", *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=required, min_value=1, max_value=60_000, help_text=help_text
    )


class WishForm(RecordForm):
    """What somebody asks for. The title looks for requests that say the same while it is typed."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("What is it about?"), max_length=200, help_text=_("A few words, such as “Reading a tachograph”."),
        widget=forms.TextInput(attrs={
            "hx-get": reverse_lazy("intake:similar"), "hx-trigger": "input changed delay:300ms",
            "hx-target": "#similar", "hx-include": "[name=need]", "hx-sync": "this:replace",
        }),
    )  # fmt: skip
    need = forms.CharField(
        label=_("What should people be able to do that they cannot now?"), max_length=10_000, widget=_words(4),
        help_text=_("Say what they do at work, not what they should know."),
    )  # fmt: skip
    audience = forms.CharField(
        label=_("Who?"), max_length=300, help_text=_("Teams, roles, or who is new at something.")
    )
    people = _number(_("How many people?"))
    wanted_by = _day(_("By when?"), _("Leave it empty where no day matters."))
    otherwise = forms.CharField(
        label=_("What happens without it?"), required=False, max_length=10_000, widget=_words(2)
    )
    kind = forms.ChoiceField(label=_("What do you have in mind?"), choices=Kind.choices, initial=Kind.COURSE)
    pages = forms.CharField(
        label=_("Pages of the handbook"), required=False, max_length=10_000, widget=_words(2),
        help_text=_("What it is about; a path on each line, such as policies/expenses.md."),
    )  # fmt: skip
    links = forms.CharField(
        label=_("Links"), required=False, max_length=10_000, widget=_words(2),
        help_text=_("An address on each line. Files are added once it is asked for."),
    )  # fmt: skip

    @property
    def wish(self) -> Wish:
        """What was typed."""
        values = self.cleaned_data
        return Wish(**{name: values[name] for name in values if name not in ("key", "seen")})


class VoteForm(RecordForm):
    """For whom somebody needs it, too."""

    team = forms.CharField(label=_("Team"), required=False, max_length=100)
    people = _number(_("How many people?"), required=True)
    why = forms.CharField(label=_("What for"), required=False, max_length=500)


class MarksForm(RecordForm):
    """Impact and effort, with who begins."""

    impact = forms.ChoiceField(
        label=_("Impact"), choices=MARKS, initial="3", help_text=_("1: pleasant. 5: work stops without it.")
    )
    effort = forms.ChoiceField(
        label=_("Effort"), choices=MARKS, initial="3", help_text=_("1: an afternoon. 5: months.")
    )


class AcceptForm(MarksForm):
    """Taking a request on."""

    owner = forms.CharField(
        label=_("Who begins"), required=False, max_length=254, help_text=_("A name or an address.")
    )
    due_on = _day(_("Until"))


class QuestionForm(RecordForm):
    """Asking back, or answering."""

    text = forms.CharField(label=_("Words"), max_length=10_000, widget=_words())


class DeclineForm(RecordForm):
    """Why there will be no such course, and what there is instead."""

    reason = forms.CharField(label=_("Why"), max_length=10_000, widget=_words(2))
    instead = forms.CharField(
        label=_("What there is instead"), required=False, max_length=1000, widget=_words(2),
        help_text=_("A course, a page of the handbook, somebody to ask."),
    )  # fmt: skip


class MergeForm(RecordForm):
    """Into which one."""

    into = forms.ChoiceField(label=_("Into"))
    text = forms.CharField(label=_("Why"), required=False, max_length=1000)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = choices  # type: ignore[attr-defined]


class MoveForm(RecordForm):
    """Into which stage, with who has it."""

    to = forms.ChoiceField(label=_("Stage"))
    owner = forms.CharField(
        label=_("Who"),
        required=False,
        max_length=254,
        help_text=_("A name or an address; empty: who has it now."),
    )
    due_on = _day(_("Until"))
    text = forms.CharField(
        label=_("Words"), required=False, max_length=10_000, widget=_words(2),
        help_text=_("Needed where it goes back."),
    )  # fmt: skip

    def __init__(self, *args: Any, present: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = following(present)  # type: ignore[attr-defined]


class ReplanForm(RecordForm):
    """Another day."""

    due_on = _day(_("Until"))
    reason = forms.CharField(label=_("Why"), required=False, max_length=1000)


class OwnerForm(RecordForm):
    """Somebody else."""

    owner = forms.CharField(label=_("Who"), max_length=254, help_text=_("A name or an address."))


class ScopeForm(RecordForm):
    """What it will be."""

    objectives = forms.CharField(
        label=_("Objectives"), required=False, max_length=10_000, widget=_words(4),
        help_text=_("What somebody can do afterwards, one on each line."),
    )  # fmt: skip
    modality = forms.ChoiceField(
        label=_("How it is learned"), required=False, choices=[("", "–"), *Modality.choices]
    )
    learners = forms.CharField(label=_("Who learns it"), required=False, max_length=300)
    minutes = _number(_("Minutes for a learner"))

    @property
    def scope(self) -> Scope:
        """What was typed."""
        return Scope(**self.cleaned_data)


class LinkForm(RecordForm):
    """What comes of it."""

    course = forms.CharField(
        label=_("The course"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"list": "known-courses"}),
        help_text=_("Its title. It need not be there yet."),
    )  # fmt: skip
    proposal = forms.CharField(
        label=_("Proposal"), required=False, max_length=300, help_text=_("Its number or address.")
    )

    def clean_course(self) -> str:
        """The key of the course that is meant: by its title, by what its title will make its key, or written so."""
        said = " ".join(self.cleaned_data["course"].split())
        return terms.course_titled(said) or (said if _IS_KEY.search(said) else key_of(said))


class ReviewersForm(RecordForm):
    """Who looks at it."""

    reviewers = forms.CharField(
        label=_("Reviewers"), required=False, max_length=5000, widget=_words(2),
        help_text=_("A name or an address on each line. While it is in review, it waits on them."),
    )  # fmt: skip


class ReviewForm(RecordForm):
    """What a reviewer thinks."""

    text = forms.CharField(
        label=_("Words"), required=False, max_length=10_000, widget=_words(),
        help_text=_("Needed where something is missing."),
    )  # fmt: skip


def somebody(text: str, by: Account, field: str = "owner") -> Account | None:
    """Whom a name or an address means; None of nothing. Raises TrellisError with the field."""
    if not text.strip():
        return None
    try:
        return somebody_named(text, by=by)
    except TrellisError as error:
        error.field = field  # type: ignore[attr-defined]
        raise


class LookedForm(RecordForm):
    """That a course stays as it is."""

    reason = forms.CharField(
        label=_("Why"), max_length=10_000, widget=_words(2), help_text=_("Whoever asks later finds it here.")
    )
