"""Who may see roles."""

from trellis.web.rules import can_visit

can_see_roles = can_visit
"""Those who may read the handbook: roles are defined in it and hold nothing confidential."""
