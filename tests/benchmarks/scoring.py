"""Score replies with the project's own scorer, run as the separate program that it is."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ingest.blocks import BlockKind
from ingest.formats import is_pdf
from ingest.pdf import read_pdf
from tests.benchmarks.material import EVALUATION, SETS

MEASURES = ("precision", "coverage", "assisted", "refusal", "literal", "coverage_at_95_precision")


def scored(name: str, replies: Iterable[Mapping[str, Any]], folder: Path) -> dict[str, float]:
    """Return the measures of `replies` to the question set `name`; files pass through `folder`.

    Quotations are looked for in the texts as written, or as our reader gives them of a PDF.
    """
    texts = [_text_of(file, folder) for file in sorted(SETS[name].iterdir()) if file.is_file()]
    result = json.loads(_run(name, replies, folder, "--json", "--texts", *map(str, texts)))
    return {measure: result[measure] or 0.0 for measure in MEASURES}


def judged(
    path: Path, texts: Path, replies: Sequence[Mapping[str, Any]], folder: Path
) -> list[tuple[int, int]]:
    """Return (how many, out of) of precision, coverage, assisted, refusal and literal quotations."""
    files = [str(_text_of(file, folder)) for file in sorted(texts.iterdir()) if file.is_file()]
    result = json.loads(_score(path, replies, folder, "--json", "--texts", *files))
    given = sum(reply["decision"] == "answer" for reply in replies)
    answerable, refused = result["answerable"], result["to_refuse"]
    shares = (
        (result["precision"], given),
        *((result[name], answerable) for name in ("coverage", "assisted")),
    )
    counts = (*shares, (result["refusal"], refused), (result["literal"], result["quotes"]))
    return [(round((share or 0.0) * of), of) for share, of in counts]


def wrong(name: str, shown: Mapping[str, str], folder: Path) -> frozenset[str]:
    """Return which questions of the set `name` are not rightly answered by the text shown for them."""
    replies = (
        {"id": question, "decision": "answer", "citations": [{"quote": text}]}
        for question, text in shown.items()
    )
    listed = re.findall(r"^(\S+) \[", _run(name, replies, folder, "--wrong"), re.MULTILINE)
    return frozenset(listed) & shown.keys()


def _run(name: str, replies: Iterable[Mapping[str, Any]], folder: Path, *options: str) -> str:
    return _score(EVALUATION / f"{name}.jsonl", replies, folder, *options)


def _score(path: Path, replies: Iterable[Mapping[str, Any]], folder: Path, *options: str) -> str:
    answers = folder / f"{path.stem}-answers.jsonl"
    answers.write_text("".join(f"{json.dumps(reply)}\n" for reply in replies), encoding="utf-8")
    command = [sys.executable, *map(str, (EVALUATION / "score.py", path, answers)), *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _text_of(file: Path, folder: Path) -> Path:
    data = file.read_bytes()
    if not is_pdf(data):
        return file
    text = folder / f"{file.stem}.txt"
    if not text.exists():
        # A footnote interrupts nobody: the sentence that a page break cuts goes on without it.
        blocks = sorted(read_pdf(data), key=lambda block: block.kind is BlockKind.NOTE)
        text.write_text("\n".join(block.text for block in blocks), encoding="utf-8")
    return text
