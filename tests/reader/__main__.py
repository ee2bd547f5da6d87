"""Make the reader, step by step: `python -m tests.reader STEP`; README.md beside this tells the rest."""

import argparse
import json
from pathlib import Path

import torch
from tokenizers import Tokenizer
from wordfreq import top_n_list

from knowledge.decision import load_model
from knowledge.embedders import bundled_embedder
from tests.benchmarks.fit_decision import searched_all
from tests.benchmarks.table import show
from tests.reader.calls import COLUMNS as CALLS
from tests.reader.calls import WAYS, judged, left_out
from tests.reader.held_out import COLUMNS, FIRST, answerable, chosen, first
from tests.reader.material import Asked, Source, Split, load_material
from tests.reader.network import Reader, initial
from tests.reader.noise import unaccented
from tests.reader.pairs import Pairs
from tests.reader.titles import titles
from tests.reader.tokens import tokenizer, used
from tests.reader.training import Plan, Training
from tests.reader.weights import bundled, read_weights

PIECES = "pieces.json"
"""File of a run's folder with the word pieces that its reader has."""

FREQUENT = 60_000
"""French words that the tokenizer cuts as the whole one would."""


def begin(questions: tuple[Asked, ...], options: argparse.Namespace) -> tuple[Reader, Tokenizer]:
    """Return the reader before this slice of training, and its tokenizer.

    Which pieces are kept is written at the first slice: questions may be added between two.
    """
    torch.manual_seed(0)
    weights = read_weights(bundled())
    chosen = options.work / PIECES
    if not chosen.exists():
        options.work.mkdir(parents=True, exist_ok=True)
        earlier = options.after / PIECES if options.after else None
        kept = json.loads(earlier.read_text()) if earlier else used(weights.pieces, _texts(questions))
        chosen.write_text(json.dumps(kept))
    kept = json.loads(chosen.read_text())
    return initial(weights, kept, options.layers), tokenizer(weights.pieces, kept)


def _texts(questions: tuple[Asked, ...]) -> list[str]:
    texts = [passage for asked in questions for passage in asked.text.passages]
    texts += [asked.question for asked in questions] + top_n_list("fr", FREQUENT)
    return sorted({*texts, *map(str.lower, texts), *map(unaccented, texts), *map(str.upper, texts)})


def train(options: argparse.Namespace) -> None:
    """Train for a slice of time."""
    questions = (*load_material(), *(titles(options.sheets) if options.sheets else ()))
    reader, tokens = begin(questions, options)
    if options.after:
        reader.load_state_dict(torch.load(options.after / "checkpoint.pt", weights_only=True)["reader"])
    pairs = Pairs([asked for asked in questions if asked.text.split is Split.TRAIN])
    plan = Plan(options.steps, rate=options.rate, frozen=options.frozen, first=options.first)
    done = Training(reader, pairs, tokens, plan, options.work).run(options.minutes * 60)
    print("done" if done else "cut off: the same command goes on")


def judge(options: argparse.Namespace) -> None:
    """Show what a reader is worth on documents it never saw, then on the calls that Guichet ranks."""
    questions = load_material()
    reader, tokens = begin(questions, options)
    reader.load_state_dict(torch.load(options.work / "checkpoint.pt", weights_only=True)["reader"])
    embedder = bundled_embedder()
    rows = []
    for source in (Source.OWN, Source.SHEETS, Source.ENCYCLOPAEDIA):
        own = chosen(questions, source, options.split)
        show(f"{source}: answerable or not", COLUMNS, answerable(reader, tokens, embedder, own))
        rows.append([source.value, len(own), *first(reader, tokens, embedder, own)])
    show("Right passage of the text first", FIRST, rows)
    found = judged(reader, tokens, searched_all(load_model(), options.cache))
    for way in WAYS:
        show(f"Each corpus left out in turn: {way.name}", CALLS, left_out(found, way))


def main() -> None:
    """Run one step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("train", "judge"))
    parser.add_argument("--work", type=Path, required=True, help="folder of the checkpoints")
    parser.add_argument("--after", type=Path, help="folder of a run to begin from")
    parser.add_argument("--sheets", type=Path, help="folder of the sheets whose titles are questions too")
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--frozen", type=int, default=4)
    parser.add_argument("--first", type=int, default=0, help="number of the first epoch")
    parser.add_argument("--minutes", type=float, default=60, help="length of this slice")
    parser.add_argument("--split", type=Split, default=Split.DEVELOPMENT, help="documents to judge on")
    parser.add_argument("--cache", type=Path, default=Path("build/reader"), help="folder of the vectors")
    options = parser.parse_args()
    {"train": train, "judge": judge}[options.step](options)


if __name__ == "__main__":
    main()
