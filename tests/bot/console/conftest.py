"""A console with nobody in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.console.signed import Console, open_console
from tests.bot.databases import new_url


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    with open_console(new_url(tmp_path)) as console:
        yield console
