"""The package as a whole: its examples run, its rooms are light, and its own pages agree with each other."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import simnet

MODULES = sorted(module.name for module in pkgutil.walk_packages(simnet.__path__, "simnet."))
LIGHT = [
    name
    for name in ("simnet", "simnet.geo", "simnet.pricing", "simnet.scenario")
    if name in {"simnet", *MODULES}
]
HEAVY = ("numpy", "pandas", "scipy", "numba", "matplotlib", "holidays", "pyarrow", "simpy")


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("__main__")])
def test_the_examples_in_the_docstrings_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", LIGHT)
def test_light_rooms_load_no_heavy_library(name: str) -> None:
    code = f"import sys, {name}; print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


def test_the_version_is_the_same_everywhere(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == simnet.__version__
    assert re.search(
        rf"^## \[?{re.escape(simnet.__version__)}\b", (root / "CHANGELOG.md").read_text("utf-8"), re.M
    )


def test_the_package_is_marked_as_typed() -> None:
    assert (Path(simnet.__file__).parent / "py.typed").is_file()


@pytest.mark.parametrize("name", ["test", "run"])
def test_the_readme_holds_one_marked_command_that_needs_only_python(root: Path, name: str) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    found = re.findall(rf"<!-- {name} command -->\n```sh\n(.+)\n```\n", readme)
    assert len(found) == 1
    words = shlex.split(found[0])
    assert words[:4] == ["python3", "-m", "venv", ".venv"]
    assert {word for word in words if "/" in word and word.startswith(".")} <= {
        ".venv/bin/pip", ".venv/bin/pytest", ".venv/bin/simnet",
    }  # fmt: skip


def test_the_scenario_of_the_readme_ships(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bscenarios/[\w-]+\.yaml\b", readme))
    assert named
    assert [name for name in sorted(named) if not (root / name).is_file()] == []


def test_ci_takes_its_commands_from_the_readme(root: Path) -> None:
    """The line that .ci/run cuts out of the README is the marked one, by the script's own function."""
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    function = re.search(r"^command_of\(\) \{\n.*?^\}\n", script, re.M | re.S)
    assert function is not None
    for name in ("test", "run"):
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"{function[0]}command_of {name}"],
            cwd=root, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert ran.stdout.startswith("python3 -m venv .venv && ")
        assert ran.stdout in (root / "README.md").read_text(encoding="utf-8")
        assert f"command_of {name}" in script
