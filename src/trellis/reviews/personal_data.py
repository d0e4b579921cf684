"""What this room keeps of people, model by model: see `core.personal`.

Whose review it is has the answers that they may read; what others wrote names those others too. So copies of
somebody's data say that there were reviews and how they went on, and people read the words in the application.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, Lapse, declare


def register() -> None:
    """Called when Django starts."""
    why = _("It explains how somebody was judged until claims about it lapse; the person is a number in it.")
    declare(
        Declaration(
            "reviews.ReviewCycle", _("Rounds of performance reviews."), accounts=("opened_by",),
            plain=("name", "title", "revision", "form"), basis=Basis.LEGITIMATE_INTEREST, data=Data.PERSONAL,
            fate=Fate.KEEP, why=why,
        ),
        Declaration("reviews.RoleForm", _("What was expected of a role."), plain=("title", "items")),
        Declaration("reviews.CalibrationBoard", _("Sessions in which managers compare."),
                    plain=("title", "departments")),
        Declaration(
            "reviews.Facilitator", _("Who leads such a session."), Basis.LEGITIMATE_INTEREST, Data.PERSONAL,
            people=("person",), fate=Fate.KEEP, why=why,
        ),
        Declaration(
            "reviews.Review", _("Performance reviews: who was reviewed by whom, how far it is."),
            Basis.LEGITIMATE_INTEREST, Data.CONFIDENTIAL, people=("person",), named=("manager",),
            plain=("department", "state"), withheld=("sealed_answer", "sealed_fewer"), fate=Fate.KEEP, why=why,
            lapse=Lapse("reviews", "kept_from", Q(kept_from__isnull=False)),
        ),
        Declaration(
            "reviews.Writing", _("Who was asked to write for a review, and what is not handed in yet."),
            Basis.LEGITIMATE_INTEREST, Data.CONFIDENTIAL, named=("writer",), plain=("kind", "state"),
            withheld=("sealed_draft", "sealed_because"), fate=Fate.KEEP, why=why,
        ),
        Declaration(
            "reviews.Submission", _("What was handed in for a review."), Basis.LEGITIMATE_INTEREST,
            Data.CONFIDENTIAL, withheld=("sealed_text",), fate=Fate.KEEP, why=why,
        ),
        Declaration(
            "reviews.CalibrationMove", _("That somebody was placed otherwise in a session, and why."),
            Basis.LEGITIMATE_INTEREST, Data.CONFIDENTIAL, named=("by",), withheld=("sealed_why",),
            fate=Fate.KEEP, why=why,
        ),
    )  # fmt: skip
