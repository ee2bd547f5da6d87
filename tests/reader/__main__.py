"""Make the reader, step by step: `python -m tests.reader train`; README.md beside this tells the rest."""

import argparse
from pathlib import Path

import torch
from tokenizers import Tokenizer
from wordfreq import top_n_list

from tests.reader.material import Asked, Split, load_material
from tests.reader.network import Reader, initial
from tests.reader.noise import unaccented
from tests.reader.pairs import Pairs
from tests.reader.tokens import tokenizer, used
from tests.reader.training import Plan, Training
from tests.reader.weights import bundled, read_weights

FREQUENT = 60_000
"""French words that the tokenizer cuts as the whole one would."""


def begin(questions: tuple[Asked, ...], layers: int) -> tuple[Reader, Tokenizer]:
    """Return the reader before any training, and its tokenizer."""
    torch.manual_seed(0)
    weights = read_weights(bundled())
    texts = [passage for asked in questions for passage in asked.text.passages]
    texts += [asked.question for asked in questions] + top_n_list("fr", FREQUENT)
    every = sorted({*texts, *map(str.lower, texts), *map(unaccented, texts), *map(str.upper, texts)})
    kept = used(weights.pieces, every)
    return initial(weights, kept, layers), tokenizer(weights.pieces, kept)


def train(options: argparse.Namespace) -> None:
    """Train for a slice of time."""
    questions = load_material()
    reader, tokens = begin(questions, options.layers)
    if options.after:
        reader.load_state_dict(torch.load(options.after / "checkpoint.pt", weights_only=True)["reader"])
    pairs = Pairs([asked for asked in questions if asked.text.split is Split.TRAIN])
    plan = Plan(options.steps, rate=options.rate, frozen=options.frozen, first=options.first)
    done = Training(reader, pairs, tokens, plan, options.work).run(options.minutes * 60)
    print("done" if done else "cut off: the same command goes on")


def main() -> None:
    """Run one step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("train",))
    parser.add_argument("--work", type=Path, required=True, help="folder of the checkpoints")
    parser.add_argument("--after", type=Path, help="folder of a run to begin from")
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--frozen", type=int, default=4)
    parser.add_argument("--first", type=int, default=0, help="number of the first epoch")
    parser.add_argument("--minutes", type=float, default=60, help="length of this slice")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
