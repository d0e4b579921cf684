"""What can be permitted about automations."""

from __future__ import annotations

from trellis.core.definitions.permissions import Permission
from trellis.handbook.words import gettext_noop as _

SEE = Permission("automations.see", _("see automations and when they ran"), "reader")
OWN = Permission(
    "automations.own", _("have automations act in their name"), "contributor", implies=(SEE.name,)
)
MANAGE = Permission(
    "automations.manage",
    _("pause, resume and repeat automations of others, and see what they acted on"),
    "administrator",
    implies=(SEE.name,),
)
PERMISSIONS = (SEE, OWN, MANAGE)
