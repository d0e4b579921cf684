"""Growth for programs."""
from trellis.core.api.rooms import Room
room = Room("Growth")
