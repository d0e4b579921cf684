"""Signed commits: with an SSH key or an OpenPGP key of the machine that Trellis runs on."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from trellis.handbook import git
from trellis.handbook.git import GitError
from trellis.handbook.source import printable

_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


class SigningError(GitError):
    """A commit cannot be signed, so that it was not made."""

    code = "handbook.signing"


@dataclass(frozen=True, slots=True)
class Signing:
    """What commits are signed with: the path of a private SSH key without a passphrase, or the name of a GPG key."""

    key: str

    @property
    def is_ssh(self) -> bool:
        """Whether the key is an SSH key, in a file."""
        return self.key.startswith(("/", "~"))

    def variables(self) -> dict[str, str]:
        """What Git's environment needs besides, to sign with this key when it is told to (`-S`)."""
        key = str(Path(self.key).expanduser()) if self.is_ssh else self.key
        settings = {"gpg.format": "ssh" if self.is_ssh else "openpgp", "user.signingKey": key}
        return {**git.settings_as_variables(settings.items()), "SSH_ASKPASS_REQUIRE": "never"}

    def check(self) -> None:
        """Sign something that nobody keeps. Raises SigningError with the reason where that fails."""
        people = {"GIT_AUTHOR_NAME": "Trellis", "GIT_AUTHOR_EMAIL": "trellis@localhost"}
        people |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in people.items()}
        with tempfile.TemporaryDirectory(prefix="trellis-") as name:
            folder = Path(name)
            for words in (("init", "--quiet", "--bare"), ("hash-object", "-w", "-t", "tree", "--stdin")):
                git.run(folder, *words)
            done = git.run(folder, "commit-tree", "-S", _EMPTY_TREE, variables={**people, **self.variables()})
        if done.returncode != 0:
            raise self.refused(done.stderr)

    def refused(self, stderr: bytes) -> SigningError:
        """The error for what Git said when it could not sign."""
        said = " ".join(printable(stderr.decode("utf-8", "replace")).split())[:300]
        return SigningError(
            f"The commit cannot be signed: {said}",
            hint="An administrator checks TRELLIS_SIGNING_KEY with `trellis doctor`. Nothing was changed.",
        )
