"""As much of S3 as keeping files needs: put, get (also a part), delete, and addresses that work for a while.

Signed with AWS Signature Version 4, as the documentation of Amazon S3 describes it under “Authenticating Requests”.
An own client of a page instead of a package of fifty megabytes; it speaks path-style, which every compatible server
understands.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx2

from trellis.core.trusting import authorities

EMPTY = hashlib.sha256(b"").hexdigest()
UNSIGNED = "UNSIGNED-PAYLOAD"
ALGORITHM = "AWS4-HMAC-SHA256"
PATIENCE = 30.0  # seconds
PIECE = 64 * 1024


class S3Error(Exception):
    """The server did not do as asked; `status` is what it answered, `None` where it did not."""

    def __init__(self, status: int | None, said: str) -> None:
        super().__init__(f"{status or 'no answer'}: {said}")
        self.status = status


@dataclass(frozen=True)
class Bucket:
    """A bucket at a server: `endpoint` is its address without a path."""

    endpoint: str
    name: str
    region: str
    key: str
    secret: str = field(repr=False)
    prefix: str = ""

    def put(self, name: str, file: Path, digest: str) -> None:
        """Keep a file under a name. `digest` is the SHA-256 of its bytes, which the server checks. Raises S3Error."""
        with file.open("rb") as content:
            pieces = iter(lambda: content.read(PIECE), b"")
            headers = {"Content-Length": str(file.stat().st_size)}
            self._asked("PUT", name, digest=digest, headers=headers, content=pieces).close()

    def get(self, name: str, begin: int, end: int) -> Iterator[bytes]:
        """The bytes between two places, piece by piece. Raises S3Error, and FileNotFoundError where there is none."""
        if begin >= end:
            return
        with httpx2.Client(verify=authorities(), timeout=PATIENCE, trust_env=False) as client:
            answer = self._asked("GET", name, headers={"Range": f"bytes={begin}-{end - 1}"}, client=client)
            try:
                if answer.status_code != 206:
                    raise S3Error(answer.status_code, "the server gives no parts of a file")
                yield from answer.iter_raw(PIECE)
            finally:
                answer.close()

    def delete(self, name: str) -> None:
        """Keep a file no longer; one that is gone already is fine. Raises S3Error."""
        with suppress(FileNotFoundError):
            self._asked("DELETE", name).close()

    def address(self, name: str, lasts: timedelta, now: datetime, answer_with: Mapping[str, str]) -> str:
        """An address under which anybody gets the file for a while, with headers of the answer that it names."""
        host, path = self._place(name)
        moment = now.astimezone(UTC)
        query = {
            "X-Amz-Algorithm": ALGORITHM,
            "X-Amz-Credential": f"{self.key}/{_scope(moment, self.region)}",
            "X-Amz-Date": _stamp(moment),
            "X-Amz-Expires": str(int(lasts.total_seconds())),
            "X-Amz-SignedHeaders": "host",
            **answer_with,
        }
        signed = signature("GET", path, query, {"host": host}, UNSIGNED, moment, self.region, self.secret)
        return f"{urlsplit(self.endpoint).scheme}://{host}{path}?{_query(query)}&X-Amz-Signature={signed}"

    def _place(self, name: str) -> tuple[str, str]:
        return urlsplit(self.endpoint).netloc, f"/{quote(f'{self.name}/{self.prefix}{name}', safe='/-_.~')}"

    def _asked(
        self,
        verb: str,
        name: str,
        *,
        digest: str = EMPTY,
        headers: Mapping[str, str] | None = None,
        content: Iterator[bytes] | None = None,
        client: httpx2.Client | None = None,
    ) -> httpx2.Response:
        """An answer that was a success, not read yet where it came through a client of the caller's own."""
        host, path = self._place(name)
        moment = datetime.now(UTC)
        sent = {**(headers or {}), "x-amz-content-sha256": digest, "x-amz-date": _stamp(moment)}
        named = {"host": host, **{key.lower(): value for key, value in sent.items()}}
        named.pop("content-length", None)
        signed = signature(verb, path, {}, named, digest, moment, self.region, self.secret)
        sent["Authorization"] = (
            f"{ALGORITHM} Credential={self.key}/{_scope(moment, self.region)},"
            f"SignedHeaders={';'.join(sorted(named))},Signature={signed}"
        )
        own = client or httpx2.Client(verify=authorities(), timeout=PATIENCE, trust_env=False)
        try:
            request = own.build_request(verb, f"{self.endpoint}{path}", headers=sent, content=content)
            answer = own.send(request, stream=True)
            if not answer.is_success:
                said = answer.read()[:300].decode("utf-8", "replace")
                if answer.status_code == 404:
                    raise FileNotFoundError(name)
                raise S3Error(answer.status_code, said)
            if client is None:
                answer.read()
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise S3Error(None, str(error) or type(error).__name__) from error
        finally:
            if client is None:
                own.close()
        return answer


def signature(
    verb: str,
    path: str,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    digest: str,
    moment: datetime,
    region: str,
    secret: str,
) -> str:
    """The signature of a request; `path` is encoded already, headers have small names."""
    names = sorted(headers)
    lines = "".join(f"{name}:{' '.join(headers[name].split())}\n" for name in names)
    canonical = "\n".join((verb, path, _query(query), lines, ";".join(names), digest))
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join((ALGORITHM, _stamp(moment), _scope(moment, region), hashed))
    key = f"AWS4{secret}".encode()
    for part in (*_scope(moment, region).split("/"), text):
        key = hmac.digest(key, part.encode(), "sha256")
    return key.hex()


def _query(query: Mapping[str, str]) -> str:
    return "&".join(f"{quote(key, safe='-_.~')}={quote(query[key], safe='-_.~')}" for key in sorted(query))


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%SZ")


def _scope(moment: datetime, region: str) -> str:
    return f"{moment:%Y%m%d}/{region}/s3/aws4_request"
