"""That a role takes over another one's lists is read in all wordings, and only where it is said of roles."""

from __future__ import annotations

import pytest

from trellis.roles.definitions.model import Part
from trellis.roles.definitions.names import fold
from trellis.roles.definitions.sentences.inheritance import extension_in
from trellis.roles.tests.pages import run_of

DOES, NEEDS = Part.RESPONSIBILITIES, Part.REQUIREMENTS
WITH_THE_WORD = {
    "Extends the Buyer responsibilities": ((DOES,), ["Buyer"]),
    "Extends that of the Buyer requirements": ((NEEDS,), ["Buyer"]),
    "Extends Buyer responsibilities": ((DOES,), ["Buyer"]),
    "Extends the [Buyer](#buyer) responsibilities": ((DOES,), ["Buyer"]),
    "Extends: Buyer": ((), ["Buyer"]),
    "Extends the Buyer role": ((), ["Buyer"]),
    "Extends the Buyer (Intermediate) responsibilities and requirements": ((DOES, NEEDS), ["Buyer (Intermediate)"]),
    "The Senior Buyer role extends the Buyer role.": ((), ["Buyer"]),
    "This level extends the Buyer level.": ((), ["Buyer"]),
    "The requirements of the Senior Buyer extend the Buyer role and include:": ((NEEDS,), ["Buyer"]),
    "Extends the Sr. Buyer responsibilities by leading others": ((DOES,), ["Sr. Buyer"]),
    "Extends the Buyer and Senior Buyer requirements": ((NEEDS,), ["Buyer", "Senior Buyer"]),
    "Extends the Senior or Staff Buyer responsibilities": ((DOES,), ["Senior Buyer", "Staff Buyer"]),
    "Extends the [Buyer](/a/) and [Ledger Keeping](/b/) requirements": ((NEEDS,), ["Buyer", "Ledger Keeping"]),
    "Exends thet of the Buyer responsibilites": ((DOES,), ["Buyer"]),
    "Extends the Butler responsibilities": ((DOES,), ["Butler"]),
    "Extends the Byte Engineer responsibilities, plus": ((DOES,), ["Byte Engineer"]),
    "Extending the Buyer responsibilities": ((DOES,), ["Buyer"]),
}  # fmt: skip
WITHOUT_THE_WORD = {
    "Includes all Senior level requirements listed.": ((NEEDS,), ["Senior"]),
    "Includes senior responsibilities listed [here](#senior-buyer-responsibilities)": ((DOES,), ["senior"]),
    "Includes all requirements listed for the Senior level": ((NEEDS,), ["Senior"]),
    "Shares the same responsibilities as the Buyer": ((DOES,), ["Buyer"]),
    "The Senior Buyer has all the same requirements as a Buyer, plus:": ((NEEDS,), ["Buyer"]),
    "Same requirements as the Buyer listed above and also:": ((NEEDS,), ["Buyer"]),
    "The same responsibilities of a Buyer, plus the below:": ((DOES,), ["Buyer"]),
    "Same as the Buyer, plus:": ((), ["Buyer"]),
    "The responsibilities for a Field Buyer are the same as a Buyer.": ((DOES,), ["Buyer"]),
    "All the responsibilities of a Buyer, plus:": ((DOES,), ["Buyer"]),
    "All of the requirements of a Buyer": ((NEEDS,), ["Buyer"]),
    "All duties of a Buyer": ((DOES,), ["Buyer"]),
    "All Buyer responsibilities, plus:": ((DOES,), ["Buyer"]),
    "Must meet all the Buyer requirements": ((NEEDS,), ["Buyer"]),
    "Includes all responsibilities of the Buyer level": ((DOES,), ["Buyer"]),
    "Includes the responsibilities of the Buyer": ((DOES,), ["Buyer"]),
    "Senior Buyers are expected to meet the Buyer requirements, plus:": ((NEEDS,), ["Buyer"]),
    "The requirements of a Buyer, plus": ((NEEDS,), ["Buyer"]),
    "Buyer responsibilities, plus:": ((DOES,), ["Buyer"]),
    "The Buyer requirements apply": ((NEEDS,), ["Buyer"]),
    "In addition to the requirements for Buyers:": ((NEEDS,), ["Buyers"]),
    "In addition to meeting all of the requirements of a Buyer": ((NEEDS,), ["Buyer"]),
    "On top of the Buyer responsibilities": ((DOES,), ["Buyer"]),
    "Builds on the Buyer requirements": ((NEEDS,), ["Buyer"]),
    "Builds upon the responsibilities of the Buyer": ((DOES,), ["Buyer"]),
    "Expands on the Buyer responsibilities": ((DOES,), ["Buyer"]),
    "The Senior Buyer inherits the responsibilities of the Buyer as well as:": ((DOES,), ["Buyer"]),
    "Inherits from the Buyer": ((), ["Buyer"]),
    "Everything in the Buyer role, plus:": ((), ["Buyer"]),
    "Everything expected of a Buyer, plus": ((), ["Buyer"]),
    "A Senior Buyer does everything a Buyer does, plus:": ((), ["Buyer"]),
    "Senior Buyers are Buyers who meet the following criteria:": ((), ["Buyers"]),
    "See the Buyer responsibilities": ((DOES,), ["Buyer"]),
}
ABOVE = {
    "Shares the same responsibilities outlined above": (DOES,),
    "Has all the same requirements as the ones outlined above plus the following:": (NEEDS,),
    "This role includes all of the requirements above, plus:": (NEEDS,),
    "Includes all of the responsibilities of the previous level, plus:": (DOES,),
    "Same requirements as above": (NEEDS,),
    "All of the above": (),
    "All of the above responsibilities and:": (DOES,),
    "Everything listed above": (),
    "In addition to the above requirements:": (NEEDS,),
    "Extends the requirements of the previous level": (NEEDS,),
}
NOT_OF_ROLES = (
    "Extends our platform to new regions",
    "Extends the reach of the brand through partners",
    "Extended experience with suppliers",
    "Experience that extends beyond one market",
    "Builds on the feedback of suppliers",
    "Builds on the vision of the Director",
    "Includes all hands in the planning",
    "Has executive presence and communication skills",
    "Meets the requirements of our customers",
    "Meets all of the compliance requirements of the business",
    "Makes sure that all requirements of the audit are met",
    "Gathers all requirements from the departments",
    "Understands the requirements of a Buyer",
    "Partner with Legal / Tax on contractual requirements.",
    "Everything in moderation",
    "In addition to technical skills, writes clearly",
    "An intern is not required to meet the Buyer requirements",
    "All responsibilities are shared with the team",
    "Same day delivery",
    "Overflow Director responsibilities",
    "See also our Buyer responsibilities page.",
)


