"""What this room keeps of people, why, and what becomes of it.

Answers and results are the learner's own: a copy of their data holds them. What graders wrote to each other is theirs.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, Lapse, declare


def register() -> None:
    """Called when Django starts."""
    why = _("Certificates and duties rest on it until it lapses; the person is a number in it.")
    basis, kept = Basis.LEGITIMATE_INTEREST, Fate.KEEP
    declare(
        Declaration(
            "assessments.Attempt", _("Quizzes that somebody took: what was asked, and the result."), basis,
            Data.PERSONAL, people=("person",), personal=("void_because",),
            plain=("quiz", "title", "revision", "subject", "back_to", "state", "rules"), withheld=("paper",),
            scrubbed=("void_because",), fate=kept, why=why, blanks={"person": {"void_because": ""}},
            lapse=Lapse("quiz-attempts", "handed_in_at", Q(handed_in_at__isnull=False)),
        ),
        Declaration(
            "assessments.Answer", _("What somebody answered in a quiz, and what it earned."), basis, Data.PERSONAL,
            people=("attempt__person",), personal=("value",),
            plain=("key", "type", "fingerprint", "tabs", "last_tab", "override"), withheld=("newer",),
            fate=kept, why=why, files="quiz_answer",
            blanks={"attempt__person": {"value": None, "tabs": {}, "last_tab": ""}},
        ),
        Declaration(
            "assessments.Grading", _("Who graded a quiz by hand."), basis, Data.PERSONAL, named=("grader",),
            fate=kept, why=why,
        ),
        Declaration(
            "assessments.Mark", _("What a grader gave for an answer, and said to the learner."), basis, Data.PERSONAL,
            people=("answer__attempt__person",), personal=("comment",), plain=("bands",), fate=kept, why=why,
            blanks={"answer__attempt__person": {"comment": ""}},
        ),
        Declaration(
            "assessments.Appeal", _("That somebody asked a person to look at a result again, and the answer."), basis,
            Data.PERSONAL, people=("attempt__person",), named=("decided_by",), personal=("words", "because"),
            plain=("state",), fate=kept, why=why, blanks={"attempt__person": {"words": "", "because": ""}},
        ),
        Declaration(
            "assessments.QuestionSum", _("How good questions are, counted."),
            plain=("quiz", "key", "fingerprint", "flags", "advice"),
        ),
        Declaration(
            "assessments.Regrade", _("That a question was wrong, and what was made of it."), basis, Data.PERSONAL,
            accounts=("by",), plain=("quiz", "key", "title", "kind", "fingerprint", "question", "revision", "because"),
            fate=kept, why=why,
        ),
        Declaration(
            "assessments.ScoreChange", _("That a result became another, and why."), basis, Data.PERSONAL,
            people=("attempt__person",), fate=kept, why=why,
        ),
        Declaration(
            "assessments.ExtraTime", _("Who has more time in quizzes, and why."), Basis.LEGAL_DUTY,
            Data.CONFIDENTIAL, people=("person",), named=("given_by",), plain=("quiz",), withheld=("sealed_reason",),
            fate=Fate.DELETE,
        ),
    )  # fmt: skip
