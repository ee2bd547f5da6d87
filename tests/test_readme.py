"""What the README and its neighbours say is still true."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.settings import settings_table
from tests.tools.source import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md"]
CORPORA = ROOT / "knowledge" / "corpora"
FOR_TESTS = {"GUICHET_BROWSER"}
MADE_LATER = {".venv", "data"}

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)[^)]*\)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
QUOTED = re.compile(r"«\s*([^»]+?)\s*»", re.DOTALL)


def plain(text: str) -> str:
    """Fold what typography changes and wording does not: line breaks, quote marks, apostrophes."""
    return " ".join(re.sub(r"^[>|]+", " ", text, flags=re.MULTILINE).replace("’", "'").split())


def code() -> str:
    return "\n".join(CODE.findall(README))


def anchors(page: Path) -> set[str]:
    """The fragments that a Markdown page answers to, made as code hosts make them."""
    titles = re.findall(r"^#+ +(.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 200


def test_the_readme_shows_a_real_exchange_before_it_explains() -> None:
    start = "\n".join(README.splitlines()[:30])
    texts = [path for path in CORPORA.rglob("*") if path.suffix in {".md", ".txt", ".html"}]
    said = " ".join(plain(path.read_text(encoding="utf-8")) for path in texts)
    quotes = [plain(quote) for quote in QUOTED.findall(start)]
    assert any(len(quote.split()) >= 8 and quote in said for quote in quotes)
    titles = [
        document["title"]
        for manifest in CORPORA.rglob("corpus.toml")
        for document in tomllib.loads(manifest.read_text(encoding="utf-8"))["document"]
    ]
    assert any(plain(title) in plain(start) for title in titles)


def test_the_readme_lists_every_setting_with_its_default_and_help() -> None:
    assert settings_table() in README


def test_the_readme_names_no_setting_that_does_not_exist() -> None:
    known = set(re.findall(r"GUICHET_[A-Z_]+", settings_table())) | FOR_TESTS
    assert set(re.findall(r"GUICHET_[A-Z]+(?:_[A-Z]+)*", README)) <= known


def test_every_command_in_the_readme_exists() -> None:
    guichet = Path(sys.executable).with_name("guichet")
    shown = subprocess.run([guichet, "--help"], capture_output=True, text=True, check=True).stdout
    known = set(re.findall(r"^[\s│]*([a-z]+)\b", shown, re.MULTILINE))
    named = set(re.findall(r"\bguichet ([a-z]+)\b", code()))
    assert named
    assert named <= known


def test_every_make_target_in_the_readme_exists() -> None:
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b", code()))
    assert {"run", "test"} <= named <= known


def test_every_path_in_the_readme_exists() -> None:
    folders = "|".join(path.name for path in ROOT.iterdir() if path.is_dir() and path.name not in MADE_LATER)
    named = re.findall(rf"(?<![\w./-])(?:{folders})/[\w./*-]*", README)
    assert [path for path in named if not list(ROOT.glob(path.rstrip("/.")))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_link_is_dead(page: Path) -> None:
    dead = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            alive = parts.scheme == "https" and "." in (parts.hostname or "")
        else:
            target = page.parent / parts.path if parts.path else page
            alive = target.exists() and (not parts.fragment or parts.fragment in anchors(target))
        if not alive:
            dead.append(link)
    assert dead == []
