"""Fill `.venv` from the hashed lock files, with uv where it can be had and with pip where not.

Standard library only: it runs before anything is installed. Whatever index, mirror or proxy pip is told about, by its
environment or its configuration files, holds for uv too.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from trellis.config.environment import TOOLS, BootstrapError, Environment, say

PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input")
LAST_LINES = 12
"""How much of a failed installer's output is worth showing."""


def install(environment: Environment, wanted: Sequence[str], lock: int) -> None:
    """Make the environment hold exactly what the wanted locks name, and remember them.

    `lock` is the descriptor of the held lock, which installers inherit. Raises BootstrapError, with a remedy, where the
    environment cannot be made or a package cannot be fetched.
    """
    began = time.monotonic()
    texts = {name: environment.lock(name) for name in wanted}
    runner = Runner(environment, lock)
    shutil.rmtree(environment.memory, ignore_errors=True)
    if not environment.works():
        say(f"Making .venv with Python {sys.version_info.major}.{sys.version_info.minor}.")
        runner.make_environment()
    say(f"Installing {_count(texts)} packages from requirements/ (needs a package index, this once).")
    if not runner.sync_with_uv(wanted):
        say("Going on with pip, which takes longer.")
        runner.install_with_pip(wanted)
    _make_importable(environment)
    _remember(environment, texts)
    say(f"Ready after {time.monotonic() - began:.0f} s.")


class Runner:
    """Runs the installers of one environment."""

    def __init__(self, environment: Environment, lock: int) -> None:
        self.environment = environment
        self.lock = lock
        self.uv = os.path.join(environment.path, "bin", "uv")

    def make_environment(self) -> None:
        """A fresh `.venv` with pip in it; a broken one in its place is thrown away."""
        python = getattr(sys, "_base_executable", None) or sys.executable
        done = self._run([python, "-m", "venv", "--clear", self.environment.path])
        if done.returncode == 0:
            return
        if "ensurepip" in done.stdout:
            shutil.rmtree(self.environment.path, ignore_errors=True)
            raise BootstrapError(
                "this Python cannot make virtual environments: its ensurepip is missing.\n"
                "Install it (Debian, Ubuntu: apt install python3-venv) and run this again."
            )
        raise BootstrapError(f"{self.environment.path} cannot be made:\n{_last_lines(done.stdout)}")

    def sync_with_uv(self, wanted: Sequence[str]) -> bool:
        """Install exactly the wanted locks with uv, itself from its lock; False where there is no uv for this machine.

        Raises BootstrapError where uv works and the packages cannot be installed.
        """
        if not self._has_pip():
            return False
        done = self._pip(
            "install", "--quiet", "--only-binary=:all:", "--require-hashes", "-r", self._lock(TOOLS)
        )
        if done.returncode != 0 or not os.path.exists(self.uv):
            return False
        sync = [self.uv, "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode"]
        done = self._run(
            [*sync, "--python", self.environment.python, *map(self._lock, wanted)],
            {**os.environ, **uv_settings(os.environ, self._pip_configuration())},
        )
        if done.returncode != 0:
            say(f"uv could not install:\n{_last_lines(done.stdout)}")
        return done.returncode == 0

    def install_with_pip(self, wanted: Sequence[str]) -> None:
        """Install the wanted locks, except uv's own, with pip. Raises BootstrapError where that fails too."""
        if not self._has_pip():
            self._run([self.environment.python, "-m", "ensurepip"])
        locks = [part for name in wanted if name != TOOLS for part in ("-r", self._lock(name))]
        done = self._pip("install", "--quiet", "--require-hashes", *locks)
        if done.returncode != 0:
            raise BootstrapError(
                f"the packages cannot be installed:\n{_last_lines(done.stdout)}\n"
                "Trellis needs a package index once. It asks the one that pip is set up for\n"
                "(`pip config list`, PIP_INDEX_URL, PIP_FIND_LINKS). Mend that and run this again."
            )

    def _has_pip(self) -> bool:
        return self._pip("--version").returncode == 0

    def _pip(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run([self.environment.python, *PIP, *arguments])

    def _pip_configuration(self) -> dict[str, str]:
        done = self._run([self.environment.python, *PIP, "config", "list"])
        return pip_configuration(done.stdout) if done.returncode == 0 else {}

    def _lock(self, name: str) -> str:
        return self.environment.lock_file(name)

    def _run(
        self, command: Sequence[str], env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            pass_fds=(self.lock,),
        )


def pip_configuration(listing: str) -> dict[str, str]:
    """What `pip config list` says about finding packages: a setting's name, as `extra-index-url`, to its value.

    The environment is left out, since `uv_settings` reads it anyway. `[install]` stands over `[global]`, as for pip.
    """
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}}
    for line in listing.splitlines():
        name, _, value = line.partition("=")
        section, _, setting = name.partition(".")
        if section in found and value:
            try:
                found[section][setting] = str(ast.literal_eval(value))
            except (ValueError, SyntaxError):
                continue
    return {**found["global"], **found["install"]}


def uv_settings(environ: Mapping[str, str], configuration: Mapping[str, str]) -> dict[str, str]:
    """The variables that tell uv, which does not read pip's configuration, what pip is told about finding packages.

    What is already set for uv stays as it is.
    """

    def pip(setting: str) -> str:
        return environ.get("PIP_" + setting.upper().replace("-", "_")) or configuration.get(setting, "")

    no_index = pip("no-index").strip().lower() in {"1", "true", "yes", "on"}
    settings = {
        "UV_DEFAULT_INDEX": pip("index-url").strip(),
        "UV_INDEX": " ".join(pip("extra-index-url").split()),
        "UV_FIND_LINKS": ",".join(pip("find-links").split()),
        "UV_NO_INDEX": "1" if no_index else "",
        "UV_INSECURE_HOST": " ".join(pip("trusted-host").split()),
        "UV_HTTP_TIMEOUT": pip("timeout") or pip("default-timeout"),
        "SSL_CERT_FILE": pip("cert").strip(),
        "SSL_CLIENT_CERT": pip("client-cert").strip(),
        "ALL_PROXY": pip("proxy").strip(),
        # As pip does: the release may lie on any of the indexes. The hashes say which files are right.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }
    return {name: value for name, value in settings.items() if value and not environ.get(name)}


def _make_importable(environment: Environment) -> None:
    """Let the environment's Python find the sources, whoever starts it."""
    for packages in Path(environment.path, "lib").glob("python3*/site-packages"):
        source = os.path.relpath(os.path.join(environment.root, "src"), packages)
        (packages / "trellis.pth").write_text(f"{source}\n", encoding="utf-8")


def _remember(environment: Environment, texts: Mapping[str, bytes]) -> None:
    """Keep copies of the locks that are now installed: all or none of them."""
    unfinished = Path(environment.memory + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    for name, text in texts.items():
        (unfinished / f"{name}.txt").write_bytes(text)
    unfinished.rename(environment.memory)


def _count(texts: Mapping[str, bytes]) -> int:
    pins = (
        line for text in texts.values() for line in text.splitlines() if b"==" in line and line[:1].isalnum()
    )
    return len({line.split(b"==")[0] for line in pins})


def _last_lines(output: str) -> str:
    return "\n".join(f"  {line}" for line in output.strip().splitlines()[-LAST_LINES:])
