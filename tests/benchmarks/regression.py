"""Fit what the product ships as numbers: a ranking of hits, and a logistic regression; measure both."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

PENALTY = 3.0
"""Of the weights of standardised signals, L2."""

STEPS = 50
RANKING_STEPS, RANKING_RATE, RANKING_PENALTY = 300, 0.05, 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """A weighted sum: `weights` of the features as they are, and a `bias`."""

    weights: Array
    bias: float

    def chance(self, features: Array) -> Array:
        """Return the probabilities of rows of features."""
        chance: Array = 1 / (1 + np.exp(-(features @ self.weights + self.bias)))
        return chance


def logistic(features: Array, held: Array) -> Line:
    """Fit by Newton's method the probability that `held` is 1."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    design = np.column_stack((np.ones(len(features)), (features - mean) / spread))
    penalty = PENALTY * np.diag([0.0] + [1.0] * features.shape[1])
    found = np.zeros(design.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-design @ found))
        slope = design.T @ (chance - held) + penalty @ found
        found -= np.linalg.solve((design.T * (chance * (1 - chance))) @ design + penalty, slope)
    weights = found[1:] / spread
    return Line(weights, float(found[0] - weights @ mean))


def ranking(groups: Sequence[tuple[Array, Array]]) -> Array:
    """Fit weights under which the right rows of each group come first (softmax over the group, Adam).

    A group is the features of a question's hits, a row each, and 1 for those that are right.
    """
    groups = [(rows, right) for rows, right in groups if 0 < right.sum() < len(right)]
    spread = np.vstack([rows for rows, _ in groups]).std(axis=0) + 1e-9
    weights, first, second = (np.zeros(len(spread)) for _ in range(3))
    for step in range(1, RANKING_STEPS + 1):
        slope = RANKING_PENALTY * weights / len(groups)
        for rows, right in groups:
            chance = softmax((rows / spread) @ weights)
            wanted = chance * right / (chance * right).sum()
            slope = slope + (chance - wanted) @ (rows / spread) / len(groups)
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        mean, square = first / (1 - 0.9**step), second / (1 - 0.99**step)
        weights = weights - RANKING_RATE * mean / (np.sqrt(square) + 1e-8)
    found: Array = weights / spread
    return found


def softmax(scores: Array) -> Array:
    """Return the exponentials of `scores`, adding up to 1."""
    powers: Array = np.exp(scores - scores.max())
    shares: Array = powers / powers.sum()
    return shares


def area(scores: Array, held: Array) -> float:
    """Return the share of pairs, one held and one not, that the scores put in order.

    >>> area(np.array([0.9, 0.2, 0.5]), np.array([1.0, 0.0, 1.0]))
    1.0
    """
    yes, no = scores[held == 1][:, None], scores[held == 0]
    return float(((yes > no) + 0.5 * (yes == no)).mean())
