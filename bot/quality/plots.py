"""The two curves of an evaluation as SVG to stand inside a page, in the page's own colours and font."""

import re
from collections.abc import Callable, Sequence
from html import escape
from io import StringIO
from typing import Any, TypeAlias

from bot.quality.measures import Bin, Point
from knowledge.ondemand import load

# The library that draws is loaded when something is drawn, so its types are not there before.
Axes: TypeAlias = Any

WIDTH, HEIGHT = 6.4, 4.0
"""Inches at 72 points: what the page may shrink, never what it needs."""

TEXT, MAIN, QUIET = "#010101", "#020202", "#030303"
PAINTS = {TEXT: "currentColor", MAIN: "var(--action, #000091)", QUIET: "var(--quiet, #565656)"}
"""Colours that nothing else has while drawing, and what becomes of them in the page."""

STYLE = {
    "svg.fonttype": "none",
    "font.family": ["DejaVu Sans"],  # it comes with the library: the same picture on every machine
    "font.size": 11,
    "text.color": TEXT,
    "axes.edgecolor": TEXT,
    "axes.labelcolor": TEXT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
    "grid.color": QUIET,
    "grid.alpha": 0.4,
    "legend.frameon": False,
}
NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


def risk_coverage_svg(points: Sequence[Point], title: str, description: str) -> str:
    """Draw the share of wrong answers against the share of questions answered, with its interval.

    Raises:
        ModuleNotFoundError: the drawing library is not installed.
    """

    def draw(axes: Axes) -> None:
        answered = [point.answered for point in points]
        for side in ("low", "high"):
            bound = [getattr(point.wrong, side) for point in points]
            label = "intervalle à 95 %" if side == "low" else "_"
            axes.plot(answered, bound, color=QUIET, linestyle=":", linewidth=1.5, label=label)
        risk = [point.wrong.value or 0.0 for point in points]
        axes.plot(answered, risk, color=MAIN, marker=".", linewidth=2, label="part de réponses fausses")
        axes.set_xlabel("Part des questions qui reçoivent une réponse")
        axes.set_ylabel("Part de réponses fausses")
        axes.legend(loc="best")

    return _svg("couverture", draw, title, description)


def reliability_svg(bins: Sequence[Bin], title: str, description: str) -> str:
    """Draw the share of right answers against the confidence announced, with its interval.

    Raises:
        ModuleNotFoundError: the drawing library is not installed.
    """

    def draw(axes: Axes) -> None:
        axes.plot((0, 1), (0, 1), color=QUIET, linestyle="--", linewidth=1.5, label="confiance exacte")
        right = [found.right.value or 0.0 for found in bins]
        below = [value - found.right.low for value, found in zip(right, bins, strict=True)]
        above = [found.right.high - value for value, found in zip(right, bins, strict=True)]
        axes.errorbar(
            [found.confidence for found in bins], right, yerr=(below, above),
            color=MAIN, marker="o", linestyle="none", capsize=4, label="réponses justes, intervalle à 95 %",
        )  # fmt: skip
        axes.set_xlabel("Confiance annoncée")
        axes.set_ylabel("Part de réponses justes")
        axes.legend(loc="best")

    return _svg("fiabilite", draw, title, description)


def _svg(name: str, draw: Callable[[Axes], None], title: str, description: str) -> str:
    """Draw on axes that both go from 0 to 100 %; `name` keeps the identifiers of two pictures apart."""
    settings = load("matplotlib")
    with settings.rc_context(STYLE | {"svg.hashsalt": name}):
        figure = load("matplotlib.figure").Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
        axes = figure.subplots()
        draw(axes)
        axes.set(xlim=(0, 1.02), ylim=(0, 1.02))
        axes.grid(visible=True)
        percent = load("matplotlib.ticker").PercentFormatter(1.0, symbol="\N{NO-BREAK SPACE}%")
        axes.xaxis.set_major_formatter(percent)
        axes.yaxis.set_major_formatter(percent)
        written = StringIO()
        figure.savefig(written, format="svg", transparent=True, metadata=NO_METADATA)
    return _inline(written.getvalue(), name, title, description)


def _inline(svg: str, name: str, title: str, description: str) -> str:
    """Turn a picture that is a file of its own into a part of a page, named and described."""
    inner = svg[svg.index(">", svg.index("<svg")) + 1 :]
    inner = re.sub(r"<style\b.*?</style>", "", inner, flags=re.DOTALL)
    inner = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", inner).replace("xlink:href", "href")
    inner = re.sub(r"(?:'DejaVu Sans'|DejaVu Sans)(?:, ?[^;\"]+)?", "inherit", inner)
    for paint, meant in PAINTS.items():
        inner = inner.replace(paint, meant)
    box = re.search(r'viewBox="[^"]+"', svg)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box.group() if box else ""} role="img" '
        f'aria-labelledby="{name}-titre {name}-description" stroke-linejoin="round">'
        f'<title id="{name}-titre">{escape(title)}</title>'
        f'<desc id="{name}-description">{escape(description)}</desc>'
    )
    return head + re.sub(r"\n\s*", "\n", inner)
