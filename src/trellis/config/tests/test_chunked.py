"""Bodies without a length arrive whole, and those that are too large are refused as such."""

import io

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.handlers.wsgi import WSGIRequest

from trellis.config.chunked import with_whole_bodies

CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked"}


class Dripping(io.BytesIO):
    """Gives a few bytes at a time, as a network does."""

    def read(self, size=-1):
        return super().read(min(size, 7) if size >= 0 else 7)


def seen(body, headers):
    """What the application reads of a body."""
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "wsgi.input": Dripping(body), **headers}
    return b"".join(with_whole_bodies(lambda environ, _start: [WSGIRequest(environ).body])(environ, None))


def test_a_body_that_comes_in_chunks_is_read_whole():
    assert seen(b'{"name": "Example Person"}', CHUNKED) == b'{"name": "Example Person"}'


def test_one_that_is_too_large_is_refused_and_not_read_to_its_end(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    body = Dripping(b"x" * 1000)
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "wsgi.input": body, **CHUNKED}

    with pytest.raises(RequestDataTooBig):
        with_whole_bodies(lambda environ, _start: [WSGIRequest(environ).body])(environ, None)

    assert body.tell() == 101


@pytest.mark.parametrize("headers", [{"CONTENT_LENGTH": "2"}, {**CHUNKED, "CONTENT_LENGTH": "2"}])
def test_a_body_with_a_length_is_left_alone(headers):
    assert seen(b"{}and more", headers) == b"{}"
