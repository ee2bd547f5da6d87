"""A real browser, and the product served as an operator serves it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.tools.browser import MISSING, find_browser

# As root, without a GPU, and without the browser's own look-ups.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 90
GUICHET = Path(sys.executable).with_name("guichet")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test of this folder a second try: a busy machine can outlast a browser's patience.

    The summary names those that needed it; what fails twice fails.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


# Not for the session: Playwright's synchronous interface keeps an event loop running in this thread,
# where no asynchronous test of another folder could start its own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless browser of the Chromium family."""
    path = find_browser()
    assert path, MISSING
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own, which may ask nothing of any other machine."""
    asked: list[str] = []
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    context.set_default_timeout(10_000)
    context.on("request", lambda request: asked.append(request.url))
    yield context.new_page()
    context.close()
    assert {urlsplit(url).hostname for url in asked if url.startswith("http")} <= {"localhost", "127.0.0.1"}


@pytest.fixture(scope="package")
def site_settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The only settings of `site`: its port and its data folder."""
    data = tmp_path_factory.mktemp("site") / "data"
    return {"GUICHET_PORT": str(_free_port()), "GUICHET_DATA": str(data)}


@pytest.fixture(scope="package")
def site(site_settings: dict[str, str]) -> Iterator[str]:
    """The address of `guichet serve` on the shipped corpus."""
    folder = Path(site_settings["GUICHET_DATA"]).parent
    with (folder / "log").open("w+") as log:
        process = subprocess.Popen(
            [GUICHET, "serve"],
            cwd=folder, env=os.environ | site_settings,
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            address = f"http://localhost:{site_settings['GUICHET_PORT']}"
            assert _is_ready(address, process), (folder / "log").read_text()
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _is_ready(address: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(f"{address}/health/ready", timeout=5).is_success:
                return True
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    return False
