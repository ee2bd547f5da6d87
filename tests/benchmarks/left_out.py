"""Score the development sets by models that never saw a question on their texts.

Run by hand: `python -m tests.benchmarks.left_out`. For each call, the model is fitted on all other
corpora, the whole product answers with it, and the project's own scorer judges. The last table is
the certification set of each call, which no model ever saw, by the model that is shipped.
"""

import argparse
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.assistant import Assistant
from bot.quality.labelled import read_sets
from bot.wiring import cover_of
from knowledge.bounds import interval
from knowledge.decision import Model, load_model
from knowledge.embedders import bundled_embedder
from knowledge.ranking import MEASURES
from knowledge.snapshot import open_snapshot
from knowledge.store import open_store
from tests.benchmarks.fit_decision import SIGNALS, fit_ranking, searched_all, table
from tests.benchmarks.material import EVALUATION, QUESTIONS, SETS
from tests.benchmarks.regression import logistic
from tests.benchmarks.scoring import judged
from tests.benchmarks.searched import Searched
from tests.benchmarks.table import show

COLUMNS = ("", "precision", "coverage", "assisted", "refusal", "literal")


def model_of(questions: list[Searched]) -> Model:
    """Return the model fitted on these questions, with the thresholds that are shipped."""
    weights = fit_ranking(questions)
    line = logistic(*table(questions, weights))
    return replace(
        load_model(),
        ranking=dict(zip(MEASURES, weights.tolist(), strict=True)),
        weights=dict(zip(SIGNALS, line.weights.tolist(), strict=True)),
        bias=line.bias,
    )


def answered(path: Path, index: Path, model: Model) -> list[dict[str, Any]]:
    """Return the replies of the product with `model` to a question set, on the texts indexed in a folder."""
    with (
        closing(open_store(f"sqlite:///{index / 'guichet.db'}")) as store,
        closing(open_snapshot(store, bundled_embedder(), index)) as snapshot,
    ):
        assistant = Assistant(snapshot, cover_of(snapshot), model, "http://localhost", lambda _: None)
        return [
            {**assistant.reply(one.question, one.history).as_json(), "id": one.id}
            for one in read_sets([path])
        ]


def row(label: str, path: Path, texts: Path, replies: list[dict[str, Any]], folder: Path) -> list[object]:
    """Return a row of the table, each share with its 95 % interval."""
    found = judged(path, texts, replies, folder)
    cells = [f"{share:.2f} [{low:.2f}–{high:.2f}]" for share, (low, high) in map(_shared, found[:4])]
    return [label, *cells, f"{found[4][0]}/{found[4][1]}"]


def _shared(counts: tuple[int, int]) -> tuple[float, tuple[float, float]]:
    right, of = counts
    return right / max(1, of), interval(right, of) if of else (0.0, 1.0)


def main() -> None:
    """Fit without each call, answer, score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, help="folder that keeps the vectors for the next time")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        cache = options.cache or Path(folder) / "cache"
        questions = searched_all(load_model(), cache)
        rows = []
        for name, texts in SETS.items():
            call = name.removesuffix("-dev")
            model = model_of([one for one in questions if one.corpus != call])
            path = EVALUATION / f"{name}.jsonl"
            replies = answered(path, cache / call, model)
            rows.append(row(f"{name}, left out", path, texts, replies, Path(folder)))
        for name, texts in SETS.items():
            call = name.removesuffix("-dev")
            path = QUESTIONS / f"{call}-certify.jsonl"
            replies = answered(path, cache / call, load_model())
            rows.append(row(path.stem, path, texts, replies, Path(folder)))
    show(f"Answers from {load_model().answer}", COLUMNS, rows)


if __name__ == "__main__":
    main()
