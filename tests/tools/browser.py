"""Find the browser that the end-to-end tests drive; run as a command, install one if there is none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
MISSING = (
    "Les tests ont besoin d’un navigateur : installez Chromium ou Chrome (sur Debian : "
    "apt-get install chromium), ou indiquez le chemin d’un navigateur de cette famille dans GUICHET_BROWSER."
)


def find_browser() -> str | None:
    """Return the path of a browser of the Chromium family, None if there is none."""
    chosen = os.environ.get("GUICHET_BROWSER")
    return chosen or next(_installed(), None) or _playwrights_own()


def _installed() -> Iterator[str]:
    yield from filter(None, map(shutil.which, NAMES))
    yield from filter(os.path.exists, APPLICATIONS)


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install_browser() -> None:
    """Try the ways to get a browser one after the other, each shown before it runs."""
    for commands in _ways():
        for command in commands:
            print("»", *command, flush=True)
            environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            if subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, check=False).returncode:
                break
        if find_browser():
            return


def _ways() -> Iterator[tuple[tuple[str, ...], ...]]:
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        yield ("apt-get", "update", "-qq"), ("apt-get", "install", "-y", "-qq", "chromium")
    yield ((sys.executable, "-m", "playwright", "install", "chromium"),)


def main() -> int:
    """Say which browser the tests will drive; return 1 if none can be had."""
    if not find_browser():
        print("» Aucun navigateur trouvé pour les tests")
        install_browser()
    browser = find_browser()
    if not browser:
        print(MISSING, file=sys.stderr)
        return 1
    print("» Navigateur :", browser)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
