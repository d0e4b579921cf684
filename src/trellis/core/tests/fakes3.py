"""A server that speaks as much of S3 as we use, and checks signatures on its own."""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

KEY, SECRET, REGION = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "eu-central-1"


def expected(verb, path, query, headers, names, digest, stamp, region=REGION):
    """The signature by the letter of the documentation: canonical request, string to sign, key, signature."""
    canonical = f"{verb}\n{path}\n{query}\n"
    for name in names:
        canonical += f"{name}:{headers[name].strip()}\n"
    canonical += "\n" + ";".join(names) + "\n" + digest
    day = stamp[:8]
    scope = f"{day}/{region}/s3/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = ("AWS4" + SECRET).encode()
    for part in (day, region, "s3", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_words):
        """Quiet."""

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def is_signed(self, body):
        headers = {name.lower(): value for name, value in self.headers.items()}
        parts = urlsplit(self.path)
        if "authorization" in headers:
            names = re.search("SignedHeaders=([^,]+)", headers["authorization"])[1].split(";")
            digest, stamp = headers["x-amz-content-sha256"], headers["x-amz-date"]
            made = re.search("Signature=(.+)", headers["authorization"])[1]
            if digest != hashlib.sha256(body).hexdigest():
                return False
            return made == expected(self.command, parts.path, "", headers, names, digest, stamp)
        query, _mark, made = parts.query.rpartition("&X-Amz-Signature=")
        asked = dict(parse_qsl(query))
        ordered = "&".join(sorted(query.split("&")))
        return made == expected(
            "GET", parts.path, ordered, headers, ["host"], "UNSIGNED-PAYLOAD", asked["X-Amz-Date"]
        )

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kept, name = self.server.kept, urlsplit(self.path).path
        if self.server.trouble:
            self.answer(self.server.trouble)
        elif not self.is_signed(body):
            self.answer(403, b"<Code>SignatureDoesNotMatch</Code>")
        elif self.command == "PUT":
            kept[name] = body
            self.answer(200)
        elif name not in kept:
            self.answer(404)
        elif self.command == "DELETE":
            del kept[name]
            self.answer(204)
        else:
            found = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
            whole = kept[name]
            self.answer(206, whole[int(found[1]) : int(found[2]) + 1]) if found else self.answer(200, whole)

    do_GET = do_PUT = do_DELETE = handle_any  # noqa: N815 - the names of http.server


@contextmanager
def bucket_server():
    """The server at a port of its own: `kept` are its objects, `trouble` a status that it answers everything with."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.kept, server.trouble = {}, None
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
