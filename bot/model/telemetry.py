"""Send the traces of language models where the standard OTEL_* variables say, and nowhere without them."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Thread
from typing import Any, Final

from opentelemetry.trace import Tracer

from knowledge.ondemand import load

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
"""Where the collector stands; the exporter itself reads them, and every other OTEL_EXPORTER_OTLP_*."""

SERVICE: Final = "guichet"

LAST: Final = 2.0
"""Seconds that the last spans may take to leave; a collector that is down loses them."""


@dataclass(frozen=True, slots=True)
class Telemetry:
    """A tracer whose spans leave in batches, from a thread of their own."""

    tracer: Tracer
    provider: Any

    def close(self) -> None:
        """Send the last spans and stop; it blocks for `LAST` seconds at most."""
        stopping = Thread(target=self.provider.shutdown, name="last-spans", daemon=True)
        stopping.start()
        stopping.join(LAST)


def telemetry_of(environ: Mapping[str, str]) -> Telemetry | None:
    """Return what sends traces by OTLP over gRPC, None if the environment names no collector.

    Nothing is set for the whole process: what other libraries trace does not leave with ours.
    """
    if environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return None
    if not any(environ.get(name, "").strip() for name in ENDPOINTS):
        return None
    exporter = load("opentelemetry.exporter.otlp.proto.grpc.trace_exporter").OTLPSpanExporter()
    resource = load("opentelemetry.sdk.resources").Resource.create(
        {"service.name": environ.get("OTEL_SERVICE_NAME") or SERVICE}
    )
    # We close it ourselves, so that nothing waits for a collector when a process ends otherwise.
    provider = load("opentelemetry.sdk.trace").TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(load("opentelemetry.sdk.trace.export").BatchSpanProcessor(exporter))
    return Telemetry(provider.get_tracer(SERVICE), provider)
