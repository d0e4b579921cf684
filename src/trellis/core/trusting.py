"""Whose certificates are trusted when another machine is called.

Read once for a process: the list of all authorities takes longer to read than most calls take to be answered.
"""

from __future__ import annotations

import ssl
from functools import lru_cache

import httpx2


@lru_cache(maxsize=2)
def authorities(*, of_environment: bool = False) -> ssl.SSLContext:
    """The usual authorities, or those that the environment names (`SSL_CERT_FILE`, `SSL_CERT_DIR`)."""
    return httpx2.create_ssl_context(trust_env=of_environment)
