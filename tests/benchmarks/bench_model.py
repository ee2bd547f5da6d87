"""Answers with a language model beside those without one, on the two development sets.

python -m tests.benchmarks.bench_model [--gguf FILE | --endpoint] [--seconds S] [--first N] [--set SET]:
Gemma 3 270M on this machine, the model of a GGUF file, or the one that GUICHET_MODEL, GUICHET_MODEL_URL
and GUICHET_MODEL_KEY name.
"""

import json
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bot.assistant import Assistant
from bot.model.guests import Guests
from bot.settings import Settings
from bot.wiring import cover_of
from ingest.pipeline import ingest
from knowledge.chat.hosts import parse_hosts
from knowledge.chat.values import ChatModel
from knowledge.decision import load_model
from knowledge.embedders import bundled_embedder
from knowledge.llm import make_chat
from knowledge.progress import Silent
from knowledge.snapshot import Snapshot, open_snapshot
from knowledge.store import open_store
from knowledge.writing.synthesis import Source
from knowledge.writing.writer import Writer, Written, Wrote
from tests.benchmarks.material import SETS, lines_of
from tests.benchmarks.scoring import judged
from tests.benchmarks.table import show
from tests.llm.local_model import gemma, served

MEASURES = ("precision", "coverage", "assisted", "refusal", "literal")
FAULTS_SHOWN = 6

NOTE = (
    "Same texts, same decision: a model adds sentences before the quotations, or nothing. Times are those "
    "that the model adds to an answer, those without a word of it included. Kept: share of the sentences "
    "proposed that the passages bear."
)


@dataclass(frozen=True, slots=True)
class Watched(Writer):
    """A writer that keeps what it wrote, and the seconds that each took."""

    written: list[Written] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    def write(self, question: str, sources: Sequence[Source]) -> Written:
        """Write, with the clock running."""
        start = time.perf_counter()
        found = Writer.write(self, question, sources)
        self.took.append(time.perf_counter() - start)
        self.written.append(found)
        return found


def main() -> None:
    """Print both tables of each set."""
    given = _arguments()
    with TemporaryDirectory() as folder, _chat(given, Path(folder)) as chat:
        for name in given.set or SETS:
            measure(name, chat, given, Path(folder))


def measure(name: str, chat: ChatModel, given: Namespace, folder: Path) -> None:
    """Print how the questions of a set are answered without and with a model, and what it wrote."""
    below = folder / name
    lines = lines_of(name)[: given.first]
    path = below / f"{name}.jsonl"
    below.mkdir()
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    writer = Watched(chat, given.seconds)
    rows = []
    with _snapshot(name, below) as snapshot:
        for label, guests in (("Guichet", Guests()), (f"with {chat.name}", Guests(writer))):
            desk = Assistant(snapshot, cover_of(snapshot), load_model(), "", lambda _: None, guests)
            replies = [{"id": line["id"], **desk.reply(line["question"]).as_json()} for line in lines]
            rows.append([label, *(_share(*pair) for pair in judged(path, SETS[name], replies, below))])
    show(f"{name}, {len(lines)} questions", ("", *MEASURES), rows, NOTE)
    show(f"{name}, {len(writer.written)} answers", ("", "", ""), told(writer))


def told(writer: Watched) -> list[tuple[object, ...]]:
    """Return what a model wrote, as rows of a table: outcomes, sentences, faults, seconds."""
    asked = len(writer.written)
    outcomes = Counter(one.outcome for one in writer.written)
    proposed = sum(one.proposed for one in writer.written)
    kept = sum(len(one.synthesis.sentences) for one in writer.written if one.synthesis)
    faults = Counter(fault.kind.value for one in writer.written for fault in one.faults)
    return [
        *((outcome.value, outcomes[outcome], _share(outcomes[outcome], asked)) for outcome in Wrote),
        ("sentences kept", f"{kept}/{proposed}", _share(kept, proposed)),
        *((f"  refused for {kind}", count, "") for kind, count in faults.most_common(FAULTS_SHOWN)),
        *((f"seconds, {share}th percentile", "", _percentile(writer.took, share)) for share in (50, 95)),
    ]


@contextmanager
def _snapshot(name: str, folder: Path) -> Iterator[Snapshot]:
    """Ingest the texts of a set and open them, as an operator's folder that nobody prepared."""
    with closing(open_store(f"sqlite:///{folder / 'guichet.db'}")) as store:
        embedder = bundled_embedder()
        ingest(SETS[name], store, embedder, folder, None, Silent())
        with closing(open_snapshot(store, embedder, folder)) as snapshot:
            yield snapshot


@contextmanager
def _chat(given: Namespace, folder: Path) -> Iterator[ChatModel]:
    """Give the model that is asked for, served here unless it is an endpoint's."""
    if given.endpoint:
        named = Settings()
        assert named.model is not None, "GUICHET_MODEL names no model"
        yield make_chat(named.model, named.model_url, named.model_key, parse_hosts(named.model_hosts))
        return
    with served(given.gguf, threads=given.threads) if given.gguf else gemma(folder, given.threads) as local:
        yield make_chat(local.name, local.url, None, parse_hosts(""))


def _share(count: int, of: int) -> str:
    return f"{count / of:.2f} ({count}/{of})" if of else "–"


def _percentile(seconds: Sequence[float], share: int) -> str:
    return f"{np.percentile(seconds, share):.1f}" if seconds else "–"


def _arguments() -> Namespace:
    parser = ArgumentParser(description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--gguf", type=Path, help="a model to serve on this machine")
    which.add_argument("--endpoint", action="store_true", help="the model that the settings name")
    parser.add_argument("--seconds", type=float, default=8.0, help="that the model may add to an answer")
    parser.add_argument("--first", type=int, default=None, help="questions of each set")
    parser.add_argument("--threads", type=int, default=2, help="of a model served here; free processors")
    parser.add_argument("--set", action="append", choices=list(SETS), help="questions, all by default")
    return parser.parse_args()


if __name__ == "__main__":
    main()
