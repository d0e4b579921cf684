"""What comes into this room from files: development plans, with what is done in them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.importing import BadValueError, Column, Importer, Put, Values, choice, day, text
from trellis.core.rules import Account, Fate
from trellis.growth import terms
from trellis.growth.definitions.permissions import SEE
from trellis.growth.models import ActionKind
from trellis.growth.services import taking_over
from trellis.growth.services.taking_over import Arranged
from trellis.people.naming import PERSON, person_named
from trellis.roles.definitions.graph import Role

YES_NO = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}


def _level(cell: str) -> Role:
    found = terms.titled(" ".join(cell.split())) or terms.role_at(cell)
    if found is None:
        raise BadValueError(
            _("The handbook has no such level."), remedy=_("Write its title as the job family has it.")
        )
    return found


def _identify(values: Values) -> tuple[str, ...]:
    return (f"{values['person'].lower()} {values['target'].id} {values.get('action', '')}",)


def _put(values: Values, by: Account) -> Put:
    person, target = person_named(values["person"]), values["target"]
    coach = person_named(values["coach"], "coach") if "coach" in values else None
    action = None
    if "action" in values:
        kind = values.get("kind", ActionKind.OTHER)
        action = (kind, values["action"], values.get("due_on"), values.get("done") == "yes")
    elif {"kind", "due_on", "done"} & set(values):
        raise BadValueError(
            _("This says nothing of what is done."), remedy=_("Fill in this column too."), column="action"
        )
    arranged = Arranged(person, target, values.get("begun_on"), values.get("review_on"), coach, action)
    _plan, is_new, anything = taking_over.take_over_plan(arranged=arranged, by=by)
    fate = Fate.NEW if is_new else Fate.CHANGED if anything else Fate.SAME
    return Put(fate, f"{person.name}: {target.full_title}")


PLANS = Importer(
    name="development-plans",
    title=gettext_lazy("Development plans"),
    help=gettext_lazy(
        "Towards which level somebody is heading. What the level asks for beyond theirs comes from the handbook. There"
        " is a row for each thing that is done; those of a level are one plan."
    ),
    permission=SEE.name,
    columns=(
        PERSON,
        Column("target", gettext_lazy("Level"), gettext_lazy("Its title in the handbook."), required=True,
               parse=_level, example="Senior Accountant", synonyms=("Target level", "Target role", "Zielstufe")),
        Column("begun_on", gettext_lazy("Begun on"), gettext_lazy("Without it, today."), parse=day,
               example="2026-01-12", synonyms=("Start", "Start date", "Begonnen am")),
        Column("review_on", gettext_lazy("Look at it again on"), parse=day, example="2026-07-13",
               synonyms=("Review date", "Next review", "Durchsicht am")),
        Column("coach", gettext_lazy("Coach"), gettext_lazy("The e-mail address or the reference."),
               parse=text(255), example="ben@example.org", synonyms=("Mentor", "Coach email")),
        Column("action", gettext_lazy("What is done"), parse=text(1000), example="Lead the year-end close",
               synonyms=("Action", "Step", "Activity", "Maßnahme")),
        Column("kind", gettext_lazy("Kind"), gettext_lazy("learning, stretch, coaching or other."),
               parse=choice(lambda: {str(key): str(label) for key, label in ActionKind.choices}),
               example="stretch", synonyms=("Type", "Art")),
        Column("due_on", gettext_lazy("Until"), parse=day, example="2026-06-30",
               synonyms=("Due", "Due date", "Fällig am")),
        Column("done", gettext_lazy("Done"), gettext_lazy("yes or no; without it no."),
               parse=choice(lambda: {key: str(label) for key, label in YES_NO.items()}), example="no",
               synonyms=("Completed", "Erledigt")),
    ),
    identify=_identify,
    put=_put,
)  # fmt: skip
