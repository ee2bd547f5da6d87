"""Train the reader, a slice of time after the other; a run cut off goes on from its last checkpoint."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from tests.reader.batches import UNKNOWN, Batch, batches
from tests.reader.network import NEGATIVE, Reader
from tests.reader.pairs import Pairs

SMOOTHED = 0.03
"""What is taken from a label's certainty, either way."""

UNANSWERED = 0.35
"""Weight of "nowhere" beside a span."""

SAVED_EVERY = 240.0
"""Seconds between checkpoints."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to learn.

    `rate` is that of the encoder after `warm` steps, falling to 0 at the last of `steps`; the heads
    learn `heads` times as fast. Word pieces, positions and the first `frozen` layers stay as they are.
    `epochs` begin with `first`, so that two plans in a row see other pairs.
    """

    steps: int
    rate: float = 1e-4
    warm: int = 60
    heads: float = 6.0
    frozen: int = 4
    first: int = 0


class Training:
    """One run, in its folder."""

    def __init__(self, reader: Reader, pairs: Pairs, tokenizer: Tokenizer, plan: Plan, folder: Path) -> None:
        self.reader = reader
        self._pairs = pairs
        self._tokenizer = tokenizer
        self._plan = plan
        self._folder = folder
        _freeze(reader, plan.frozen)
        self._optimizer = _optimizer(reader, plan)
        self._step = 0

    def run(self, seconds: float) -> bool:
        """Learn until the last step or for a time; return whether it is done."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._resume()
        started = saved = time.monotonic()
        losses: list[tuple[float, ...]] = []
        pairs = 0
        self.reader.train()
        for batch in islice(self._batches(), self._step, self._plan.steps):
            if time.monotonic() - started > seconds:
                break
            losses.append(self._learn(batch))
            pairs += len(batch.misses)
            if self._step % 50 == 0:
                self._log(losses[-50:], pairs / (time.monotonic() - started))
            if time.monotonic() - saved > SAVED_EVERY:
                self._save()
                saved = time.monotonic()
        self._save()
        return self._step >= self._plan.steps

    def _batches(self) -> Iterator[Batch]:
        epoch = self._plan.first
        while True:
            yield from batches(self._pairs.epoch(epoch), self._tokenizer, epoch)
            epoch += 1

    def _learn(self, batch: Batch) -> tuple[float, ...]:
        share = self._step / self._plan.steps
        factor = min(1.0, (self._step + 1) / self._plan.warm) * (1 - share)
        for group in self._optimizer.param_groups:
            group["lr"] = self._plan.rate * group["pace"] * factor
        with torch.autocast("cpu", dtype=torch.bfloat16):
            odds, starts, ends = self.reader(batch.ids, batch.mask, batch.kinds)
        parts = losses_of(batch, odds.float(), starts, ends)
        (parts[0] + parts[1] + 0.5 * parts[2]).backward()
        nn.utils.clip_grad_norm_([p for p in self.reader.parameters() if p.requires_grad], 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self._step += 1
        right = ((odds > 0) == (batch.answers > 0.5)).float().mean()
        return (*(part.item() for part in parts), right.item())

    def _log(self, losses: Sequence[tuple[float, ...]], pace: float) -> None:
        means = [round(sum(column) / len(column), 3) for column in zip(*losses, strict=True)]
        names = ("answers", "ranking", "span", "right")
        line = {"step": self._step, **dict(zip(names, means, strict=True)), "pairs_a_second": round(pace, 1)}
        with (self._folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(f"{json.dumps(line)}\n")
        print(line, flush=True)

    def _save(self) -> None:
        state = {
            "plan": asdict(self._plan),
            "step": self._step,
            "reader": self.reader.state_dict(),
            "optimizer": self._optimizer.state_dict(),
        }
        partial = self._folder / "checkpoint.partial"
        torch.save(state, partial)
        partial.replace(self._folder / "checkpoint.pt")

    def _resume(self) -> None:
        path = self._folder / "checkpoint.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True)
        if state["plan"] != asdict(self._plan):
            raise ValueError(f"{path}: made by another plan: {state['plan']}")
        self.reader.load_state_dict(state["reader"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._step = state["step"]


def losses_of(batch: Batch, odds: Tensor, starts: Tensor, ends: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return the losses: whether a passage answers, which of a question's does first, and where."""
    wanted = batch.answers * (1 - 2 * SMOOTHED) + SMOOTHED
    whether = functional.binary_cross_entropy_with_logits(odds, wanted)
    rivals = odds[batch.rivals.clamp(min=0)].masked_fill(batch.rivals < 0, NEGATIVE)
    which = functional.cross_entropy(rivals, torch.zeros(len(rivals), dtype=torch.long))
    weights = torch.where(batch.answers > 0.5, 1.0, UNANSWERED)
    both = functional.cross_entropy(starts, batch.starts, reduction="none", ignore_index=UNKNOWN)
    both = both + functional.cross_entropy(ends, batch.ends, reduction="none", ignore_index=UNKNOWN)
    return whether, which, (both * weights).mean() / 2


def _freeze(reader: Reader, layers: int) -> None:
    frozen = [reader.words, reader.positions, reader.kinds, reader.first, *reader.layers[:layers]]
    for module in frozen:
        module.requires_grad_(False)


def _optimizer(reader: Reader, plan: Plan) -> torch.optim.AdamW:
    heads = [*reader.pooled.parameters(), *reader.answers.parameters(), *reader.where.parameters()]
    body = [p for p in reader.layers.parameters() if p.requires_grad]
    return torch.optim.AdamW(
        [
            {"params": [p for p in body if p.ndim > 1], "weight_decay": 0.01, "pace": 1.0},
            {"params": [p for p in body if p.ndim == 1], "weight_decay": 0.0, "pace": 1.0},
            {"params": heads, "weight_decay": 0.01, "pace": plan.heads},
        ],
        lr=plan.rate,
        betas=(0.9, 0.98),
    )
