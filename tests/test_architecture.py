"""The shape of the code that DESIGN promises: imports that point left, third parties in one file each."""

import ast
import re
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.tools.source import PACKAGES, ROOT, code_lines, modules

OURS = modules(*PACKAGES)
NAMES = {module.name for module in OURS}
MAX_FILE, MAX_FUNCTION = 300, 60

# A third party, and the only file that may import it.
HOMES = {
    "chromadb": "knowledge/index.py",
    "telegram": "bot/telegram/library.py",
    "langchain.chat_models": "knowledge/llm.py",
    "langchain_core.language_models": "knowledge/llm.py",
    "langchain_openai": "knowledge/llm.py",
}
# Where any failure becomes a handoff, a problem document, or another try of a job; on Telegram, another try
# of an update, then a word to its contact: without it, one update would silence its chat for ever.
CATCH_ALL = {
    "bot/assistant.py",
    "bot/api/problems.py",
    "bot/background.py",
    "bot/telegram/dispatch.py",
}


def starts(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(f"{prefix}.")


def target(name: str) -> str | None:
    """The module of ours that importing a dotted name loads, None for a third party."""
    while name and name not in NAMES:
        name = name.rpartition(".")[0]
    return name or None


def test_imports_between_packages_point_left_only() -> None:
    allowed = {package: PACKAGES[: index + 1] for index, package in enumerate(PACKAGES)}
    wrong = [
        f"{module.at(found.line)} imports {found.name}"
        for module in OURS
        for found in module.imports
        if found.name.partition(".")[0] in {*PACKAGES, "tests"}
        and found.name.partition(".")[0] not in allowed[module.package]
    ]
    assert wrong == []


def test_no_import_is_hidden_in_a_function() -> None:
    assert [module.at(found.line) for module in OURS for found in module.imports if found.hidden] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_modules_of_a_package_do_not_import_in_a_circle(package: str) -> None:
    graph = {
        module.name: {target(found.name) for found in module.imports} - {module.name, None}
        for module in OURS
        if module.package == package
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize(("third_party", "home"), HOMES.items())
def test_a_third_party_lives_in_one_file(third_party: str, home: str) -> None:
    wrong = [
        module.at(found.line)
        for module in OURS
        for found in module.imports
        if starts(found.name, third_party) and module.path != ROOT / home
    ]
    assert wrong == []


def test_no_file_is_too_long() -> None:
    wrong = [
        f"{module.at(1)} has {lines} lines"
        for module in OURS
        if (lines := len(module.path.read_text(encoding="utf-8").splitlines())) > MAX_FILE
    ]
    assert wrong == []


def test_no_function_is_too_long() -> None:
    wrong = [
        f"{module.at(function.lineno)} {function.name} has {code_lines(function)} lines"
        for module in OURS
        for function in module.functions
        if code_lines(function) > MAX_FUNCTION and "migrations" not in module.path.parts  # a list of tables
    ]
    assert wrong == []


def test_every_file_is_one_sentence() -> None:
    wrong = [module.at(1) for module in OURS if not (ast.get_docstring(module.tree) or "").strip()]
    assert wrong == []


def catches_everything(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    caught = [] if node.type is None else ast.unparse(node.type).strip("()").split(", ")
    return not caught or bool({"Exception", "BaseException"} & set(caught))


def test_every_failure_is_caught_in_four_places_only() -> None:
    wrong = [
        module.at(getattr(node, "lineno", 1))
        for module in OURS
        for node in ast.walk(module.tree)
        if catches_everything(node) and module.path.relative_to(ROOT).as_posix() not in CATCH_ALL
    ]
    assert wrong == []


def test_no_function_rebinds_a_name_of_its_module() -> None:
    wrong = [
        module.at(node.lineno)
        for module in OURS
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Global)
    ]
    assert wrong == []


WAIVER = re.compile(r"# (noqa(: [A-Z0-9, ]+)?|type: ignore(\[[a-z, -]+\])?|pragma: no \w+)\s*$")


def test_every_waiver_gives_its_reason() -> None:
    wrong = [
        module.at(line)
        for module in (*OURS, *modules("tests"))
        for line, text in enumerate(module.path.read_text(encoding="utf-8").splitlines(), start=1)
        if WAIVER.search(text)
    ]
    assert wrong == []


def test_the_rules_are_checked_on_every_package() -> None:
    assert {module.package for module in OURS} == set(PACKAGES)
