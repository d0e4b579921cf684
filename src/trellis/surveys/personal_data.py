"""What this room keeps of people, model by model: see `core.personal`."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, Subject, declare
from trellis.core.rules import Person
from trellis.surveys.queries.selfid import holder_of


class HiddenDeclaration(Declaration):
    """Rows that lead to their person only with the secret key: they are found by the keyed hash of the person."""

    @property
    def is_personal(self) -> bool:
        """It is, though no column says so."""
        return True

    def condition(self, subject: Subject) -> Q:
        """The rows under the hashes of somebody's records."""
        return Q(holder__in=[holder_of(Person(pk=key)) for key in subject.people])


def register() -> None:
    """Called when Django starts."""
    declare(
        Declaration(
            "surveys.Round", _("Which surveys were held, and what was written without names."),
            Basis.LEGITIMATE_INTEREST, Data.INTERNAL, named=("opened_by",),
            plain=(
                "survey", "title", "questions", "drivers", "dimensions", "anonymity", "changed", "revision",
            ),
            personal=("texts",), scrubbed=("texts",),
        ),
        Declaration(
            "surveys.Asked", _("Whom an open survey asks and who has answered; gone when it closes."),
            Basis.LEGITIMATE_INTEREST, Data.CONFIDENTIAL, people=("person",), plain=("groups",), fate=Fate.DELETE,
        ),
        Declaration(
            "surveys.Urn", _("The answers to an open survey, added together; gone when it closes."),
            data=Data.CONFIDENTIAL, withheld=("content",),
        ),
        Declaration(
            "surveys.GroupResult", _("What groups of five and more said."), plain=("dimension", "name", "counts")
        ),
        Declaration(
            "surveys.Action", _("What teams do because of surveys."), Basis.LEGITIMATE_INTEREST, Data.INTERNAL,
            named=("owner", "made_by"), plain=("driver", "department"), personal=("title",), scrubbed=("title",),
        ),
        HiddenDeclaration(
            "surveys.SelfAnswer", _("What somebody says of themselves, of their own will, to be counted."),
            Basis.CONSENT, Data.CONFIDENTIAL, personal=("answers",), withheld=("holder", "counted"), fate=Fate.DELETE,
        ),
        Declaration(
            "surveys.SelfPast", _("That answers which were withdrawn had been counted, not what they were."),
            data=Data.CONFIDENTIAL, withheld=("counted",),
        ),
        Declaration(
            "surveys.SelfReport", _("What groups of five and more say of themselves."),
            plain=("dimension", "name", "counts"),
        ),
        Declaration(
            "surveys.RetentionRisk", _("That somebody may leave, why, and what is done about it."),
            Basis.LEGITIMATE_INTEREST, Data.CONFIDENTIAL, people=("person",), named=("written_by",),
            personal=("reason", "action"), fate=Fate.DELETE,
        ),
    )  # fmt: skip
