"""What holds for every test: no network, no setting of this machine, a working folder of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.tools.no_network import sitecustomize as no_network

BROWSER = "GUICHET_BROWSER"

# A slow machine is not a failing property; on CI the same examples come every time.
settings.register_profile("guichet", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("guichet")


def pytest_configure() -> None:
    """Forget the operator's settings, and hold child processes to the same rules as this one."""
    for name in [name for name in os.environ if name.startswith("GUICHET_") and name != BROWSER]:
        del os.environ[name]
    # All tests come from one address; those of the limit set their own.
    os.environ["GUICHET_POSTS_PER_MINUTE"] = "0"
    os.environ["PYTHONPATH"] = str(Path(no_network.__file__).parent)
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    os.environ["DO_NOT_TRACK"] = "1"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test in an empty folder: no `.env` is read, and `data/` is the test's own."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def no_connection() -> Iterator[None]:
    """Fail a test that tried to leave this machine, even when its code swallowed the refusal."""
    no_network.REFUSED.clear()
    yield
    assert no_network.REFUSED == []
