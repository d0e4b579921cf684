"""Who may see roles."""

from trellis.web.rules import can_read

can_see_roles = can_read
"""Those who may read the handbook: roles are defined in it and hold nothing confidential."""
