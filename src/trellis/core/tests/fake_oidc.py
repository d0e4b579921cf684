"""A provider that speaks OpenID Connect, on this machine: it signs people in, and lies when told to."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from trellis.core.federation.providers import OidcProvider

CLIENT, SECRET = "trellis", "a secret: of 100% + more"


@lru_cache
def numbers_of_a_key(_which):
    """A key that is made once: it takes a tenth of a second, and tests only need that two are not the same."""
    return RSAKey.generate_key(2048)


class FakeProvider(ThreadingHTTPServer):
    """`claims` are what its ID tokens say besides what they must; a change of `twist` makes them say something else."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.claims = {
            "sub": "u-1",
            "email": "nora@example.org",
            "email_verified": True,
            "name": "Nora Novak",
        }
        self.said = None
        self.twist = {}
        self.header = {}
        self.document = {}
        self.codes = {}
        self.paths = []
        self.turns = 0
        self.rotate()

    def rotate(self, *, keep=False):
        """A new key; the former one is no longer published, unless it is kept."""
        self.turns += 1
        facts = {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"}
        self.key = RSAKey.import_key(numbers_of_a_key(self.turns % 3).as_dict(private=True), facts)
        self.published = [*(self.published if keep else ()), self.key]

    def sign(self, claims):
        key = self.header.get("key", self.key)
        header = {"alg": "RS256", "kid": key.kid, **{k: v for k, v in self.header.items() if k != "key"}}
        return jwt.encode(header, claims, key, algorithms=[header["alg"]])

    def provider(self, **facts):
        """How a site knows this provider."""
        usual = {
            "name": "acme", "title": "Acme ID", "url": self.issuer, "client_id": CLIENT, "client_secret": SECRET,
            "trusts": ("example.org",),
        }  # fmt: skip
        return OidcProvider(**{**usual, **facts})


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        parts, fake = urlsplit(self.path), self.server
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        fake.paths.append(parts.path)
        if parts.path == "/.well-known/openid-configuration":
            self._json({
                "issuer": fake.issuer, "authorization_endpoint": f"{fake.issuer}/authorize",
                "token_endpoint": f"{fake.issuer}/token", "jwks_uri": f"{fake.issuer}/keys",
                "userinfo_endpoint": f"{fake.issuer}/userinfo", "end_session_endpoint": f"{fake.issuer}/leave",
                **fake.document,
            })  # fmt: skip
        elif parts.path == "/keys":
            self._json({"keys": [key.as_dict(private=False) for key in fake.published]})
        elif parts.path == "/userinfo":
            self._json(fake.said or {"sub": fake.claims["sub"]})
        elif parts.path == "/authorize":
            code = secrets.token_urlsafe(12)
            fake.codes[code] = query
            answer = urlencode({"code": code, "state": query["state"], "iss": fake.issuer})
            self._answer(302, b"", {"Location": f"{query['redirect_uri']}?{answer}"})
        else:
            self._answer(404, b"")

    def do_POST(self):
        fake = self.server
        form = {
            name: values[0]
            for name, values in parse_qs(
                self.rfile.read(int(self.headers["Content-Length"])).decode()
            ).items()
        }
        asked = fake.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or challenge.rstrip(b"=").decode() != asked["code_challenge"]:
            return self._json({"error": "invalid_grant"}, 400)
        if self.headers["Authorization"] != _basic():
            return self._json({"error": "invalid_client"}, 401)
        now = int(time.time())
        claims = {
            "iss": fake.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **fake.claims,
            **fake.twist,
        }  # fmt: skip
        token = fake.sign({name: value for name, value in claims.items() if value is not None})
        return self._json({"id_token": token, "access_token": "at-1", "token_type": "Bearer"})

    def _json(self, value, status=200):
        self._answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def _answer(self, status, body, headers=()):
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


def _basic():
    pair = "trellis:a%20secret%3A%20of%20100%25%20%2B%20more"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def serving():
    """A provider that answers, until the generator goes on."""
    fake = FakeProvider()
    thread = threading.Thread(target=fake.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield fake
    fake.shutdown()
    thread.join()
    fake.server_close()


OTHER_KEYS = {
    "a key of its own": lambda: RSAKey.generate_key(2048, {"kid": "other"}),
    "an elliptic key of its own": lambda: ECKey.generate_key("P-256", {"kid": "other"}),
    "a secret": lambda: OctKey.import_key("a-secret-that-both-sides-know-and-is-long", {"kid": "other"}),
}
