"""How the tests get their browser: found first, installed next, asked for last."""

import sys
from pathlib import Path

import pytest

from tests.tools import browser


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose only commands are those put in the folder returned, with no browser anywhere."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))
    monkeypatch.delenv("GUICHET_BROWSER", raising=False)
    monkeypatch.setattr(browser, "APPLICATIONS", ())
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(sys, "executable", command(folder, "python", "exit 1"))
    return folder


def command(folder: Path, name: str, script: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_the_browser_that_is_chosen_wins(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command(bare, "chromium", "")
    monkeypatch.setenv("GUICHET_BROWSER", "/elsewhere/chrome")
    assert browser.find_browser() == "/elsewhere/chrome"


def test_a_browser_that_is_installed_is_found(bare: Path) -> None:
    assert browser.find_browser() is None
    assert command(bare, "google-chrome", "") == browser.find_browser()


def test_root_on_debian_installs_one(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chromium = bare / "chromium"
    command(bare, "apt-get", f'[ "$1" = update ] || {{ : > {chromium}; /bin/chmod +x {chromium}; }}')
    assert browser.main() == 0
    assert "apt-get install" in capsys.readouterr().out


def test_playwright_is_tried_when_debian_has_none(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command(bare, "apt-get", "exit 100")
    chromium = bare / "chromium"
    command(bare, "python", f": > {chromium}; /bin/chmod +x {chromium}")
    assert browser.main() == 0
    assert "playwright install chromium" in capsys.readouterr().out


@pytest.mark.usefixtures("bare")
def test_a_machine_without_any_is_told_what_to_install(capsys: pytest.CaptureFixture[str]) -> None:
    assert browser.main() == 1
    assert "apt-get install chromium" in capsys.readouterr().err
