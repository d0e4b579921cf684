"""The command `new`: the files of a new course, beside the others of the handbook."""

from __future__ import annotations

import json
from pathlib import Path

import click

from trellis.courses.definitions import skeletons
from trellis.handbook.errors import TrellisError


class NewCourseError(TrellisError):
    """A course that cannot be begun there."""

    code = "courses.new"


@click.group()
def new() -> None:
    """Begin something new in a handbook: its files, with text that says what to write."""


@new.command()
@click.argument("title")
@click.option(
    "--handbook", type=click.Path(path_type=Path, file_okay=False, exists=True), default=Path(), metavar="FOLDER",
    help="The folder of the handbook; without it, the current one.",
)  # fmt: skip
@click.option("--owner", default="", metavar="ROLE", help="The title of the role that owns it.")
@click.option("--language", default="", metavar="CODE", help="Its language, such as de.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def course(title: str, handbook: Path, owner: str, language: str, as_json: bool) -> None:
    """Begin a course called TITLE: a folder with its page and a first lesson."""
    files = skeletons.files_of(title, owner, language)
    if not files:
        raise NewCourseError("A course needs a title with letters.", hint='For example "Giving feedback".')
    folder = handbook / next(iter(files)).rpartition("/")[0]
    if folder.exists():
        raise NewCourseError(
            f"There is “{folder}” already.", hint="Choose another title, or edit that course."
        )
    folder.mkdir(parents=True)
    for path, text in files.items():
        (handbook / path).write_text(text, encoding="utf-8")
    if as_json:
        click.echo(json.dumps({"files": [str(handbook / path) for path in files]}))
        return
    for path in files:
        click.echo(str(handbook / path))
    click.echo("Write the objectives first, then run: trellis check", err=True)
