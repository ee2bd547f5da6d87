"""What is declared is what is used, locked and shipped."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, version
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.settings import Settings, variable
from tests.tools.source import PACKAGES, ROOT, modules

PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)
DECLARED = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
OPTIONAL = PROJECT["project"]["optional-dependencies"]
EXTRAS = [Requirement(line) for lines in OPTIONAL.values() for line in lines]
TESTED = [Requirement(line) for line in PROJECT["dependency-groups"]["test"]]
LOCKS = [ROOT / "requirements.txt", ROOT / "tests" / "requirements.txt"]
PIN = re.compile(r"^([\w.-]+)==([\w.+!]+)(.*)$", re.MULTILINE)

SHARED = {"opentelemetry": "opentelemetry-api"}
"""Names that many distributions share, and the only one of them that we import."""


def names(requirements: list[Requirement]) -> set[str]:
    return {canonicalize_name(requirement.name) for requirement in requirements}


def imported() -> set[str]:
    """The distributions that the three packages import."""
    tops = {found.name.partition(".")[0] for module in modules(*PACKAGES) for found in module.imports}
    known = packages_distributions()
    others = tops - set(PACKAGES) - sys.stdlib_module_names
    return {SHARED.get(top) or canonicalize_name(known.get(top, [top])[0]) for top in others}


def pins(lock: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, pinned, _ in PIN.findall(lock.read_text(encoding="utf-8")):
        found.setdefault(canonicalize_name(name), set()).add(pinned)
    return found


def test_every_package_imported_is_declared() -> None:
    assert imported() - names(DECLARED) - names(EXTRAS) == set()


def test_every_package_declared_is_imported_or_says_why_not() -> None:
    unused = names(DECLARED) - imported()
    indirect = re.findall(r'^  "([\w-]+).*# indirect: .+$', PYPROJECT, re.MULTILINE)
    assert unused == {canonicalize_name(name) for name in indirect}


def test_every_dependency_has_its_line_of_justification() -> None:
    block = PYPROJECT[PYPROJECT.index("\ndependencies = [") : PYPROJECT.index("\n]\n\n[project.opt")]
    assert [line for line in block.splitlines()[2:] if not re.search(r'",? +# \w.{5,}', line)] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.parent.name)
def test_a_lock_pins_every_package_by_hash_and_names_no_host(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[\w-])", text.partition("make lock\n")[2])
    assert [block for block in blocks if not re.match(r"[\w.-]+==\S+.*\\\n    --hash=sha256:", block)] == []
    assert "://" not in text


def test_the_locks_hold_what_is_declared() -> None:
    for lock, declared in zip(LOCKS, (DECLARED, DECLARED + TESTED), strict=True):
        pinned = pins(lock)
        for need in declared:
            assert all(map(need.specifier.contains, pinned[canonicalize_name(need.name)])), need


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    shipped, tested = map(pins, LOCKS)
    assert {name: tested[name] for name in shipped} == shipped


def test_the_versions_installed_are_those_of_the_lock() -> None:
    pinned = pins(LOCKS[0])
    assert [name for name in names(DECLARED) if version(name) not in pinned[name]] == []


def test_the_wheel_ships_every_file_of_the_packages(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    shipped = set(ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    files = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files - shipped == set()
    others = {name.partition("/")[0] for name in shipped - files}
    assert others == {f"guichet-{PROJECT['project']['version']}.dist-info"}


def test_the_image_runs_without_privileges_and_watches_its_health() -> None:
    final = (ROOT / "Dockerfile").read_text(encoding="utf-8").rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!root|0)\w+", final, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK .*", final, re.MULTILINE)


def test_compose_starts_what_guichet_needs_and_waits_for_it() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert set(services) == {"guichet", "postgres", "chroma"}
    assert {need["condition"] for need in services["guichet"]["depends_on"].values()} == {"service_healthy"}
    named = {name for name in services["guichet"]["environment"] if name.startswith("GUICHET_")}
    assert named <= {variable(field) for field in Settings.model_fields}
    images = [service["image"] for service in services.values() if "build" not in service]
    assert [image for image in images if not re.search(r":\d", image)] == []


def test_ci_runs_the_one_command_of_everyone() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert [step["run"] for step in steps if "run" in step] == ["bash .ci/run"]
