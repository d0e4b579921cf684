"""A repository elsewhere that tests keep a handbook in step with, and somebody who works in it."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def git(folder: Path, *arguments: str) -> str:
    settings = ("-c", "user.name=Maker", "-c", "user.email=maker@example.org", "-c", "gc.auto=0")
    done = subprocess.run(
        ["git", "-C", folder, *settings, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


class Elsewhere:
    """A bare repository, and a clone in which a colleague commits and from which they push."""

    def __init__(self, folder: Path, of: Path | None = None) -> None:
        self.bare, self.clone = folder / "there.git", folder / "colleague"
        if of is None:
            git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(self.bare))
        else:
            git(folder, "clone", "--quiet", "--bare", str(of), str(self.bare))

    @property
    def url(self) -> str:
        return f"file://{self.bare}"

    @property
    def tip(self) -> str:
        return git(self.bare, "rev-parse", "main")

    def read(self, path: str, at: str = "main") -> str:
        return git(self.bare, "show", f"{at}:{path}")

    def commit(self, path: str, text: str | bytes, *, branch: str = "main", message: str = "There") -> str:
        """What somebody commits and pushes there."""
        self._follow(branch)
        file = self.clone / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        git(self.clone, "add", "--all")
        git(self.clone, "commit", "--quiet", "-m", message)
        git(self.clone, "push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")
        return git(self.clone, "rev-parse", "HEAD")

    def replace(self, path: str, text: str) -> str:
        """Another history, pushed by force over the last commit."""
        self._follow("main")
        git(self.clone, "reset", "--quiet", "--hard", "HEAD~1")
        (self.clone / path).write_text(text)
        git(self.clone, "commit", "--quiet", "-am", "Instead")
        git(self.clone, "push", "--quiet", "--force", "origin", "HEAD:main")
        return git(self.clone, "rev-parse", "HEAD")

    def _follow(self, branch: str) -> None:
        if not self.clone.exists():
            git(self.bare.parent, "clone", "--quiet", str(self.bare), str(self.clone))
        git(self.clone, "fetch", "--quiet", "origin")
        git(self.clone, "checkout", "--quiet", "-B", "work", f"origin/{branch}")


@contextmanager
def served_by_http(bare: Path, authorization: str) -> Iterator[str]:
    """The address of a repository behind Git's own HTTP program, which lets in whoever sends the right header."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

        def log_message(self, *_arguments: object) -> None:
            pass

        def _answer(self, given: bytes) -> None:
            if self.headers.get("Authorization") != authorization:
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="there"')
                self.end_headers()
                return
            path, _mark, query = self.path.partition("?")
            environment = {
                "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": str(bare.parent), "GIT_HTTP_EXPORT_ALL": "1",
                "PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": self.command, "REMOTE_USER": "somebody",
                "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(given)),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            }  # fmt: skip
            done = subprocess.run(["git", "http-backend"], input=given, env=environment, capture_output=True)
            head, _blank, body = done.stdout.partition(b"\r\n\r\n")
            headers = dict(line.split(": ", 1) for line in head.decode().splitlines())
            self.send_response(int(headers.pop("Status", "200").split()[0]))
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{bare.name}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
