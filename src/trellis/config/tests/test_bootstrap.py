import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from trellis.config import bootstrap, installing
from trellis.config.environment import BASE, DEV, TOOLS, BootstrapError, Environment
from trellis.config.places import PROJECT


@pytest.fixture
def environment(tmp_path):
    """A finished environment of a small checkout, without tools for tests."""
    requirements = tmp_path / "requirements"
    requirements.mkdir()
    for name in (BASE, TOOLS, DEV):
        (requirements / f"{name}.txt").write_text(f"{name}==1 \\\n    --hash=sha256:{name}\n")
    packages = tmp_path / ".venv" / "lib" / "python{}.{}".format(*sys.version_info[:2]) / "site-packages"
    packages.mkdir(parents=True)
    (tmp_path / ".venv" / "bin").mkdir()
    (tmp_path / ".venv" / "bin" / "python").touch()
    environment = Environment(str(tmp_path))
    remember(environment, BASE, TOOLS)
    return environment


def remember(environment, *names):
    shutil.rmtree(environment.memory, ignore_errors=True)
    installing._remember(environment, {name: environment.lock(name) for name in names})


def relock(environment, name):
    Path(environment.lock_file(name)).write_text(f"{name}==2\n")


def test_nothing_is_missing_when_the_locks_are_as_installed(environment):
    assert environment.missing([BASE, TOOLS]) == []


def test_changed_lock_is_missing(environment):
    relock(environment, BASE)

    assert environment.missing([BASE, TOOLS]) == [BASE]


def test_lock_that_was_never_installed_is_missing(environment):
    assert environment.missing([BASE, TOOLS, DEV]) == [DEV]


def test_environment_of_another_python_misses_everything(environment):
    lib = Path(environment.path, "lib")
    next(lib.iterdir()).rename(lib / "python3.2")

    assert environment.missing([BASE]) == [BASE]


def test_half_made_environment_misses_everything(environment):
    Path(environment.python).unlink()

    assert environment.missing([BASE]) == [BASE]


def test_checkout_without_a_lock_is_told(environment):
    Path(environment.lock_file(BASE)).unlink()

    with pytest.raises(BootstrapError, match="not a whole checkout"):
        environment.missing([BASE])


def test_only_tests_need_the_tools_for_tests():
    assert bootstrap.locks_for(["test", "-x"]) == [BASE, TOOLS, DEV]
    assert bootstrap.locks_for(["up"]) == [BASE, TOOLS]
    assert bootstrap.locks_for([]) == [BASE, TOOLS]


def test_usual_start_installs_nothing(environment, capsys):
    bootstrap.prepare(environment, [BASE, TOOLS])

    assert capsys.readouterr().err == ""


def test_completion_does_not_wait_for_an_installation(environment, monkeypatch):
    relock(environment, BASE)
    monkeypatch.setenv(bootstrap.COMPLETION, "bash_complete")

    with pytest.raises(SystemExit) as ended:
        bootstrap.prepare(environment, [BASE])

    assert ended.value.code == 0


def test_start_waits_for_another_that_installs(environment):
    """The other start has installed everything when it lets go of the lock."""
    relock(environment, BASE)
    script = (
        "import sys; from trellis.config import bootstrap, installing;"
        "e = bootstrap.Environment(sys.argv[1]);"
        "bootstrap.prepare(e, ['base'])"
    )
    with bootstrap._alone(environment):
        waiting = subprocess.Popen(
            [sys.executable, "-c", script, environment.root], stderr=subprocess.PIPE, text=True
        )
        first_line = waiting.stderr.readline()
        remember(environment, BASE)
    _, rest = waiting.communicate(timeout=10)

    assert first_line == "Another start is preparing .venv; waiting for it.\n"
    assert (waiting.returncode, rest) == (0, "")


def test_python_without_ensurepip_gets_a_remedy(environment, tmp_path, monkeypatch):
    broken = tmp_path / "python"
    broken.write_text(
        "#!/bin/sh\necho 'The virtual environment was not created: ensurepip is not available.'\nexit 1\n"
    )
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "_base_executable", str(broken))
    Path(environment.python).unlink()

    with (
        open(environment.lock_file(BASE), "rb") as lock,
        pytest.raises(BootstrapError, match="apt install python3-venv"),
    ):
        installing.install(environment, [BASE], lock.fileno())

    assert not Path(environment.path).exists()


def test_index_that_does_not_answer_gets_a_remedy(environment):
    """The environment's Python stands for an installer without a network."""
    Path(environment.python).write_text("#!/bin/sh\necho 'no route to index'\nexit 1\n")
    Path(environment.python).chmod(0o755)

    with open(environment.lock_file(BASE), "rb") as lock, pytest.raises(BootstrapError) as refused:
        installing.install(environment, [BASE], lock.fileno())

    assert "no route to index" in str(refused.value)
    assert "PIP_INDEX_URL" in str(refused.value)
    assert environment.missing([BASE]) == [BASE]


def test_pip_configuration_is_read_with_the_section_for_installing_first():
    listing = (
        ":env:.index-url='http://env.test/simple'\n"
        "global.extra-index-url='http://a.test http://b.test'\n"
        "global.index-url='http://global.test'\n"
        "install.index-url='http://install.test'\n"
        "nonsense\n"
    )

    assert installing.pip_configuration(listing) == {
        "extra-index-url": "http://a.test http://b.test",
        "index-url": "http://install.test",
    }


def test_uv_is_told_what_pip_is_told():
    environ = {"PIP_INDEX_URL": "http://env.test", "PIP_FIND_LINKS": "/wheels /more", "PIP_NO_INDEX": "0"}
    configuration = {
        "index-url": "http://global.test",
        "extra-index-url": "http://a.test\nhttp://b.test",
        "cert": "/ca",
    }

    assert installing.uv_settings(environ, configuration) == {
        "UV_DEFAULT_INDEX": "http://env.test",
        "UV_INDEX": "http://a.test http://b.test",
        "UV_FIND_LINKS": "/wheels,/more",
        "SSL_CERT_FILE": "/ca",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


def test_what_is_set_for_uv_stands():
    environ = {"UV_DEFAULT_INDEX": "http://uv.test", "PIP_INDEX_URL": "http://pip.test"}

    assert "UV_DEFAULT_INDEX" not in installing.uv_settings(environ, {})


def test_root_script_is_kind_to_an_old_machine(tmp_path):
    """No Python at all on the PATH, and no environment beside the script."""
    script = tmp_path / "trellis"
    script.write_bytes((PROJECT / "trellis").read_bytes())

    done = subprocess.run(
        ["/bin/sh", str(script), "up"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "needs Python 3.11 or newer" in done.stderr
    assert os.access(PROJECT / "trellis", os.X_OK)
