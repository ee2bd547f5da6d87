"""Tell what a question, or a sentence of an official text, is about: a linear model over vectors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.embedders import Vectors
from knowledge.entries import Channel, Entry

Scores = npt.NDArray[np.float32]

PENALTY = 4.0
"""L2 penalty of the regression; in a cross-validation over the phrasings, 1 to 8 did about as well."""

TEMPERATURE = 0.02
"""Difference of two scores that makes one label e times likelier: the best of five in that validation."""


@dataclass(frozen=True, slots=True)
class TopicModel:
    """A ridge regression of every label on vectors, each side centred on its own mean.

    `labels` are the topics, then the intents; the first `topics` of them are topics. `weights` has
    a row per dimension and a column per label.
    """

    labels: tuple[str, ...]
    topics: int
    weights: Vectors
    asked_mean: Vectors
    stated_mean: Vectors

    def shares(self, question: Vectors) -> dict[str, float]:
        """Return the probability of each label for a question's vector; they add up to 1."""
        scores = self._asked(question)
        powers = np.exp((scores - scores.max()) / TEMPERATURE)
        return dict(zip(self.labels, (powers / powers.sum()).tolist(), strict=True))

    def profile(self, question: Vectors) -> Scores:
        """Return what a question is about as a vector of length 1, a number a topic."""
        profile: Scores = _unit(self._asked(question)[None, : self.topics])[0]
        return profile

    def stated(self, sentences: Vectors) -> Scores:
        """Return how much each sentence, a row, treats each topic, a column; unbounded."""
        scores: Scores = _unit(sentences - self.stated_mean) @ self.weights[:, : self.topics]
        return scores

    def profiles(self, sentences: Vectors) -> Scores:
        """Return what each sentence is about, rows of length 1 to compare with a question's profile."""
        return _unit(self.stated(sentences))

    def _asked(self, question: Vectors) -> Scores:
        scores: Scores = (_unit((question - self.asked_mean)[None]) @ self.weights)[0]
        return scores


def learned(entries: Sequence[Entry], vectors: Vectors) -> TopicModel:
    """Return the model of the phrasings, statements and intents among `entries`; row n is that of entry n."""

    def examples(channel: Channel) -> dict[str, Vectors]:
        rows: dict[str, list[int]] = {}
        for row, entry in enumerate(entries):
            if entry.channel is channel:
                rows.setdefault(entry.targets[0], []).append(row)
        return {label: vectors[own] for label, own in rows.items()}

    return fit(examples(Channel.PHRASING), examples(Channel.STATEMENT), examples(Channel.INTENT))


def fit(
    phrasings: Mapping[str, Vectors], statements: Mapping[str, Vectors], intents: Mapping[str, Vectors]
) -> TopicModel:
    """Return the model of these examples: label → vectors, a row each; at least one phrasing a label."""
    asked = [*phrasings.values(), *intents.values()]
    asked_mean = np.vstack(asked).mean(axis=0)
    stated = list(statements.values())
    stated_mean = np.vstack(stated).mean(axis=0) if stated else asked_mean
    labels = (*phrasings, *intents)
    column = {label: number for number, label in enumerate(labels)}
    rows = [*(_unit(some - asked_mean) for some in asked), *(_unit(some - stated_mean) for some in stated)]
    wanted = _indicators([*labels, *statements], [len(some) for some in rows], column)
    inputs = np.vstack(rows)
    square = inputs.T @ inputs + PENALTY * np.eye(inputs.shape[1], dtype=np.float32)
    weights = np.linalg.solve(square, inputs.T @ wanted).astype(np.float32)
    return TopicModel(labels, len(phrasings), weights, asked_mean, stated_mean)


def _indicators(labels: Sequence[str], counts: Sequence[int], column: Mapping[str, int]) -> Scores:
    """Return a row an example, 1 in the column of its label, the others a little below 0."""
    wanted = np.full((sum(counts), len(column)), -1 / len(column), dtype=np.float32)
    wanted[np.arange(sum(counts)), np.repeat([column[label] for label in labels], counts)] = 1
    return wanted


def _unit(rows: Vectors) -> Vectors:
    """Return the rows at length 1, those of length 0 as they are."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return unit