def read(text: str, titles: frozenset[str] = frozenset()) -> tuple[tuple[Part, ...], list[str | None]] | None:
    run = run_of(text)
    found = extension_in(run, 0, len(run.text), titles)
    if not found:
        return None
    return found[0].parts, [each.target.title if each.target else None for each in found]


@pytest.mark.parametrize(("text", "expected"), (WITH_THE_WORD | WITHOUT_THE_WORD).items())
def test_inheritance_is_read_with_its_lists_and_targets(
    text: str, expected: tuple[tuple[Part, ...], list[str]]
) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(("text", "parts"), ABOVE.items())
def test_above_and_the_previous_level_name_nobody(text: str, parts: tuple[Part, ...]) -> None:
    assert read(text) == (parts, [None])


@pytest.mark.parametrize("text", NOT_OF_ROLES)
def test_what_is_not_said_of_roles_is_no_inheritance(text: str) -> None:
    assert read(text) is None


def test_a_title_of_the_page_is_a_role_whatever_its_words() -> None:
    text = "Builds on the Harbour Pilotage requirements"

    assert read(text) is None
    assert read(text, frozenset({fold("Harbour Pilotage")})) == ((NEEDS,), ["Harbour Pilotage"])


@pytest.mark.parametrize(
    ("text", "adds"),
    [
        ("Extends the Buyer requirements", False),
        ("In addition to the Buyer requirements:", False),
        ("In addition to the Buyer requirements, the Senior Buyer will have the following", False),
        ("In addition to the Buyer requirements, speaks a second language of the suppliers", True),
    ],
)
def test_a_pointer_that_goes_on_to_say_something_adds_it(text: str, adds: bool) -> None:
    run = run_of(text)

    [found] = extension_in(run, 0, len(run.text))

    assert found.adds is adds


def test_a_linked_target_keeps_its_destination() -> None:
    run = run_of("Extends the [Senior Buyer](/job-families/supply/#senior-buyer) responsibilities")

    [found] = extension_in(run, 0, len(run.text))

    assert found.target is not None
    assert found.target.destination == "/job-families/supply/#senior-buyer"
