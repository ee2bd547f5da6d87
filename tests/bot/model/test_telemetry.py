import time
from threading import Event

import pytest
from opentelemetry import trace

from bot.model.telemetry import LAST, Telemetry, telemetry_of

NEAR = "http://127.0.0.1:9"


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": " "},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": NEAR, "OTEL_SDK_DISABLED": "True"},
    ],
)
def test_nothing_is_sent_unless_a_collector_is_named(environ: dict[str, str]) -> None:
    assert telemetry_of(environ) is None


def test_our_traces_leave_and_those_of_no_other_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", NEAR)
    before = trace.get_tracer_provider()
    telemetry = telemetry_of({"OTEL_EXPORTER_OTLP_ENDPOINT": NEAR})
    assert telemetry is not None
    assert telemetry.provider.resource.attributes["service.name"] == "guichet"
    assert trace.get_tracer_provider() is before
    telemetry.close()


def test_a_collector_that_is_down_holds_nobody_up() -> None:
    stopped = Event()

    class Down:
        def shutdown(self) -> None:
            stopped.wait(30)

    begun = time.monotonic()
    Telemetry(trace.get_tracer("essai"), Down()).close()
    assert time.monotonic() - begun < LAST + 2
    stopped.set()
