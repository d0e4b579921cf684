"""Roles as job postings: only what schema.org knows and the handbook says, with all text escaped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from trellis.handbook.settings import Settings
from trellis.roles.definitions.graph import RoleGraph
from trellis.roles.definitions.postings import Details, details_of, posting, years_in
from trellis.roles.exports import json_for_html
from trellis.roles.tests.handbooks import COMPANY, ENGINEER, ENGINEERING, F, graph_of, role_in

JOB_POSTING = {  # schema.org/JobPosting, version 28, with what it has from Thing
    "additionalType", "alternateName", "applicantLocationRequirements", "applicationContact", "baseSalary",
    "datePosted", "description", "directApply", "disambiguatingDescription", "educationRequirements",
    "eligibilityToWorkRequirement", "employerOverview", "employmentType", "employmentUnit", "estimatedSalary",
    "experienceInPlaceOfEducation", "experienceRequirements", "hiringOrganization", "identifier", "image",
    "incentiveCompensation", "industry", "jobBenefits", "jobImmediateStart", "jobLocation", "jobLocationType",
    "jobStartDate", "mainEntityOfPage", "name", "occupationalCategory", "owner", "physicalRequirement",
    "potentialAction", "qualifications", "relevantOccupation", "responsibilities", "salaryCurrency", "sameAs",
    "securityClearanceRequirement", "sensoryRequirement", "skills", "specialCommitments", "subjectOf", "title",
    "totalJobOpenings", "url", "validThrough", "workHours",
}  # fmt: skip
DETAILS = Details(date(2026, 11, 2), date(2026, 12, 31), "Overspan", "handbook.example")


def made(graph: RoleGraph, title: str, details: Details = DETAILS) -> dict:
    return posting(graph, role_in(graph, title), details)


def with_needs(*needs: str) -> dict[str, F]:
    return {"eng/engineering": replace(ENGINEERING, levels=(replace(ENGINEER, needs=needs),))}


class Balance(HTMLParser):
    """Which elements a piece of HTML holds, and whether each is closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        assert not attrs
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_only_properties_that_schema_org_defines():
    found = made(graph_of(COMPANY), "Senior Bridge Engineer")

    assert set(found) - {"@context", "@type"} <= JOB_POSTING
    assert (found["@context"], found["@type"]) == ("https://schema.org/", "JobPosting")


def test_what_a_role_asks_for_inherited_lines_included():
    found = made(graph_of(COMPANY), "Senior Bridge Engineer")

    assert found["title"] == "Senior Bridge Engineer"
    assert found["responsibilities"] == [
        "Design changes that span several services",
        "Review the changes of colleagues",
        "Write code that others can read",
        "Watch the service after a release",
    ]
    assert found["qualifications"][0] == "Experience with on-call work"
    assert found["skills"] == ["Experience with bridges"]
    assert found["occupationalCategory"] == "Engineering"
    assert found["hiringOrganization"] == {
        "@type": "Organization",
        "name": "Overspan",
        "url": "https://handbook.example/",
    }
    assert found["url"] == "https://handbook.example/job-families/eng/engineering/"


def test_days_are_those_that_were_given():
    graph = graph_of(COMPANY)

    dated, undated = made(graph, "Bridge Engineer"), made(graph, "Bridge Engineer", Details())

    assert (dated["datePosted"], dated["validThrough"]) == ("2026-11-02", "2026-12-31")
    assert not {"datePosted", "validThrough", "hiringOrganization", "url"} & set(undated)


def test_the_employer_is_in_the_settings():
    settings = Settings(organisation="Overspan", hosts=(("handbook.example", ""),))

    assert details_of(settings, date(2026, 11, 2), date(2026, 12, 31)) == DETAILS


@pytest.mark.parametrize(
    ("site", "folder", "url"),
    [
        ("handbook.example", "", "https://handbook.example/job-families/eng/engineering/"),
        ("overspan.example/jobs", "job-families", "https://overspan.example/jobs/eng/engineering/"),
        ("overspan.example", "somewhere/else", None),
    ],
)
def test_the_address_is_where_the_site_shows_the_page(site: str, folder: str, url: str | None):
    details = Details(organisation="Overspan", site=site, folder=folder)

    assert made(graph_of(COMPANY), "Bridge Engineer", details).get("url") == url


def test_experience_is_given_where_years_are_stated():
    graph = graph_of(with_needs("5+ years of experience in tunnels", "Ability to use Trellis"))

    assert made(graph, "Bridge Engineer")["experienceRequirements"] == [
        {
            "@type": "OccupationalExperienceRequirements",
            "monthsOfExperience": 60,
            "description": "5+ years of experience in tunnels",
        }
    ]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2+ years hands on experience in IT", 2),
        ("At least three years of work experience", 3),
        ("3-5 years experience", 3),
        ("Experience of 10 years in audits", 10),
        ("0-2 years of work experience", 0),
        ("Founded ten years ago", None),
        ("Experience with bridges", None),
    ],
)
def test_years_of_experience(text: str, years: int | None):
    assert years_in(text) == years


def test_education_is_given_where_it_is_stated():
    graph = graph_of(with_needs("Bachelor's degree in engineering", "Patience"))

    assert made(graph, "Bridge Engineer")["educationRequirements"] == ["Bachelor's degree in engineering"]


def test_the_description_is_balanced_html_and_its_text_is_escaped():
    hostile = ("Use `<script>alert(1)</script>` & co", "Outer\n  - Inner\n    - Innermost\n  - Other", "Last")
    graph = graph_of(with_needs(*hostile))

    text = made(graph, "Bridge Engineer")["description"]

    html = Balance(text)
    assert not html.open
    assert html.seen == {"p", "h2", "ul", "ol", "li"}
    assert "&lt;script&gt;" in text
    assert (
        "<li>Outer<ul><li>Inner<ul><li>Innermost</li></ul></li><li>Other</li></ul></li><li>Last</li>" in text
    )


def test_the_json_may_stand_in_a_script_element():
    text = json_for_html({"a": "</script><!-- x"})

    assert "</" not in text
    assert "<!--" not in text
