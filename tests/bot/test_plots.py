import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from bot.quality.measures import Bin, Point, share
from bot.quality.plots import reliability_svg, risk_coverage_svg

POINTS = tuple(Point(0.9 - n / 100, (n + 1) / 80, share(n // 9, n + 1)) for n in range(50))
BINS = tuple(Bin(n / 10, n / 10 + 0.1, n / 10 + 0.05, share(2 * n, 20)) for n in range(4, 10))
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def curve() -> str:
    return risk_coverage_svg(POINTS, "Risque & couverture", "Ce que <montre> la courbe")


@pytest.fixture(scope="module")
def bars() -> str:
    return reliability_svg(BINS, "Fiabilité", "Ce que montrent les points")


def test_a_plot_is_an_image_with_a_name_and_a_description(curve: str) -> None:
    root = ElementTree.fromstring(curve)  # noqa: S314 - our own picture
    assert (root.tag, root.get("role")) == (f"{SVG}svg", "img")
    named = {
        element.get("id"): element.text for element in root if element.tag in (f"{SVG}title", f"{SVG}desc")
    }
    ids = (root.get("aria-labelledby") or "").split()
    assert [named[id_] for id_ in ids] == ["Risque & couverture", "Ce que <montre> la courbe"]


def test_the_text_of_a_plot_stays_text(curve: str, bars: str) -> None:
    words = {element.text for element in ElementTree.fromstring(curve).iter(f"{SVG}text")}  # noqa: S314 - ours
    assert {"Part de réponses fausses", "Part des questions qui reçoivent une réponse", "20\u00a0%"} <= words
    assert "Confiance annoncée" in bars and "confiance exacte" in bars


def test_a_plot_takes_its_colours_and_its_font_from_the_page(curve: str, bars: str) -> None:
    for svg in (curve, bars):
        assert set(re.findall(r"#[0-9a-f]{6}\b", svg)) == {"#000091", "#565656"}
        assert "var(--action, #000091)" in svg and "currentColor" in svg
        assert set(re.findall(r"font-family: ([^;\"]+)", svg)) == {"inherit"}


def test_a_plot_asks_nothing_of_anyone(curve: str, bars: str) -> None:
    for svg in (curve, bars):
        assert set(re.findall(r"\w+://[^\"' ]+", svg)) == {"http://www.w3.org/2000/svg"}
        assert not re.search(r"<(script|style|image|metadata|foreignObject)|\son\w+=", svg)


def test_two_plots_share_no_identifier(curve: str, bars: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', curve + bars)
    assert len(ids) == len(set(ids))
    used = re.findall(r'(?:href="#|url\(#)([^")]+)', curve + bars)
    assert used and set(used) <= set(ids)


def test_a_plot_is_always_the_same(curve: str) -> None:
    assert risk_coverage_svg(POINTS, "Risque & couverture", "Ce que <montre> la courbe") == curve


def test_a_plot_shows_its_values() -> None:
    low = risk_coverage_svg([Point(0.5, 0.5, share(0, 9))], "", "")
    assert low != risk_coverage_svg([Point(0.5, 0.5, share(9, 9))], "", "")


def test_nothing_but_drawing_pays_for_the_library() -> None:
    code = "import bot.quality.report, sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
