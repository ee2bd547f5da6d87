"""How long the next question and the sheet take, beside an answer from the texts in the same run."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import numpy as np

from bot.eligibility.commands import CORRECT, START, STOP, TEXT
from bot.eligibility.guide import Guide
from bot.eligibility.path import Stage, path_of
from bot.settings import load_settings
from bot.wiring import ingest_corpus, open_desk, open_guide
from ingest.eligibility import load_eligibility
from knowledge.eligibility.asking import next_question, trials
from knowledge.eligibility.criteria import Answer, Rules
from knowledge.eligibility.judging import judge
from knowledge.progress import Silent
from tests.benchmarks.table import show

PATHS = 60
"""Paths followed to their end, each with answers drawn at random."""
FOLDERS = {
    "PTCE": Path(__file__).parents[2] / "knowledge/corpora/ptce-2013",
    "EIG4": Path(__file__).parents[1] / "corpora/eig4",
}
MOST = 60
"""Messages after which a path is left, should it turn in a circle."""
FREE = "Une commune peut-elle faire partie d’un PTCE ?"
AIM = 50.0
"""Milliseconds aimed at for a question or a sheet: half of what is felt as immediate."""
NOTE = (
    "Milliseconds, median and 95th percentile. Judge and next question are the engine alone, all along "
    "random paths; a message is all that the guide does with one, its wording and citations included; an "
    "answer is the assistant's own, to a free question, on the same machine in the same run."
)


def timed(work: Callable[[], object]) -> float:
    """Return how many milliseconds something takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


@dataclass(frozen=True, slots=True)
class Engine:
    """The milliseconds that the engine took along random paths, and how many questions each had."""

    judged: list[float] = field(default_factory=list)
    chosen: list[float] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)

    def follow(self, rules: Rules, draws: np.random.Generator) -> None:
        """Follow a path to its end."""
        answers: dict[str, Answer] = {}
        while question := next_question(rules, answers):
            self.chosen.append(timed(partial(next_question, rules, dict(answers))))
            possible = trials(question, rules)
            answers[question.id] = possible[draws.integers(len(possible))]
            self.judged.append(timed(partial(judge, rules, dict(answers))))
        self.lengths.append(len(answers))


def messages(guide: Guide, draws: np.random.Generator) -> list[float]:
    """Return the time of each message along a path whose answers are pressed at random."""
    times: list[float] = []
    now, text, path = datetime.now(UTC), START, None
    while len(times) < MOST and (path is None or path.stage is not Stage.DONE):
        start = time.perf_counter()
        reply = guide.hear(text, path, (), now)
        times.append((time.perf_counter() - start) * 1000)
        assert reply is not None
        possible = [button for button in reply.suggestions if button not in (TEXT, CORRECT, STOP)]
        path, text = path_of(reply.path), possible[draws.integers(len(possible))]
    return times


def test_the_path_is_immediate(tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path)
    ingest_corpus(settings, Silent())
    desk = open_desk(settings)
    guide = open_guide(settings, desk)
    draws, rows = np.random.default_rng(7), []
    for name, folder in FOLDERS.items():
        written = load_eligibility(folder)
        assert written is not None
        engine = Engine()
        for _ in range(PATHS):
            engine.follow(written.rules, draws)
        rows.append([f"{name}: judge every criterion", *_said(engine.judged), f"{AIM:.0f}"])
        rows.append([f"{name}: choose the next question", *_said(engine.chosen), f"{AIM:.0f}"])
        longest = str(max(engine.lengths))
        rows.append([f"{name}: questions of a path", f"{median(engine.lengths):.0f}", longest, ""])
    said = [one for _ in range(PATHS) for one in messages(guide, draws)]
    rows.append(["PTCE: reply to a message of the path", *_said(said), f"{AIM:.0f}"])
    asked = [timed(partial(desk.reply, FREE)) for _ in range(PATHS)]
    rows.append(["PTCE: answer from the texts", *_said(asked), ""])
    show("Eligibility", ["", "median", "95 %", "aim"], rows, NOTE)
    assert median(said) < AIM


def _said(times: list[float]) -> list[str]:
    return [f"{median(times):.1f}", f"{quantiles(times, n=20)[-1]:.1f}"]
