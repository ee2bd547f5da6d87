"""What is measured with: the question sets and the texts that they are about."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.sheets import THEMES, write_theme

SHARED = Path(__file__).parents[3] / "shared"
EVALUATION = SHARED / "eval"
QUESTIONS = Path(__file__).parents[1] / "questions"

CORPORA = {"ptce": SHARED / "corpus" / "ptce-2013", "eig4": SHARED / "corpus" / "eig4"}
"""The calls with questions, each a folder that stands beside the repository."""

SETS = {"ptce-dev": CORPORA["ptce"], "eig4-dev": CORPORA["eig4"]}
"""Each question set given for development with the folder of the texts that it is about."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Texts, and the question sets about them that the decision is fitted on."""

    name: str
    texts: Path
    sets: tuple[Path, ...]


def lessons(folder: Path) -> tuple[Lesson, ...]:
    """Return all that the decision is fitted on; texts that must be written go below `folder`."""
    sheets = lines_of("service-public-sheets")
    return (
        *(
            Lesson(name, texts, (EVALUATION / f"{name}-dev.jsonl", QUESTIONS / f"{name}-train.jsonl"))
            for name, texts in CORPORA.items()
        ),
        *(
            Lesson(theme, write_theme(theme, sheets, folder), (QUESTIONS / f"{theme}-train.jsonl",))
            for theme in THEMES
        ),
    )


def lines_of(name: str) -> list[dict[str, Any]]:
    """Return what the lines of a JSONL file of the evaluation folder hold."""
    text = (EVALUATION / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def colloquial(count: int) -> list[str]:
    """Return questions on public services, as people ask them."""
    return [line["question"] for line in lines_of("service-public-questions")][:count]


def texts() -> list[str]:
    """Return French texts on many subjects: public service sheets, then encyclopaedia paragraphs."""
    piaf = json.loads((EVALUATION / "piaf-v1.0.json").read_text(encoding="utf-8"))
    paragraphs = (paragraph["context"] for data in piaf["data"] for paragraph in data["paragraphs"])
    return [*(sheet["text"] for sheet in lines_of("service-public-sheets")), *paragraphs]
