"""Who may read the handbook."""

from trellis.web.rules import can_read

can_read_pages = can_read
"""Everybody where reading is open, else those who have signed in."""
