"""The commands about questions: take them from other systems, and give them to them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import click

from trellis.assessments.definitions import writing
from trellis.assessments.definitions.questions import Question
from trellis.assessments.exchange import formats, pages
from trellis.assessments.exchange.pictures import Find
from trellis.assessments.exchange.results import Imported, Note, UnreadableFile, together

_NAMES = list(formats.FORMATS)
FINE, FINDINGS = 0, 1


@click.group()
def questions() -> None:
    """Take questions from other systems, or give them to them.

    Formats: gift, aiken, moodle (Moodle XML), qti2 and qti3 (items and packages).
    """


@questions.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--into", required=True, metavar="PAGE", type=click.Path(dir_okay=False, path_type=Path),
    help="The quiz to write, such as quizzes/bearings.quiz.md; of one that is there, the questions are added.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(_NAMES), help="Without it, the content of the file says it."
)
@click.option("--title", default="", help="The title of a new quiz. Default: that of the file, or its name.")
@click.option("--dry-run", is_flag=True, help="Only say what would be taken.")
def import_(file: Path, into: Path, form: str | None, title: str, dry_run: bool) -> int:
    """Take the questions of FILE into a quiz.

    Every question that is left out, or taken with something changed, is named. Exit status 1 where one was left out.
    """
    if not into.name.endswith(".md"):
        raise click.BadParameter("The page ends with .md: quizzes/bearings.quiz.md.", param_hint="--into")
    found = formats.read(file.read_bytes(), form=form or "", name=file.name)
    before = into.read_text("utf-8") if into.exists() else ""
    if before:
        taken = pages.quiz_of(before)[0].by_key
        found.questions = [replace(each, key=_free(each.key, taken)) for each in found.questions]
    text, kept = pages.page_of(found, title or found.title or file.stem.replace("-", " ").replace("_", " "))
    if kept and not dry_run:
        into.parent.mkdir(parents=True, exist_ok=True)
        into.write_text(_added(before, found.questions) if before else text, "utf-8")
        _write_files(found, kept, into.parent)
    click.echo(f"{_count(len(kept))} {'would go' if dry_run else 'went'} into {into}.")
    return _tell(found.notes)


@questions.command("export")
@click.argument("page", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(_NAMES), required=True, help="The format to write.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write.",
)
def export(page: Path, form: str, output: Path) -> int:
    """Write the questions of a quiz to a file.

    Every question that the format cannot hold, in all or in part, is named. Exit status 1 where one was left out.
    """
    quiz, told = pages.quiz_of(page.read_text("utf-8"))
    for each in told:
        click.echo(f"{page}:{each.start.line}: {each.message}", err=True)
    if not quiz.questions:
        raise UnreadableFile(f"“{page}” asks nothing.", hint="Name a page with questions, such as a quiz.")
    made = formats.write(quiz.questions, form, quiz.title, _beside(page))
    output.write_bytes(made.data)
    left_out = sum(1 for each in made.notes if not each.is_kept)
    click.echo(f"{_count(len(quiz.questions) - left_out)} went into {output}.")
    return _tell(made.notes)


def _free(key: str, taken: Iterable[str]) -> str:
    """A key that a page does not have yet."""
    there, at, made = set(taken), 1, key
    while made in there:
        at += 1
        made = f"{key}-{at}"
    return made


def _added(before: str, several: Iterable[Question]) -> str:
    return "\n\n".join([before.rstrip(), *map(writing.markdown, several)]) + "\n"


def _write_files(found: Imported, kept: Iterable[Question], folder: Path) -> None:
    """The pictures that the questions show, beside the page."""
    shown = "\n".join(map(writing.markdown, kept))
    for name, data in found.files.items():
        if re.search(rf"media/{re.escape(name)}\b", shown):
            (folder / "media").mkdir(exist_ok=True)
            (folder / "media" / name).write_bytes(data)


def _beside(page: Path) -> Find:
    """The pictures in the folder of a page, and below it."""
    folder = page.parent.resolve()

    def find(address: str) -> bytes | None:
        path = (folder / unquote(address)).resolve()
        return path.read_bytes() if path.is_relative_to(folder) and path.is_file() else None

    return find


def _tell(notes: list[Note]) -> int:
    said = together(notes)
    for title, wanted in (("Left out", False), ("Not quite as it was", True)):
        lines = [Note(", ".join(names), message) for message, is_kept, names in said if is_kept is wanted]
        if lines:
            click.echo(f"\n{title}:", file=sys.stdout)
            for line in lines:
                click.echo(f"  {line}")
    return FINE if all(each.is_kept for each in notes) else FINDINGS


def _count(number: int) -> str:
    return "1 question" if number == 1 else f"{number:,} questions"
