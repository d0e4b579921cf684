"""What a learner watches is kept, of a file and of what YouTube plays, in a real browser."""

from __future__ import annotations

import pytest

from trellis.core.tests.opening import accessible, opened_as
from trellis.learning.models import Reply
from trellis.learning.tests.conftest import COURSES, FEEDBACK

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATH = f"courses/{FEEDBACK}/01-why.md"
TALK = "\n![A talk](https://youtu.be/dQw4w9WgXcQ)\n\n- [Transcript](/how/feedback.md)\n"
FILM = "\n![A film](media/film.mp4)\n\n- [Transcript](/how/feedback.md)\n"
PLAYER = """<!doctype html><title>Player</title><script>
let heard = false;
addEventListener("message", (event) => { heard = heard || JSON.parse(event.data).event === "listening"; });
const tell = (info) => parent.postMessage(JSON.stringify({ event: "infoDelivery", info }), "*");
let time = 0;
setInterval(() => {
  if (heard && time <= 30) tell({ currentTime: time++, duration: 40 });
  else if (heard) tell({ playerState: 2 });
}, 30);
</script>"""
PLAYED = """(film) => {
  let time = 0;
  Object.defineProperty(film, "duration", { get: () => 100 });
  Object.defineProperty(film, "currentTime", { get: () => time });
  for (const at of [0, 1, 2, 3, 60, 61, 62]) { time = at; film.dispatchEvent(new Event("timeupdate")); }
  film.dispatchEvent(new Event("pause"));
}"""


def test_what_youtube_plays_and_what_a_file_plays_is_kept(browser, live_server, school):
    school.publish({PATH: COURSES[PATH] + TALK + FILM, f"courses/{FEEDBACK}/media/film.mp4": b"0123"})
    found = school.enroll("ada")
    part = found.version.outline[0]["key"]
    with opened_as(browser, live_server) as open_as:
        page = open_as(school.cast.ada, f"/learning/{found.pk}/{part}/", width=390)
        page.route(
            "https://www.youtube-nocookie.com/**",
            lambda route: route.fulfill(body=PLAYER, content_type="text/html"),
        )
        page.get_by_role("button", name="Load the video").click()
        page.get_by_text("75 % watched").wait_for()
        page.locator("video").evaluate(PLAYED)
        page.get_by_text("5 % watched", exact=True).wait_for()
        page.wait_for_function(
            "() => !Object.keys(localStorage).some((key) => localStorage[key].includes('watched'))"
        )
        page.reload()
        page.get_by_text("75 % watched").wait_for()
        accessible(page)

    assert sorted(Reply.objects.filter(kind="watched").values_list("value", flat=True)) == [
        "100:0-3,60-62@62", "40:0-30@30",
    ]  # fmt: skip
