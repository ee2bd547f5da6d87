"""Speed of a first ingestion, and time of a second one of the same texts."""

import time
from pathlib import Path
from statistics import median

from bot.settings import Settings
from bot.wiring import ingest_corpus
from ingest.report import Report
from knowledge.progress import Silent
from tests.benchmarks.material import SETS
from tests.benchmarks.table import show

AGAIN = 5
COLUMNS = ("", "passages", "texts embedded", "first (s)", "passages/s", "texts/s", "again (s)")
NOTE = (
    "Texts embedded: passages, headings, sentences, topics, what people write to any desk. "
    "Again: median of 5, the aim is less than 1 s."
)


def test_ingest(tmp_path: Path) -> None:
    corpora = {"PTCE as shipped": Settings().corpus, "eig4, two real PDFs": SETS["eig4-dev"]}
    rows = []
    for name, corpus in corpora.items():
        settings = Settings(corpus=corpus, data=tmp_path / corpus.name)
        report, first = timed(settings)
        again = [timed(settings) for _ in range(AGAIN)]
        assert not any(unchanged.changed for unchanged, _ in again)
        rates = (report.passages / first, report.embedded / first)
        rows.append(
            [name, report.passages, report.embedded, first, *rates, median(took for _, took in again)]
        )
    show("Ingestion", COLUMNS, rows, NOTE)


def timed(settings: Settings) -> tuple[Report, float]:
    """Ingest; return the report and the seconds it took."""
    start = time.perf_counter()
    report = ingest_corpus(settings, Silent())
    return report, time.perf_counter() - start
