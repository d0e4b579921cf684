"""A program that speaks SCIM to the site, with a token of somebody."""

import json

from django.test import Client

from trellis.core.services import tokens

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def token_of(account, scope="scim"):
    """A new token of somebody."""
    return tokens.issue(account=account, name="Provider", scopes=[scope], days=365).secret


class Provider:
    """An identity provider."""

    def __init__(self, token):
        self.client = Client(headers={"Authorization": f"Bearer {token}"} if token else None)

    def ask(self, method, path, body=None, **headers):
        """The answer to a request below the address of SCIM."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        return self.client.generic(
            method, f"/scim/v2{path}", content, content_type="application/scim+json", headers=headers
        )

    def add(self, user_name="fay@example.org", **facts):
        """Make a user; gives what the answer tells of it."""
        answer = self.ask("POST", "/Users", {"schemas": [USER], "userName": user_name, **facts})
        assert answer.status_code == 201, answer.content
        return answer.json()

    def add_group(self, name="Engineers", members=(), **facts):
        """Make a group of users with these ids; gives what the answer tells of it."""
        sent = {"schemas": [GROUP], "displayName": name, "members": [{"value": key} for key in members]}
        answer = self.ask("POST", "/Groups", {**sent, **facts})
        assert answer.status_code == 201, answer.content
        return answer.json()

    def patch(self, path, *operations):
        """Change something by operations."""
        return self.ask("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)})
