"""What a request says about where it comes from: the device, as its owner would call it, and the network address."""

from __future__ import annotations

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest

_BROWSERS = (
    ("Edge", re.compile(r"\bEdg(?:e|A|iOS)?/")),
    ("Opera", re.compile(r"\bOPR/")),
    ("Samsung Internet", re.compile(r"\bSamsungBrowser/")),
    ("Firefox", re.compile(r"\b(?:Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"\b(?:Headless)?(?:Chrome|CriOS)/|\bChromium/")),
    ("Safari", re.compile(r"\bSafari/")),
)
_SYSTEMS = (
    ("iPhone", re.compile(r"\biPhone\b")),
    ("iPad", re.compile(r"\biPad\b")),
    ("Android", re.compile(r"\bAndroid\b")),
    ("Windows", re.compile(r"\bWindows\b")),
    ("macOS", re.compile(r"\bMac OS X\b")),
    ("ChromeOS", re.compile(r"\bCrOS\b")),
    ("Linux", re.compile(r"\bLinux\b")),
)


def device_of(request: HttpRequest) -> str:
    """Such as `Firefox, Windows`; empty where the browser does not say."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    named = (
        next((name for name, sign in signs if sign.search(agent)), "") for signs in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(name for name in named if name)


def address_of(request: HttpRequest) -> str:
    """The network address of whoever asks; empty where there is none.

    Behind a proxy, that is what the nearest proxy wrote last; anything before it could be of the sender's making.
    """
    found = str(request.META.get("REMOTE_ADDR") or "")
    if settings.TRELLIS_HTTPS:
        found = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or found
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return ""


def network_of(request: HttpRequest) -> str:
    """What tries are counted by: an address, or the network of 64 bits that one IPv6 customer has."""
    found = address_of(request)
    if ":" not in found:
        return found
    return str(ipaddress.IPv6Network((found, 64), strict=False))
