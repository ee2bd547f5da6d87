"""The application in front of a desk that is open, and assistants on real and made-up texts."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.app import create_app
from bot.desk import Desk, Reception
from bot.settings import Settings, load_settings
from bot.wiring import ingest_corpus, open_desk
from knowledge.progress import Silent
from knowledge.snapshot import Snapshot
from tests.bot.applicants import parts_of
from tests.bot.assistants import made_up_snapshot
from tests.bot.desks import FakeDesk


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def client(desk: FakeDesk, tmp_path: Path) -> TestClient:
    return TestClient(create_app(parts_of(tmp_path, Reception(desk))), raise_server_exceptions=False)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of the product as it comes, its texts in service."""
    settings = load_settings(data=tmp_path_factory.mktemp("shipped"))
    ingest_corpus(settings, Silent())
    return settings


@pytest.fixture(scope="session")
def assistant(shipped: Settings) -> Desk:
    """The product as it comes: its own texts, its own model."""
    return open_desk(shipped)


@pytest.fixture(scope="session")
def cautious(shipped: Settings) -> Desk:
    """The product as it comes, but never sure enough to answer what staff did not approve."""
    return open_desk(shipped, answer_from=1.0)


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A few made-up texts, found by their letters alone."""
    return made_up_snapshot(tmp_path_factory.mktemp("made-up"))
