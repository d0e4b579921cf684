"""Where the fields of a document are filled from: records of the person and their employment, the entity."""

from __future__ import annotations

SOURCES = {
    "person.name": "what the person wants to be called",
    "person.legal-name": "the name that contracts say",
    "person.address": "the private address",
    "person.email": "the address of the account, or the private one",
    "employment.starts-on": "the first day of the employment",
    "employment.ends-on": "the last day, where it is known",
    "employment.probation-ends-on": "the last day of the probation",
    "employment.number": "the number of the employment",
    "position.title": "the title of the role",
    "position.department": "the department",
    "position.location": "the place of work",
    "position.contract-type": "the type of contract",
    "position.part-of-full-time": "the part of full time, such as 1 or 0.8",
    "position.manager": "whom they report to",
    "position.hours": "the hours of a week, by their part of full time",
    "pay.base": "the base pay of a year for their part of full time, where whoever writes may see it",
    "pay.base-full-time": "the same for full-time work",
    "pay.variable": "the variable part in per cent of the base, where whoever writes may see it",
    "entity.name": "the name of the entity",
    "entity.address": "the address of the entity",
    "entity.country": "its country",
    "entity.currency": "its currency",
    "entity.registration": "its number and register",
    "entity.seat": "its seat",
    "entity.notice": "the notice that both sides give, after the probation",
    "entity.probation": "how long the probation is",
    "entity.weekly-hours": "the hours of a week of full-time work",
    "entity.holiday-days": "the days of holiday of a year",
    "organisation.name": "the organisation",
    "today": "the day on which the document is made",
}
"""Each source, in words."""
