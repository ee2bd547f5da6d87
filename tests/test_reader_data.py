"""What the reader learns from is what it says: literal answers, known registers, no question twice."""

import json
from collections import Counter
from pathlib import Path

import pytest

DATA = Path(__file__).with_name("reader") / "data"
FILES = sorted((DATA / "questions").glob("*.jsonl"))
KEYS = {"text", "question", "register", "answer", "altered"}
REGISTERS = {
    "plain", "formal", "colloquial", "sms", "capitals", "typos", "situation", "indirect", "paraphrase",
    "keywords",
}  # fmt: skip


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def sections(name: str) -> dict[str, str]:
    """The text below each heading of one of our texts."""
    written = (DATA / "texts" / f"{name}.md").read_text(encoding="utf-8")
    return dict(part.split("\n", 1) for part in written.split("\n## ")[1:])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_questions_have_what_is_read_of_them(path: Path) -> None:
    for line in lines(path):
        assert line.keys() - {"section"} == KEYS
        assert line["register"] in REGISTERS
        assert line["question"] != line["altered"]


def test_no_question_comes_twice() -> None:
    counts = Counter((line["text"], line["question"]) for path in FILES for line in lines(path))
    assert [asked for asked, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("name", sorted(path.stem for path in (DATA / "texts").glob("*.md")))
def test_the_answer_stands_in_the_section_that_it_is_said_to_be_in(name: str) -> None:
    text = sections(name)
    asked = lines(DATA / "questions" / f"{name}.jsonl")
    assert [line["question"] for line in asked if line["answer"] not in text[line["section"]]] == []
    assert {line["text"] for line in asked} == {name}
