"""What a reader says of pairs, outside training: the probability that a passage answers, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Encoding, Tokenizer

from tests.reader.batches import STEP
from tests.reader.network import Reader
from tests.reader.tokens import PAD

TOGETHER = 16
"""Pairs that are read together."""

SPAN = 80
"""Tokens of the longest answer."""

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Opinion:
    """The log odds that a passage answers; `start` and `end` are the characters that would."""

    odds: float
    start: int
    end: int


def opinions(reader: Reader, tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]]) -> list[Opinion]:
    """Return what the reader says of each pair of a question and a passage, in their order."""
    encodings = tokenizer.encode_batch(list(pairs))
    order = sorted(range(len(pairs)), key=lambda n: len(encodings[n].ids))
    found: dict[int, Opinion] = {}
    reader.eval()
    for first in range(0, len(order), TOGETHER):
        some = order[first : first + TOGETHER]
        read = _read(reader, [encodings[n] for n in some])
        found |= zip(some, read, strict=True)
    return [found[n] for n in range(len(pairs))]


def _read(reader: Reader, encodings: Sequence[Encoding]) -> list[Opinion]:
    length = -(-max(len(one.ids) for one in encodings) // STEP) * STEP
    ids, kinds, mask = (torch.zeros(len(encodings), length, dtype=torch.long) for _ in range(3))
    ids.fill_(PAD)
    for row, one in enumerate(encodings):
        size = len(one.ids)
        ids[row, :size] = torch.tensor(one.ids)
        kinds[row, :size] = torch.tensor(one.type_ids)
        mask[row, :size] = 1
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        odds, starts, ends = reader(ids, mask.float(), kinds)
    return [
        Opinion(float(chance), *span(one, start.numpy(), end.numpy()))
        for chance, start, end, one in zip(odds.float(), starts, ends, encodings, strict=True)
    ]


def span(encoding: Encoding, starts: Array, ends: Array) -> tuple[int, int]:
    """Return the characters of the likeliest answer of at most `SPAN` tokens in the passage."""
    size = len(encoding.ids)
    scores = np.triu(starts[:size, None] + ends[None, :size])
    scores = np.where(np.tril(np.triu(np.ones_like(scores)), SPAN - 1) > 0, scores, -np.inf)
    scores[np.array(encoding.type_ids[:size]) == 0] = -np.inf
    first, last = np.unravel_index(int(scores.argmax()), scores.shape)
    return encoding.offsets[int(first)][0], encoding.offsets[int(last)][1]
