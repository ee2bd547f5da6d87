"""What is measured with: the question sets and texts that stand beside the repository."""

import json
from pathlib import Path
from typing import Any

SHARED = Path(__file__).parents[3] / "shared"
EVALUATION = SHARED / "eval"

SETS = {"ptce-dev": SHARED / "corpus" / "ptce-2013", "eig4-dev": SHARED / "corpus" / "eig4"}
"""Each question set with the folder of the texts that it is about."""


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
