"""The application in front of a desk that is open."""

import pytest
from starlette.testclient import TestClient

from bot.app import create_app
from bot.desk import Reception
from bot.settings import load_settings
from tests.bot.desks import FakeDesk


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def client(desk: FakeDesk) -> TestClient:
    return TestClient(create_app(Reception(desk), load_settings()), raise_server_exceptions=False)
