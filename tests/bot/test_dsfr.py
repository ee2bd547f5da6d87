import gzip
import re
import subprocess
from hashlib import sha256

import pytest

from bot.dsfr import FONTS, SHEETS, UNUSED, console_sheet, files_of, with_addresses
from tests.tools.source import ROOT

OURS = (ROOT / "bot" / "static" / "console.css").read_text(encoding="utf-8")
SHEET = console_sheet(OURS)
MEASURED_RAW, MEASURED_COMPRESSED = 239_000, 33_300
DARK = re.findall(r"@media screen and \(prefers-color-scheme:dark\)\{(?::root)+\{([^{}]*)\}", SHEET)
CLASSES = re.compile(r"\.((?:fr|console)-[\w-]+)")
WRITTEN = re.compile(r"(?<![\w-])(?:fr|console)-[\w-]*[a-z0-9](?![\w-])")


def test_the_sheet_is_small() -> None:
    assert len(SHEET) < MEASURED_RAW * 1.1
    assert len(gzip.compress(SHEET.encode(), 9)) < MEASURED_COMPRESSED * 1.1


def test_braces_are_balanced_and_no_rule_is_empty() -> None:
    assert SHEET.count("{") == SHEET.count("}")
    assert re.findall(r"[^{}]{0,60}\{\s*\}", SHEET) == []
    assert "}," not in SHEET
    assert not re.search(r"[{}],|,\{", SHEET)


def test_the_licence_of_the_design_system_stays() -> None:
    assert SHEET.startswith("/*!")
    assert "DSFR" in SHEET[:100]


def test_our_rules_come_last_and_unchanged_in_sense() -> None:
    sheet = console_sheet(".console-x {\n  color: red; /* why */\n}\n")
    assert sheet.endswith(".console-x{color: red;}")


def colours(schemes: list[str]) -> set[str]:
    return {name for body in schemes for name in re.findall(r"(--[a-z-]+-\d[\w-]*):#", body)}


def test_the_dark_scheme_follows_the_preference_of_the_reader_on_a_screen() -> None:
    assert "data-fr-theme" not in SHEET
    assert "--grey-1000-50:#161616" in "".join(DARK)


def test_every_colour_has_its_dark_value() -> None:
    light = re.findall(r"(?<![{t]):root\{([^{}]*)\}", SHEET)
    assert len(colours(light)) > 40
    assert colours(light) == colours(DARK)


def test_every_variable_of_the_root_is_read() -> None:
    declared = {
        name for body in re.findall(r":root\{([^{}]*)\}", SHEET) for name in re.findall(r"(--[\w-]+):", body)
    }
    assert declared - set(re.findall(r"var\((--[\w-]+)", SHEET)) == set()


def test_every_variable_that_our_rules_read_exists() -> None:
    read = set(re.findall(r"var\((--[\w-]+)\)", OURS))
    assert [name for name in sorted(read) if f"{name}:" not in SHEET] == []


def test_only_two_fonts_are_declared_in_one_format() -> None:
    assert SHEET.count("@font-face") == len(FONTS)
    assert ".woff)" not in SHEET
    assert {path for path in files_of(SHEET) if path.startswith("fonts/")} == {
        f"fonts/{name}.woff2" for name in FONTS
    }


def test_every_file_asked_for_is_there_and_is_a_font_or_an_icon() -> None:
    found = files_of(SHEET)
    assert all(found.values())
    assert {path.rpartition(".")[2] for path in found} == {"woff2", "svg"}
    assert len({path.rpartition("/")[2] for path in found}) == len(found)


def test_an_address_that_is_not_served_is_refused() -> None:
    with pytest.raises(KeyError):
        with_addresses("a{mask:url(icons/absent.svg)}", {})


def test_a_font_or_icon_that_does_not_exist_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        files_of("a{mask:url(icons/absent.svg)}")


@pytest.mark.parametrize(
    "selector", [".fr-mega-menu", ".fr-btn--account", ".fr-mb-md-2w", ".fr-tag--pink-macaron"]
)
def test_what_the_console_does_not_use_is_left_out(selector: str) -> None:
    assert UNUSED.search(selector)
    assert f"{selector}{{" not in SHEET


@pytest.mark.parametrize(
    "selector", [".fr-mb-2w", ".fr-col-md-6", ".fr-btn--secondary", ".fr-grid-row--gutters"]
)
def test_what_pages_are_made_of_stays(selector: str) -> None:
    assert selector in SHEET


def test_every_class_that_a_template_of_the_console_writes_has_rules() -> None:
    known = set(CLASSES.findall(SHEET)) | {"fr-raw-list"}
    templates = sorted((ROOT / "bot" / "templates" / "console").rglob("*.html"))
    wrong = {
        f"{template.name}: {name}"
        for template in templates
        for attribute in re.findall(r'class="([^"]*)"', template.read_text(encoding="utf-8"))
        for name in WRITTEN.findall(re.sub(r"\{\{.*?\}\}", " ", attribute))
        if name not in known
    }
    assert wrong == set()


def test_every_sheet_is_named_once() -> None:
    assert len(set(SHEETS)) == len(SHEETS)


def test_no_file_of_the_packages_is_committed() -> None:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    tracked = [ROOT / name for name in done.stdout.split("\0") if name]
    suspects = [
        path for path in tracked
        if path.name.endswith((".min.css", ".min.js", ".woff", ".woff2", ".ttf")) and path.exists()
    ]  # fmt: skip
    assert suspects == []
    theirs = {sha256(body).digest() for body in files_of(SHEET).values()}
    ours = [
        path
        for path in (ROOT / "bot" / "static").rglob("*")
        if path.is_file() and sha256(path.read_bytes()).digest() in theirs
    ]
    assert ours == []
