"""A handbook in a Git repository, served as `trellis up` serves it, with people who may do different things."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from trellis.core.kinds import registered
from trellis.core.models import Access, Account, RoleHolding
from trellis.handbook.spec import open_source
from trellis.handbook.workspace import Workspace
from trellis.pages.queries import current
from trellis.pages.queries.current import Edition, Library

FILES = {
    "handbook.yml": "complete: true\n",
    "owners.yml": '"**": ["Editor"]\n"policies/**": ["Chief People Officer", "Editor"]\n',
    "index.md": "# Home\n\nSee [leave](/policies/leave/).\n",
    "policies/leave.md": "# Leave\n\nTwenty-five days.\n\nAsk in good time.\n\nTell your team.\n",
    "places.md": "# Places\n\nWe have two.\n",
}


def git(folder: Path, *arguments: str) -> str:
    settings = ("-c", "user.name=Maker", "-c", "user.email=maker@example.org")
    done = subprocess.run(
        ["git", "-C", folder, *settings, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


class Book:
    """The repository, and the edition that readers see of it now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = Workspace(open_source([str(folder)]), registered())
        self.library = Library(self.workspace.handbook, self.workspace)

    @property
    def edition(self) -> Edition:
        """The current edition, after what was committed meanwhile."""
        self.library.serve(self.workspace.refresh())
        return self.library.edition

    @property
    def tip(self) -> str:
        return git(self.folder, "rev-parse", "main")

    def read(self, path: str) -> str:
        return (self.folder / path).read_text()

    def commit_new(self, path: str, text: str) -> str:
        """A file that somebody outside Trellis adds."""
        (self.folder / path).write_text(text)
        git(self.folder, "add", path)
        return self.commit(path, text)

    def commit(self, path: str, text: str) -> str:
        """A change by somebody outside Trellis."""
        (self.folder / path).write_text(text)
        git(self.folder, "commit", "--quiet", "-am", "By hand")
        return self.tip


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    folder = tmp_path / "handbook"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "Begin")
    made = Book(folder)
    current.use(made.library)
    yield made
    current.use(None)


def account(name: str, access: Access, *titles: str) -> Account:
    made = Account.objects.create(email=f"{name.lower()}@example.org", name=name, access=access)
    for title in titles:
        RoleHolding.objects.create(account=made, title=title)
    return made


@pytest.fixture
def reader(db: None) -> Account:
    return account("Rita", Access.READER)


@pytest.fixture
def author(db: None) -> Account:
    return account("Otto", Access.CONTRIBUTOR)


@pytest.fixture
def editor(db: None) -> Account:
    return account("Edda", Access.APPROVER, "Editor")


@pytest.fixture
def chief(db: None) -> Account:
    return account("Petra", Access.APPROVER, "chief people officer")
