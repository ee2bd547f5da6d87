"""Fit the decision's model, knowledge/decision.json, on the development sets.

Run by hand: `python -m tests.benchmarks.fit_decision`, with `--write` to keep the model. Newton's
method on standardised signals. A question counts as answerable if the hits read hold its gold facts
and none that shows a wrong answer.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

import knowledge
from ingest.pipeline import ingest
from knowledge.embedders import bundled_embedder
from knowledge.progress import Silent
from knowledge.retrieval import CITED, Retriever
from knowledge.signals import measure
from knowledge.snapshot import Snapshot, open_snapshot
from knowledge.store import open_store
from tests.benchmarks.material import SETS, lines_of
from tests.benchmarks.scoring import wrong
from tests.benchmarks.table import show

Array = npt.NDArray[np.float64]

MODEL = Path(knowledge.__file__).with_name("decision.json")
PENALTY = 1.0
"""Of the weights of standardised signals, L2."""

STEPS = 50
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions, one row each: `signals` in the order of `names`, the rest 1 for yes and 0 for no."""

    names: tuple[str, ...]
    signals: Array
    held: Array
    answerable: Array


def examples_of(name: str, folder: Path) -> Examples:
    """Search for each question of a set in its texts, ingested into the new `folder`."""
    folder.mkdir()
    store, embedder = open_store(f"sqlite:///{folder / 'guichet.db'}"), bundled_embedder()
    ingest(SETS[name], store, embedder, folder, None, Silent())
    snapshot = open_snapshot(store, embedder, folder)
    values, shown = _searched(name, snapshot)
    snapshot.close()
    missed = wrong(name, shown, folder)
    lines = lines_of(name)
    return Examples(
        names=tuple(values[0]),
        signals=np.array([list(row.values()) for row in values]),
        held=np.array([float(line["id"] not in missed) for line in lines]),
        answerable=np.array([float(line["expect"] == "answer") for line in lines]),
    )


def _searched(name: str, snapshot: Snapshot) -> tuple[list[dict[str, float]], dict[str, str]]:
    """Return the signals of each question, and the text of the hits that they are measured on."""
    retriever = Retriever(snapshot)
    values, shown = [], {}
    for line in lines_of(name):
        findings = retriever.search(line["question"])
        values.append(measure(findings, snapshot.lexical).values())
        read = (hit.passage for hit in findings.hits[:CITED])
        shown[line["id"]] = " ".join(f"{passage.lead} {passage.text}" for passage in read)
    return values, shown


def fitted(signals: Array, held: Array) -> tuple[Array, float]:
    """Return the weights of the signals as they are, and the bias."""
    mean, spread = signals.mean(axis=0), signals.std(axis=0) + 1e-9
    design = np.column_stack((np.ones(len(signals)), (signals - mean) / spread))
    penalty = PENALTY * np.diag([0.0] + [1.0] * signals.shape[1])
    found = np.zeros(design.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-design @ found))
        slope = design.T @ (chance - held) + penalty @ found
        found -= np.linalg.solve((design.T * (chance * (1 - chance))) @ design + penalty, slope)
    weights = found[1:] / spread
    return weights, float(found[0] - weights @ mean)


def area(scores: Array, held: Array) -> float:
    """Return the share of pairs, one held and one not, that the scores put in order.

    >>> area(np.array([0.9, 0.2, 0.5]), np.array([1.0, 0.0, 1.0]))
    1.0
    """
    yes, no = scores[held == 1][:, None], scores[held == 0]
    return float(((yes > no) + 0.5 * (yes == no)).mean())


def left_out(sets: dict[str, Examples]) -> dict[str, float]:
    """Return, for each set, the area of a model fitted on the others."""
    areas = {}
    for name, tested in sets.items():
        others = [examples for other, examples in sets.items() if other != name]
        weights, _ = fitted(
            np.vstack([examples.signals for examples in others]),
            np.hstack([examples.held for examples in others]),
        )
        areas[name] = round(area(tested.signals @ weights, tested.held), 3)
    return areas


def by_threshold(sets: dict[str, Examples], weights: Array, bias: float) -> Iterator[list[object]]:
    """Yield the rows of the table: precision, coverage and refusal of each set."""
    for threshold in THRESHOLDS:
        row: list[object] = [threshold]
        for examples in sets.values():
            given = 1 / (1 + np.exp(-(examples.signals @ weights + bias))) >= threshold
            right = float(examples.held[given].sum())
            row.append(right / max(1, given.sum()))
            row.append(right / float(examples.answerable.sum()))
            row.append(float(1 - given[examples.answerable == 0].mean()))
        yield row


def write(names: tuple[str, ...], weights: Array, bias: float, areas: dict[str, float], about: str) -> None:
    """Keep the model; its thresholds stay as they are."""
    model = json.loads(MODEL.read_text(encoding="utf-8"))
    model["provenance"] |= {"on": about, "leave_one_call_out_auroc": areas}
    model["weights"] = {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}
    model["bias"] = round(bias, 2)
    MODEL.write_text(f"{json.dumps(model, indent=2, ensure_ascii=False)}\n", encoding="utf-8")


def main() -> None:
    """Fit, show, and with `--write` keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the model")
    keep = parser.parse_args().write
    with TemporaryDirectory() as folder:
        sets = {name: examples_of(name, Path(folder) / name) for name in SETS}
    signals = np.vstack([examples.signals for examples in sets.values()])
    held = np.hstack([examples.held for examples in sets.values()])
    (names,) = {examples.names for examples in sets.values()}
    weights, bias = fitted(signals, held)
    areas = left_out(sets)
    columns = [f"{name} {what}" for name in sets for what in ("prec.", "cov.", "refusal")]
    title = (
        f"By the threshold alone, bias {bias:.2f}, {dict(zip(names, weights.round(2).tolist(), strict=True))}"
    )
    note = f"Area under the curve, each call left out of the fit in turn: {areas}"
    show(title, ("from", *columns), by_threshold(sets, weights, bias), note)
    if keep:
        sizes = ", ".join(f"{name} {len(examples.held)}" for name, examples in sets.items())
        write(
            names,
            weights,
            bias,
            areas,
            f"{len(held)} development questions on two calls ({sizes}); not a certification",
        )


if __name__ == "__main__":
    main()
