"""What the snippet costs a page that holds it, and its visitors: weight, paint, main thread, layout shift."""

import json
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field, fields
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bot.sites.site import Position
from tests.benchmarks.table import show
from tests.e2e.conftest import FLAGS
from tests.e2e.hosts import Embedded, embedding, visiting
from tests.tools.browser import MISSING, find_browser

RUNS = 9
SETTLED = 1_000
"""Milliseconds after which nothing of a page's loading is left."""

NOTE = (
    f"Medians of {RUNS} loads of each, in turn, each in a new window with nothing in its cache; the server "
    "and the browser share the machine. A page of 200 paragraphs with its styles. Bytes are those of the "
    "answers of Guichet, with their headers. Tasks are those of the page's main thread in the browser's own "
    "trace, in milliseconds of processor; a script of Guichet begins ours, and the opening is all ours. "
    "Aims: paint unchanged, no task of ours over 50 ms, no layout shift."
)
OBSERVE = """<script>
window.shifts = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => { shifts += entry.value }))
  .observe({type: "layout-shift", buffered: true});
</script>"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
OPEN = """() => new Promise(done => setTimeout(() => {
  const began = performance.now();
  const look = () => {
    const field = document.querySelector("guichet-chat")?.shadowRoot.querySelector("textarea");
    if (field?.getBoundingClientRect().height) done(performance.now() - began);
    else requestAnimationFrame(look);
  };
  [...document.getElementsByClassName("guichet")].at(-1).click();
  look();
}))"""
"""Opens the chat as a click does, and gives the milliseconds until one can write."""
MARK = "traced"
SCRIPTS = {"EvaluateScript", "FunctionCall", "v8.compile", "v8.compileModule"}
"""What a trace calls the running and the reading of a script."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one load of a page took, then the opening of the chat on it."""

    paint: float
    tasks: float
    longest: float
    ours: float
    shift: float
    requests: int
    weight: int


NAMES = {
    "paint": "first contentful paint, or chat open, ms",
    "tasks": "all tasks, ms",
    "longest": "longest task, ms",
    "ours": "longest task of ours, ms",
    "shift": "layout shift",
    "requests": "requests to Guichet",
    "weight": "their bytes on the wire",
}


@pytest.mark.parametrize("slowed", [1, 4], ids=["this machine", "four times slower"])
def test_widget(tmp_path: Path, slowed: int) -> None:
    loads: dict[str, list[Cost]] = {"without": [], "with": [], "opening": []}
    with chromium() as browser, embedding(tmp_path, position=Position.RIGHT) as embedded:
        bare, whole = pages(embedded)
        for _ in range(RUNS + 1):
            loads["without"].append(loaded(browser, embedded, bare, slowed)[0])
            load, opening = loaded(browser, embedded, whole, slowed, opens=True)
            loads["with"].append(load)
            loads["opening"] += opening
    shown = {name: middle(costs[1:]) for name, costs in loads.items()}  # the first one warms the server
    columns = ("", "without", "with", "then opening")
    rows = [
        (NAMES[one.name], *(column[place] for column in shown.values()))
        for place, one in enumerate(fields(Cost))
    ]
    show(f"processor slowed {slowed} times" if slowed > 1 else "this machine", columns, rows, NOTE)


def middle(costs: list[Cost]) -> list[float]:
    """Return the median of each figure."""
    return [float(median(column)) for column in zip(*map(astuple, costs), strict=True)]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser for these loads alone."""
    path = find_browser()
    assert path, MISSING
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def pages(embedded: Embedded) -> tuple[str, str]:
    """Serve a page of some length, without the snippet and with it."""
    style = "<style>body { font: 18px/1.5 serif; max-width: 50em } p:nth-child(odd) { color: #333 }</style>"
    text = "".join(f"<h2>Titre {number}</h2><p>{'Du texte de la ville. ' * 12}</p>" for number in range(200))
    head = style + OBSERVE
    return embedded.page(text, head), embedded.page(f"{text}{embedded.snippet}", head)


def loaded(
    browser: Browser, embedded: Embedded, url: str, slowed: int, *, opens: bool = False
) -> tuple[Cost, list[Cost]]:
    """Load a page, then open the chat if asked, and return what each took."""
    with visiting(browser) as visit:
        page = visit.page
        network = page.context.new_cdp_session(page)
        network.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        answers = watched(network, embedded.address)
        with traced(browser, page, embedded.address) as tasks:
            page.goto(url)
            page.wait_for_timeout(SETTLED)
        load = cost(page.evaluate(PAINT), page.evaluate("shifts"), tasks, answers)
        if not opens:
            return load, []
        answers.clear()
        with traced(browser, page, embedded.address) as tasks:
            took = page.evaluate(OPEN)
            page.wait_for_timeout(SETTLED)
        return load, [cost(took, page.evaluate("shifts") - load.shift, tasks, answers)]


def watched(network: CDPSession, address: str) -> dict[str, int]:
    """Return the bytes of the answers of an address, by request, as they come."""
    own: set[str] = set()
    answers: dict[str, int] = {}

    def sent(event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith(address):
            own.add(event["requestId"])

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] in own:
            answers[event["requestId"]] = int(event["encodedDataLength"])

    network.on("Network.requestWillBeSent", sent)
    network.on("Network.loadingFinished", finished)
    network.send("Network.enable")
    return answers


@dataclass(slots=True)
class Tasks:
    """Milliseconds of processor of each task of a page's main thread, and of those that ran our scripts."""

    all: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)


def cost(paint: float, shift: float, tasks: Tasks, answers: dict[str, int]) -> Cost:
    """Return what was measured."""
    ours = max(tasks.ours, default=0.0)
    return Cost(paint, sum(tasks.all), max(tasks.all), ours, shift, len(answers), sum(answers.values()))


@contextmanager
def traced(browser: Browser, page: Page, address: str) -> Iterator[Tasks]:
    """Have the browser write down the tasks of the page; they are there once it has."""
    tasks = Tasks()
    browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline", "v8", "blink.user_timing"])
    yield tasks
    page.evaluate(f"() => {{ performance.mark('{MARK}') }}")
    read(json.loads(browser.stop_tracing())["traceEvents"], address, tasks)


def read(events: list[dict[str, Any]], address: str, tasks: Tasks) -> None:
    """Find the tasks of the thread where the mark is, but for those that drive the browser from outside."""
    thread = next(thread_of(event) for event in events if event["name"] == MARK)
    mine = sorted((event for event in events if thread_of(event) == thread), key=lambda event: event["ts"])
    whole = [event for event in mine if event["name"].endswith("RunTask") and "tdur" in event]
    starts = [task["ts"] for task in whole]
    ours, outside = set[int](), set[int]()
    for event in mine:
        said = json.dumps(event.get("args", {}))
        place = bisect_right(starts, event["ts"]) - 1
        if event["name"] in SCRIPTS and address in said:
            ours.add(place)
        if "DevToolsSession" in said:
            outside.add(place)
    kept = [(place, task["tdur"] / 1000) for place, task in enumerate(whole) if place not in outside]
    tasks.all += [spent for _, spent in kept]
    tasks.ours += [spent for place, spent in kept if place in ours]


def thread_of(event: dict[str, Any]) -> tuple[int, int]:
    """Return the process and the thread of an event."""
    return event["pid"], event["tid"]
