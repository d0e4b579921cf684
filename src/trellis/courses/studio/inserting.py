"""What can be put into a lesson: Markdown to begin with, and where in the text it goes."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from trellis.courses.definitions.lessons import media_kind, youtube_id
from trellis.courses.studio.lists import page_of
from trellis.handbook.errors import TrellisError

SNIPPETS = {
    "exercise": "> **Exercise:** Ask for something that people write down from their own work.",
    "poll": "> **Poll:** What do you want to know of all?\n>\n> - One answer\n> - Another answer",
    "checklist": "- [ ] Something to do\n- [ ] Something else to do",
    "tabs": "> **Tab: One**\n>\n> What holds here.\n\n> **Tab: Another**\n>\n> What holds there.",
    "note": "> [!NOTE]\n> Something to keep in mind.",
    "video": "![What the video shows](media/video.mp4)\n\n"
    "- [Captions, English](media/video.vtt)\n- [Transcript](media/transcript.md)",
}
"""By name; sections of pages and files are put together by `include`, `shown` and `watched`.

In the editor of text the video is a file that is not there yet: the checks name it until it is, as they could not with
the address of some video elsewhere.
"""
_MEDIA = re.compile(r"!\[[^\]]*\]\(<?(?P<address>[^)>]+)>?\)")


class InsertError(TrellisError):
    """Something that cannot be put into a lesson."""

    code = "insert"


def include(path: str, anchor: str = "") -> str:
    """The line that includes a page, or one of its sections."""
    name = path.removesuffix(".md")
    return f"![[{name}#{anchor}]]" if anchor else f"![[{name}]]"


def shown(address: str, words: str) -> str:
    """The line that shows a picture, or plays a video. Raises InsertError without words."""
    said = " ".join(words.split()).replace("[", "(").replace("]", ")")
    if not said:
        raise InsertError(
            _("A picture or video needs words."),
            hint=_("Say what it shows, for those who cannot see or hear it."),
        )
    return f"![{said}]({f'<{address}>' if ' ' in address else address})"


def watched(address: str, words: str, transcript: str = "") -> str:
    """The lines that play a video or a recording by its address, with the way to its transcript.

    An address of YouTube is written in its shortest form, without what it was shared with. Raises InsertError without
    words, and for an address that nothing can play.
    """
    there = "".join(address.split())
    if not media_kind(there) or not there.startswith(("https://", "media/")):
        raise InsertError(
            _("This is no video that can be played here."),
            hint=_("Paste an address of YouTube, or of a file that ends in .mp4 or .mp3."),
        )
    video = youtube_id(there)
    line = shown(f"https://youtu.be/{video}" if video else there, words)
    said = " ".join(transcript.split())
    return f"{line}\n\n- [Transcript]({f'<{said}>' if ' ' in said else said})" if said else line


def inserted(text: str, path: str, block: str, after: int | None = None) -> str:
    """The text with a block behind the heading or paragraph that stands at a place among its blocks; else at its end.

    `after` counts the headings of the page: -1 is before the first one, and what stands below a heading comes before.
    """
    page = page_of(text, path)
    if after is None:
        return f"{page.text.rstrip()}\n\n{block.strip()}\n"
    starts = [page.text.rfind("\n", 0, each.span.start) + 1 for each in page.headings]
    at = starts[after + 1] if -1 <= after < len(starts) - 1 else len(page.text)
    before, rest = page.text[:at].rstrip(), page.text[at:]
    return f"{before}\n\n{block.strip()}\n" + (f"\n{rest}" if rest.strip() else "")


def captioned(text: str, address: str, line: str) -> str:
    """The text with a line in the list below the video or recording at an address. Raises InsertError without one."""
    lines = text.split("\n")
    for at, each in enumerate(lines):
        found = _MEDIA.search(each)
        if found is None or found["address"].strip() != address:
            continue
        to = at + 1
        while to < len(lines) and not lines[to].strip():
            to += 1
        if to < len(lines) and lines[to].startswith("- ["):
            while to < len(lines) and lines[to].startswith("- "):
                to += 1
            return "\n".join([*lines[:to], f"- {line}", *lines[to:]])
        return "\n".join([*lines[: at + 1], "", f"- {line}", *lines[at + 1 :]])
    raise InsertError(_("The video is no longer on this page."), hint=_("Choose it again."))


def uses_of(text: str, name: str) -> int:
    """How often a text names a file."""
    return len(re.findall(re.escape(name), text))
