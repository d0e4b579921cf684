"""How passwords are hashed: with Argon2id, by the parameters that OWASP lists."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane: the minimum that OWASP's Password Storage Cheat Sheet recommends.

    Django's own (100 MiB, eight lanes) takes ten times the time of the processor: a launch, in which everybody chooses
    a password on one day, was mostly that. Eight lanes make it no harder to guess for whoever has many processors.
    Passwords that were hashed otherwise still work, and are hashed anew when somebody signs in.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    """KiB."""
    parallelism = 1
