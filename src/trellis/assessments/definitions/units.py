"""Units of measurement, as people write them: m/s², m/s^2, m s⁻², kN, °C, %.

What is known is the International System with its prefixes (BIPM, The International System of Units, 9th edition) and
what is used beside it. A unit that is not known is compared by its letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

_PREFIXES = {
    "p": -12, "n": -9, "µ": -6, "m": -3, "c": -2, "d": -1, "h": 2, "k": 3, "M": 6, "G": 9, "T": 12,
}  # fmt: skip
_BASE: dict[str, tuple[str, dict[str, int]]] = {
    "m": ("1", {"m": 1}), "g": ("0.001", {"kg": 1}), "s": ("1", {"s": 1}), "A": ("1", {"A": 1}),
    "K": ("1", {"K": 1}), "mol": ("1", {"mol": 1}), "cd": ("1", {"cd": 1}), "bit": ("1", {"bit": 1}),
    "N": ("1", {"kg": 1, "m": 1, "s": -2}), "Pa": ("1", {"kg": 1, "m": -1, "s": -2}),
    "J": ("1", {"kg": 1, "m": 2, "s": -2}), "W": ("1", {"kg": 1, "m": 2, "s": -3}),
    "V": ("1", {"kg": 1, "m": 2, "s": -3, "A": -1}), "Ω": ("1", {"kg": 1, "m": 2, "s": -3, "A": -2}),
    "Hz": ("1", {"s": -1}), "C": ("1", {"A": 1, "s": 1}), "F": ("1", {"kg": -1, "m": -2, "s": 4, "A": 2}),
    "H": ("1", {"kg": 1, "m": 2, "s": -2, "A": -2}), "T": ("1", {"kg": 1, "s": -2, "A": -1}),
    "L": ("0.001", {"m": 3}), "t": ("1000", {"kg": 1}), "bar": ("100000", {"kg": 1, "m": -1, "s": -2}),
    "eV": ("1.602176634E-19", {"kg": 1, "m": 2, "s": -2}), "B": ("8", {"bit": 1}),
}  # fmt: skip
"""Those that take prefixes: the factor to the base units, and their powers."""
_PLAIN: dict[str, tuple[str, dict[str, int]]] = {
    "min": ("60", {"s": 1}), "h": ("3600", {"s": 1}), "d": ("86400", {"s": 1}), "ha": ("10000", {"m": 2}),
    "°": ("1", {"°": 1}), "°C": ("1", {"°C": 1}), "°F": ("1", {"°F": 1}), "%": ("1", {"%": 1}),
    "rad": ("1", {"rad": 1}), "€": ("1", {"EUR": 1}), "EUR": ("1", {"EUR": 1}), "$": ("1", {"USD": 1}),
    "USD": ("1", {"USD": 1}), "£": ("1", {"GBP": 1}), "GBP": ("1", {"GBP": 1}),
}  # fmt: skip
_SPELLED = {
    "l": "L", "Ohm": "Ω", "ohm": "Ω", "ohms": "Ω", "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "minute": "min",
    "minutes": "min", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "meter": "m", "meters": "m",
    "metre": "m", "metres": "m", "gram": "g", "grams": "g", "day": "d", "days": "d", "percent": "%", "degrees": "°",
    "degree": "°", "deg": "°", "kph": "km/h", "kmh": "km/h", "mps": "m/s", "newton": "N", "newtons": "N",
    "watt": "W", "watts": "W", "volt": "V", "volts": "V", "joule": "J", "joules": "J", "liter": "L", "litre": "L",
    "liters": "L", "litres": "L", "celsius": "°C", "euro": "€", "euros": "€", "pascal": "Pa", "amp": "A",
    "amps": "A", "ampere": "A", "amperes": "A", "hertz": "Hz", "Prozent": "%", "Stunden": "h", "Stunde": "h",
    "Minuten": "min", "Sekunden": "s", "Meter": "m", "Tage": "d", "Tag": "d", "kilogram": "kg", "kilograms": "kg",
    "kilometer": "km", "kilometers": "km", "kilometre": "km", "kilometres": "km", "cbm": "m³",
}  # fmt: skip
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_HIGH = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
_FACTOR = re.compile(r"(?P<name>[^\d\s^*·/()+-]+)(?:\^?\(?(?P<power>[+-]?\d{1,2})\)?)?$")
_SAME_SIGNS = str.maketrans({"μ": "µ", "Ω": "Ω", "×": "·", "⋅": "·", "∙": "·", "*": "·", "−": "-", "º": "°"})


class Unit(NamedTuple):
    """A unit that is known: how many of the base units it is, and their powers."""

    factor: Decimal
    powers: tuple[tuple[str, int], ...]


def ratio(given: str, wanted: str) -> Decimal | None:
    """How many of one unit another is: `ratio("mm", "m")` is 0.001; `None` where they measure something else."""
    if _same(given) == _same(wanted):
        return Decimal(1)
    one, other = unit_of(given), unit_of(wanted)
    if one is None or other is None or one.powers != other.powers:
        return None
    return one.factor / other.factor


@lru_cache(maxsize=1024)
def unit_of(text: str) -> Unit | None:
    """The unit that a text names, or `None`."""
    said = _same(text)
    said = _SPELLED.get(said, _SPELLED.get(said.casefold(), said))
    said = _HIGH.sub(lambda found: "^" + found[0].translate(_POWERS), said)
    above, *below = said.replace("**", "^").split("/")
    factor, powers = Decimal(1), Counter[str]()
    for sign, part in ((1, above), *((-1, each) for each in below)):
        for each in re.split(r"[·\s]+", part.strip().strip("()")):
            found = _factor(each)
            if found is None:
                if each in ("", "1") and said.startswith(("1", "/")):
                    continue
                return None
            factor *= found.factor**sign
            for name, power in found.powers:
                powers[name] += sign * power
    return Unit(factor, tuple(sorted((name, power) for name, power in powers.items() if power)))


def _factor(text: str) -> Unit | None:
    """One unit with its power."""
    found = _FACTOR.match(text)
    if found is None:
        return None
    power = int(found["power"] or 1)
    known = _named(found["name"])
    if known is None:
        return None
    value, powers = known
    return Unit(value**power, tuple((name, each * power) for name, each in powers.items()))


def _named(name: str) -> tuple[Decimal, dict[str, int]] | None:
    name = _SPELLED.get(name, _SPELLED.get(name.casefold(), name))
    for known in (_PLAIN, _BASE):
        if name in known:
            return Decimal(known[name][0]), known[name][1]
    prefix, rest = name[:1].replace("u", "µ"), _SPELLED.get(name[1:], name[1:])
    if prefix in _PREFIXES and rest in _BASE:
        return Decimal(_BASE[rest][0]).scaleb(_PREFIXES[prefix]), _BASE[rest][1]
    return None


def _same(text: str) -> str:
    # The compatible form would turn high digits into plain ones: only composed.
    return " ".join(unicodedata.normalize("NFC", text).translate(_SAME_SIGNS).strip(" .[]").split())
