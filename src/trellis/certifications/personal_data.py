"""What this room keeps of people, model by model: see `core.personal`.

A certificate stays when its holder is erased, as an anonymous number: whoever checks it later learns that there was
such a certificate and how it stands, and nothing of whose it is.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, declare


def register() -> None:
    """Called when Django starts."""
    proof = _("It proves what was certified; the person is a number in it.")
    declare(
        Declaration(
            "certifications.Wording", _("The texts by which people were certified."),
            plain=("path", "title", "description", "text", "digest", "revision", "commit"),
        ),
        Declaration(
            "certifications.Award", _("Who holds which certificate, until when, and what strangers read of it."),
            Basis.CONTRACT, Data.PERSONAL, people=("person",),
            plain=("certification", "number", "state", "ladder", "issuer", "entity"), personal=("shown_name",),
            withheld=("token",),
            fate=Fate.KEEP, why=proof, blanks={"person": {"shown_name": "", "is_shared": False}},
        ),
        Declaration(
            "certifications.AwardEvidence", _("What a certificate rests on, by the texts of then."),
            Basis.CONTRACT, Data.PERSONAL, people=("award__person",),
            plain=("place", "kind", "key", "title", "source", "revision"), fate=Fate.KEEP, why=proof,
        ),
        Declaration(
            "certifications.AwardChange", _("What became of a certificate, by whom and why."),
            Basis.CONTRACT, Data.PERSONAL, people=("award__person",), named=("by",), plain=("what",),
            personal=("because",), scrubbed=("because",), fate=Fate.KEEP, why=proof,
        ),
        Declaration(
            "certifications.Doubt", _("Which certificates rested on what was taken back, and what was decided."),
            Basis.CONTRACT, Data.PERSONAL, people=("award__person",), named=("ended_by",), plain=("lost", "state"),
            fate=Fate.KEEP, why=proof,
        ),
        Declaration(
            "certifications.AwardRequest", _("Who asked to have a certificate extended or revoked, and why."),
            Basis.CONTRACT, Data.PERSONAL, people=("award__person",), named=("asked_by", "decided_by"),
            plain=("deed", "state", "digest"), personal=("because", "answer"), scrubbed=("because", "answer"),
            fate=Fate.KEEP, why=proof,
        ),
        Declaration(
            "certifications.SignOff", _("What somebody had signed off, by whom, and what was said about it."),
            Basis.CONTRACT, Data.PERSONAL, people=("person",), named=("decided_by",),
            plain=("certification", "name", "words", "signer", "state", "revision"), personal=("note", "answer"),
            scrubbed=("note", "answer"), fate=Fate.KEEP, why=proof, blanks={"person": {"note": ""}},
        ),
        Declaration(
            "certifications.Must", _("Who has to hold which certification."),
            Basis.CONTRACT, Data.PERSONAL, people=("person",), plain=("certification",), fate=Fate.DELETE,
        ),
        Declaration(
            "certifications.Lack", _("Who has to hold a certification and does not."),
            Basis.CONTRACT, Data.PERSONAL, people=("person",), plain=("certification",), fate=Fate.DELETE,
        ),
    )  # fmt: skip
