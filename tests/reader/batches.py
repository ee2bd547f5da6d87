"""Pairs as tensors: groups of like length together, padded, with where their answers are."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from tests.reader.pairs import Group, Miss, Pair
from tests.reader.tokens import PAD

TOKENS = 3000
"""Of a batch, padding included, unless one group alone has more."""

STEP = 16
"""Lengths are multiples of this: each new shape has to be compiled."""

UNKNOWN = -1
"""Where an answer is that nobody pointed at."""

WINDOW = 600
"""Groups that are sorted by length together."""


@dataclass(frozen=True, slots=True)
class Read:
    """A pair as tokens; `start` and `end` are tokens, 0 if nothing answers, UNKNOWN if nobody told."""

    ids: Sequence[int]
    kinds: Sequence[int]
    miss: Miss
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of shape (pairs, tokens), (pairs,) and, for `rivals`, (groups, pairs of a group).

    A row of `rivals` has the places of the pairs of one question, the one that answers first, -1 beyond.
    """

    ids: Tensor
    mask: Tensor
    kinds: Tensor
    answers: Tensor
    starts: Tensor
    ends: Tensor
    rivals: Tensor
    misses: tuple[Miss, ...]


def batches(groups: Iterable[Group], tokenizer: Tokenizer, seed: int) -> Iterator[Batch]:
    """Yield the batches of an epoch; the same groups and seed give the same ones."""
    chance = random.Random(seed)  # noqa: S311 - repeatable draws, not a secret
    window: list[list[Read]] = []
    for group in groups:
        if reads := read(group, tokenizer):
            window.append(reads)
        if len(window) == WINDOW:
            yield from _cut(window, chance)
            window = []
    yield from _cut(window, chance)


def read(group: Group, tokenizer: Tokenizer) -> list[Read]:
    """Return the pairs of a group as tokens, none if the answer is beyond what is read."""
    encodings = tokenizer.encode_batch([(pair.question, pair.passage) for pair in group.pairs])
    reads = [_read(pair, encoding) for pair, encoding in zip(group.pairs, encodings, strict=True)]
    first = reads[0]
    return [one for one in reads if one] if first else []


def _read(pair: Pair, encoding: Encoding) -> Read | None:
    if pair.miss is not Miss.NONE:
        return Read(encoding.ids, encoding.type_ids, pair.miss, 0, 0)
    if not pair.end:
        return Read(encoding.ids, encoding.type_ids, pair.miss, UNKNOWN, UNKNOWN)
    tokens = [
        token for at in range(pair.start, pair.end) if (token := encoding.char_to_token(at, 1)) is not None
    ]
    if not tokens or encoding.char_to_token(pair.end - 1, 1) is None:
        return None
    return Read(encoding.ids, encoding.type_ids, pair.miss, tokens[0], tokens[-1])


def _cut(window: list[list[Read]], chance: random.Random) -> Iterator[Batch]:
    window = sorted(window, key=_length)
    made: list[list[list[Read]]] = []
    for group in window:
        whole = sum(map(len, made[-1])) + len(group) if made else 0
        if made and whole * _padded(_length(group)) <= TOKENS:
            made[-1].append(group)
        else:
            made.append([group])
    chance.shuffle(made)
    yield from map(collate, made)


def _length(group: Sequence[Read]) -> int:
    return max(len(one.ids) for one in group)


def _padded(length: int) -> int:
    return -(-length // STEP) * STEP


def collate(groups: Sequence[Sequence[Read]]) -> Batch:
    """Return groups as one batch."""
    reads = [one for group in groups for one in group]
    length = _padded(max(map(_length, groups)))
    ids = torch.full((len(reads), length), PAD)
    mask = torch.zeros(len(reads), length)
    kinds = torch.zeros(len(reads), length, dtype=torch.long)
    for row, one in enumerate(reads):
        size = len(one.ids)
        ids[row, :size] = torch.tensor(one.ids)
        kinds[row, :size] = torch.tensor(one.kinds)
        mask[row, :size] = 1
    return Batch(
        ids, mask, kinds,
        answers=torch.tensor([float(one.miss is Miss.NONE) for one in reads]),
        starts=torch.tensor([one.start for one in reads]),
        ends=torch.tensor([one.end for one in reads]),
        rivals=_rivals(groups),
        misses=tuple(one.miss for one in reads),
    )  # fmt: skip


def _rivals(groups: Sequence[Sequence[Read]]) -> Tensor:
    rows = torch.full((len(groups), max(map(len, groups))), -1)
    first = 0
    for row, group in enumerate(groups):
        own = [first + n for n, one in enumerate(group) if one.miss is not Miss.ALTERED]
        rows[row, : len(own)] = torch.tensor(own)
        first += len(group)
    return rows
