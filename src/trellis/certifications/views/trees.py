"""A tree of requirements as a page shows it: what each asks for, whether and by what it is met, what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from trellis.certifications import naming
from trellis.certifications.definitions.evaluating import Result
from trellis.certifications.definitions.evidence import SIGN_OFF, Evidence
from trellis.certifications.definitions.requirements import Requirement
from trellis.certifications.doors import Door
from trellis.certifications.models import SignOff
from trellis.certifications.queries.standing import Standing


@dataclass(frozen=True, slots=True)
class Proof:
    """What meets a requirement: its name, its day, how, and its page as it was then."""

    evidence: Evidence
    how: str
    then: str


@dataclass(frozen=True, slots=True)
class Line:
    """A requirement with those that it is put together of. `is_met` is `None` where nothing is asked of the reader now.

    `sign_off` is what the reader asked to have signed off last; `can_ask` whether they can ask for it now.
    """

    label: str
    under: str
    is_met: bool | None
    url: str
    have: str
    want: str
    proofs: tuple[Proof, ...]
    lines: tuple[Line, ...]
    name: str = ""
    sign_off: SignOff | None = None
    can_ask: bool = False


def tree_of(standing: Standing, signed: dict[str, SignOff], door: Door) -> Line | None:
    """What has to be shown now, with how it stands; of a certificate that counts, what had to be shown."""
    if standing.result is not None:
        return _line(standing.result, signed, standing.is_for_them, door)
    whole = standing.certification.requires
    return _plain(whole, door) if whole is not None else None


def _line(result: Result, signed: dict[str, SignOff], is_for_them: bool, door: Door) -> Line:
    made = result.requirement
    is_sign_off = made.kind == SIGN_OFF
    row = signed.get(made.key) if is_sign_off else None
    waits = row is not None and row.state == "asked"
    return Line(
        naming.label_of(made), naming.under_of(made) if made.kind else "", result.is_met,
        door(made) if made.kind else "",
        f"{result.have.normalize():f}", f"{result.want.normalize():f}",
        () if result.parts else tuple(_proof(each) for each in result.evidence),
        tuple(_line(each, signed, is_for_them, door) for each in result.parts),
        made.key if is_sign_off else "", row, is_sign_off and is_for_them and not result.is_met and not waits,
    )  # fmt: skip


def _plain(made: Requirement, door: Door) -> Line:
    return Line(
        naming.label_of(made), naming.under_of(made) if made.kind else "", None,
        door(made) if made.kind else "", "", "", (),
        tuple(_plain(each, door) for each in made.parts),
    )  # fmt: skip


def _proof(each: Evidence) -> Proof:
    return Proof(
        each,
        naming.under_of_evidence(each.kind, each.amount),
        naming.then_address(each.kind, each.key, each.revision),
    )
