"""Pictures of components compared with those that were accepted, by the browser itself, so that no library is needed.

Builds of Chromium draw the edges of letters a shade or a point apart. So a point counts only where nothing within one
point of it comes near its colour, and a picture only where more than `MOST` of its points count.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page

SHADE = 40
"""Channels (0 to 255) that differ by no more than this are alike."""
MOST = 0.002
"""The part of a picture's points that may count without the picture being another."""
SIDES = 2
"""Points that a picture may be wider or higher."""

_COMPARE = """
async ([before, after, shade]) => {
  const read = async (data) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    const points = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
    return { width: bitmap.width, height: bitmap.height, canvas, context, points };
  };
  const [old, now] = [await read(before), await read(after)];
  const width = Math.min(old.width, now.width), height = Math.min(old.height, now.height);
  const close = (a, b) => Math.abs(a - b) <= shade;
  const alike = (a, i, b, j) => close(a[i], b[j]) && close(a[i + 1], b[j + 1]) && close(a[i + 2], b[j + 2]);
  const near = (from, to, x, y) => {
    const i = 4 * (y * from.width + x);
    for (let dy = -1; dy <= 1; dy += 1) for (let dx = -1; dx <= 1; dx += 1) {
      const u = x + dx, v = y + dy;
      const inside = u >= 0 && v >= 0 && u < to.width && v < to.height;
      if (inside && alike(from.points, i, to.points, 4 * (v * to.width + u))) return true;
    }
    return false;
  };
  let count = 0;
  now.context.fillStyle = "red";
  const marks = [];
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) {
    const i = 4 * (y * old.width + x), j = 4 * (y * now.width + x);
    if (alike(old.points, i, now.points, j) || (near(old, now, x, y) && near(now, old, x, y))) continue;
    count += 1;
    marks.push([x, y]);
  }
  for (const [x, y] of marks) now.context.fillRect(x, y, 1, 1);
  const shown = new Uint8Array(await (await now.canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
  let text = "";
  if (marks.length) for (const each of shown) text += String.fromCharCode(each);
  const sides = { width: now.width - old.width, height: now.height - old.height };
  return { part: count / (width * height), ...sides, shown: btoa(text) };
}
"""

_CUT = """
async ([data, boxes]) => {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
  const cut = ({ x, y, width, height }) => {
    const canvas = new OffscreenCanvas(Math.ceil(width), Math.ceil(height));
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, -Math.floor(x), -Math.floor(y));
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const points = new Uint8Array(canvas.width * canvas.height * 3);
    for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
      for (let at = 0; at < 3; at += 1) points[to + at] = data[from + at] & 0xf0 | 0x08;
    }
    let text = "";
    for (let at = 0; at < points.length; at += 8192) {
      text += String.fromCharCode.apply(null, points.subarray(at, at + 8192));
    }
    return [canvas.width, canvas.height, btoa(text)];
  };
  return boxes.map(cut);
}
"""
_BOXES = """
(names) => names.map((name) => {
  const box = document.querySelector(`[data-sample="${name}"]`).getBoundingClientRect();
  return { x: box.x, y: box.y + scrollY, width: box.width, height: box.height };
})
"""


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


_END = _chunk(b"IEND", b"")


class Picture(NamedTuple):
    """A picture: red, green and blue of each point, in sixteen steps each, so that its file is small."""

    width: int
    height: int
    points: bytes

    def png(self, effort: int = 1) -> bytes:
        """The picture as a PNG file; more effort (to 9) makes it smaller."""
        row = 3 * self.width
        rows = (self.points[at : at + row] for at in range(0, len(self.points), row))
        body = zlib.compress(b"".join(b"\0" + line for line in rows), effort)
        return self._head() + _chunk(b"IDAT", body) + _END

    def is_in(self, png: bytes) -> bool:
        """Whether a file that `png` made holds this very picture, point for point."""
        if not png.startswith(self._head()):
            return False
        lines = zlib.decompress(png[len(self._head()) + 8 : -len(_END) - 4])
        step = 3 * self.width + 1
        return b"".join(lines[at + 1 : at + step] for at in range(0, len(lines), step)) == self.points

    def _head(self) -> bytes:
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header)


@dataclass(frozen=True)
class Difference:
    """How a picture differs from the accepted one: the part of its points, its sides, and where, in red."""

    part: float
    wider: int
    higher: int
    shown: bytes

    @property
    def counts(self) -> bool:
        """Whether it is more than another build of the browser makes of the same page."""
        return self.part > MOST or max(abs(self.wider), abs(self.higher)) > SIDES

    def __str__(self) -> str:
        sides = f", {self.wider:+} by {self.higher:+} points" if self.wider or self.higher else ""
        return f"{self.part:.2%} of its points differ{sides}"


def compared(page: Page, before: bytes, after: bytes) -> Difference:
    """The difference between two PNG files. The page must let itself be asked: `about:blank` does."""
    both = [base64.b64encode(data).decode() for data in (before, after)]
    found = page.evaluate(_COMPARE, [*both, SHADE])
    return Difference(found["part"], found["width"], found["height"], base64.b64decode(found["shown"]))


def pictures_of(page: Page, desk: Page, names: Sequence[str]) -> dict[str, Picture]:
    """A picture of each component, cut from one of the whole page: one look costs as much as one component would."""
    whole = page.screenshot(full_page=True, animations="disabled")
    cut = desk.evaluate(_CUT, [base64.b64encode(whole).decode(), page.evaluate(_BOXES, list(names))])
    return {
        name: Picture(width, height, base64.b64decode(points))
        for name, (width, height, points) in zip(names, cut, strict=True)
    }


def told(differing: dict[str, Difference | None], folder: Path, command: str) -> str:
    """What to do about pictures that differ, or that nobody has accepted yet (`None`)."""
    lines = [
        f"  {name}: {'is new' if difference is None else difference}"
        for name, difference in differing.items()
    ]
    return "\n".join(
        [
            "These components look different from the pictures that were accepted:",
            *lines,
            f"The new pictures, and the differences in red, are in {folder}.",
            f"Look at them. If they are right: {command}",
        ]
    )
