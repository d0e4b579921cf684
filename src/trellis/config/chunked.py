"""Bodies that come in chunks, without a word about their length, as programs send what they are still making.

Django reads as many bytes as the header Content-Length says, so without one it takes the body for empty, and tells the
sender of good JSON that it is none. Proxies in front of Trellis put such a body together; without one it is done here.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_whole_bodies(application: Application) -> Application:
    """The same application, to which every body has a length. Of one that is too large, what shows that is read."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        is_chunked = "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
        if is_chunked and not environ.get("CONTENT_LENGTH"):
            body = _read(environ["wsgi.input"], settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
            environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        return application(environ, start_response)

    return serve


def _read(stream: Any, most: int) -> bytes:
    """So much of a stream as there is, up to a number of bytes: one call may give less than it was asked for."""
    parts, left = [], most
    while left and (part := stream.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
