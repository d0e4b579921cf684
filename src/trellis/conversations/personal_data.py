"""What this room keeps of people, model by model: see `core.personal`.

What was said is withheld from copies: it is read in the application by those whom it was said between. A copy says who
said something to whom, and when.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, declare


def register() -> None:
    """Called when Django starts."""
    why = _("The other one of the two still needs what was written; the person is a number in it.")
    declare(
        Declaration(
            "conversations.FeedbackRequest", _("Who asked whom for feedback."), Basis.LEGITIMATE_INTEREST,
            Data.CONFIDENTIAL, people=("asker",), named=("asked",), plain=("state",), withheld=("sealed_question",),
            fate=Fate.DELETE,
        ),
        Declaration(
            "conversations.Feedback", _("What colleagues said of somebody's work, to them."),
            Basis.LEGITIMATE_INTEREST, Data.CONFIDENTIAL, people=("receiver",), named=("giver", "manager"),
            plain=("tone",), withheld=("sealed_text",), fate=Fate.DELETE,
        ),
        Declaration(
            "conversations.MentorOffer", _("Who offers to mentor others, and in what."), Basis.LEGITIMATE_INTEREST,
            Data.PERSONAL, people=("person",), personal=("words", "topics"), plain=("way",), scrubbed=("words",),
            fate=Fate.DELETE,
        ),
        Declaration(
            "conversations.Pair", _("Who mentors or coaches whom, what for and until when."),
            Basis.LEGITIMATE_INTEREST, Data.CONFIDENTIAL, people=("mentor", "mentee"), plain=("way", "state"),
            withheld=("sealed_goal", "sealed_answer"), fate=Fate.KEEP, why=why,
        ),
        Declaration(
            "conversations.Session", _("When the two of a mentoring met, and their notes."),
            Basis.LEGITIMATE_INTEREST, Data.CONFIDENTIAL, people=("pair__mentor", "pair__mentee"), named=("by",),
            withheld=("sealed_notes",), fate=Fate.KEEP, why=why,
        ),
        Declaration(
            "conversations.Reflection", _("What somebody wrote at the end of a mentoring."),
            Basis.LEGITIMATE_INTEREST, Data.CONFIDENTIAL, people=("writer",), withheld=("sealed_text",),
            fate=Fate.DELETE,
        ),
    )  # fmt: skip
