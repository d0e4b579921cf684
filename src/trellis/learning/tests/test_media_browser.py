"""A recording is played faster, searched and jumped through, by mouse and by keys, in a real browser."""

from __future__ import annotations

import io
import wave

import pytest

from trellis.core.tests.opening import accessible, opened_as
from trellis.learning.tests.conftest import COURSES, FEEDBACK

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATH = f"courses/{FEEDBACK}/01-why.md"
LINES = ("Feedback fails when it judges.", "Say what you saw.", "Then say what it did.", "Ask what they saw.")
CAPTIONS = "WEBVTT\n\n" + "\n\n".join(
    f"00:{at * 10:02}.000 --> 00:{at * 10 + 8:02}.000\n{said}" for at, said in enumerate(LINES)
)
TALK = "\n![A talk](media/talk.wav)\n\n- [Captions, English](media/talk.vtt)\n"
YOUTUBE = "\n![A film](https://youtu.be/dQw4w9WgXcQ)\n\n- [Captions, English](media/talk.vtt)\n"
PLAYER = """<!doctype html><title>Player</title><p id="asked"></p><script>
addEventListener("message", (event) => {
  const said = JSON.parse(event.data);
  document.getElementById("asked").textContent += `${said.event} ${said.func ?? ""} ${said.args ?? ""};`;
  if (said.func === "seekTo") parent.postMessage(JSON.stringify({ event: "infoDelivery",
    info: { currentTime: said.args[0], duration: 40, playerState: 1 } }), "*");
});
</script>"""


def silence(seconds=40):
    """A recording on which nothing is heard."""
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(1)
        made.setframerate(4000)
        made.writeframes(b"\x80" * 4000 * seconds)
    return out.getvalue()


@pytest.fixture
def lesson(school):
    """The address of a lesson with a recording and a film, as Ada learns it."""
    folder = f"courses/{FEEDBACK}/media"
    school.publish({
        PATH: COURSES[PATH] + TALK + YOUTUBE, f"{folder}/talk.wav": silence(), f"{folder}/talk.vtt": CAPTIONS.encode(),
    })  # fmt: skip
    return f"/learning/{school.enroll('ada').pk}/why/"


def test_a_line_of_the_transcript_jumps_and_is_marked_and_speed_is_remembered(
    browser, live_server, school, lesson
):
    with opened_as(browser, live_server) as open_as:
        page = open_as(school.cast.ada, lesson)
        talk = page.get_by_role("figure").filter(has=page.locator("audio"))
        talk.get_by_role("link", name="Then say what it did.").click()
        page.wait_for_function("() => document.querySelector('audio').currentTime >= 20")
        assert talk.locator("[aria-current=true]").inner_text().endswith("Then say what it did.")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.querySelector('audio').currentTime >= 30")
        page.keyboard.press("k")
        page.wait_for_function("() => document.querySelector('audio').paused")
        page.keyboard.press("j")
        page.wait_for_function("() => document.querySelector('audio').currentTime < 30")
        page.wait_for_function(
            "() => Object.keys(localStorage).some((key) => key.startsWith('trellis.media.at.'))"
        )
        page.keyboard.press(">")
        assert talk.get_by_label("Speed").input_value() == "1.25"
        talk.get_by_label("Speed").select_option("2")
        page.reload()
        page.wait_for_function("() => document.querySelector('audio').playbackRate === 2")
        assert talk.get_by_label("Speed").input_value() == "2"
        page.keyboard.press("k")
        page.wait_for_function("() => document.querySelector('audio').currentTime >= 20")


def test_what_was_begun_on_one_device_goes_on_at_its_place_on_another(browser, live_server, school, lesson):
    with opened_as(browser, live_server) as open_as:
        page = open_as(school.cast.ada, lesson)
        talk = page.get_by_role("figure").filter(has=page.locator("audio"))
        talk.get_by_role("link", name="Say what you saw.").click()
        page.wait_for_function("() => document.querySelector('audio').currentTime >= 12")
        with page.expect_response(lambda answer: "sync" in answer.url and answer.ok):
            page.keyboard.press("k")
    with opened_as(browser, live_server) as open_as:  # another browser, which has kept nothing
        page = open_as(school.cast.ada, lesson, width=390)
        page.evaluate(
            "document.querySelector('audio').load(); document.querySelector('audio').preload = 'metadata'"
        )
        page.wait_for_function("() => document.querySelector('audio').currentTime >= 11")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_transcript_is_searched(browser, live_server, school, lesson, width):
    with opened_as(browser, live_server) as open_as:
        page = open_as(school.cast.ada, lesson, width=width)
        talk = page.get_by_role("figure").filter(has=page.locator("audio"))
        field = talk.get_by_label("Search in the transcript")
        field.fill("SAW")
        talk.get_by_text("2 lines", exact=True).wait_for()
        shown = [each for each in talk.locator("[data-lines] > li").all() if each.is_visible()]
        assert len(shown) == 2
        assert talk.locator("mark").all_inner_texts() == ["saw", "saw"]
        accessible(page)
        field.press("Enter")
        assert page.evaluate("() => document.activeElement.textContent").endswith("Say what you saw.")
        field.fill("nothing of this")
        talk.get_by_text("Nobody says that.").wait_for()
        field.press("Escape")
        assert talk.locator("mark").count() == 0
        assert all(each.is_visible() for each in talk.locator("[data-lines] > li").all())
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_film_of_youtube_is_jumped_through_once_it_is_loaded(browser, live_server, school, lesson):
    with opened_as(browser, live_server) as open_as:
        page = open_as(school.cast.ada, lesson)
        film = page.get_by_role("figure").filter(has=page.locator("[data-youtube]"))
        line = film.get_by_role("link", name="Say what you saw.")
        assert line.get_attribute("href") == "https://youtu.be/dQw4w9WgXcQ?t=10"
        assert not film.get_by_label("Speed").is_visible()
        page.route(
            "https://www.youtube-nocookie.com/**",
            lambda route: route.fulfill(body=PLAYER, content_type="text/html"),
        )
        film.get_by_role("button", name="Load the video").click()
        frame = page.frame_locator("iframe")
        frame.get_by_text("listening").wait_for()
        line.press("Enter")  # where a frame has just grown, a click of the mouse may still be the frame's
        frame.get_by_text("command seekTo 10,true;").wait_for()
        film.locator("[aria-current=true]").wait_for()
        film.get_by_label("Speed").select_option("1.5")
        frame.get_by_text("command setPlaybackRate 1.5;").wait_for()


def test_without_a_script_the_transcript_is_read_as_text(browser, live_server, school, lesson):
    with opened_as(browser, live_server) as open_as:
        page = open_as(school.cast.ada, lesson, script=False)
        talk = page.get_by_role("figure").filter(has=page.locator("audio"))
        assert talk.get_by_role("link", name="Ask what they saw.").is_visible()
        assert not talk.get_by_label("Search in the transcript").is_visible()
        assert not talk.get_by_label("Speed").is_visible()
