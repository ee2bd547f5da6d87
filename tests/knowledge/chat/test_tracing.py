import json

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from knowledge.chat.tracing import Traced
from knowledge.chat.values import Completion, Request, Role, Turn, Usage, Use
from knowledge.errors import ModelUnavailable

SECRET = "Où déposer mon dossier ?"  # noqa: S105 - a question, which must stay out of traces
REQUEST = Request(Use.ANSWERS, (Turn(Role.SYSTEM, "Règles"), Turn(Role.USER, SECRET)), {}, 300)


class Chat:
    name = "mistralai:mistral-small-latest"

    def __init__(self, fails: bool = False, cut: bool = False) -> None:
        self.fails, self.cut = fails, cut

    def ask(self, request: Request, within: float) -> Completion:
        del request, within
        if self.fails:
            raise ModelUnavailable(self.name, SECRET)
        return Completion("{« sentences »}", "mistral-small-2603", Usage(120, 30), 1.0, self.cut)


def traced(chat: Chat, content: bool = False) -> ReadableSpan:
    """The span of one request."""
    spans, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(spans))
    model = Traced(chat, content, provider.get_tracer("test"))
    try:
        model.ask(REQUEST, 5)
    except ModelUnavailable:
        assert chat.fails
    provider.shutdown()
    (span,) = spans.get_finished_spans()
    return span


def test_a_span_has_the_names_of_the_conventions() -> None:
    span = traced(Chat())
    assert (span.name, span.kind) == ("chat mistral-small-latest", SpanKind.CLIENT)
    assert dict(span.attributes or {}) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "mistral_ai",
        "gen_ai.request.model": "mistral-small-latest",
        "gen_ai.request.max_tokens": 300,
        "gen_ai.output.type": "json",
        "guichet.use": "reponses",
        "gen_ai.response.model": "mistral-small-2603",
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": 120,
        "gen_ai.usage.output_tokens": 30,
    }


@pytest.mark.parametrize("fails", [False, True])
def test_nothing_that_was_said_is_in_a_trace_unless_it_is_asked_for(fails: bool) -> None:
    assert "dossier" not in traced(Chat(fails)).to_json()
    assert "sentences" not in traced(Chat(fails)).to_json()


def test_what_was_said_is_in_the_trace_that_asks_for_it() -> None:
    told = traced(Chat(cut=True), content=True).attributes or {}
    assert json.loads(str(told["gen_ai.system_instructions"])) == [{"type": "text", "content": "Règles"}]
    assert json.loads(str(told["gen_ai.input.messages"])) == [
        {"role": "user", "parts": [{"type": "text", "content": SECRET}]}
    ]
    (said,) = json.loads(str(told["gen_ai.output.messages"]))
    assert (said["role"], said["finish_reason"]) == ("assistant", "length")
    assert said["parts"][0]["content"] == "{« sentences »}"


def test_a_failure_is_told_by_its_kind_alone() -> None:
    span = traced(Chat(fails=True))
    assert (span.attributes or {})["error.type"] == "ModelUnavailable"
    assert (span.status.status_code, span.status.description, span.events) == (StatusCode.ERROR, None, ())


def test_a_failure_goes_on_and_an_untraced_process_answers_as_well() -> None:
    with pytest.raises(ModelUnavailable):
        Traced(Chat(fails=True)).ask(REQUEST, 5)
    assert Traced(Chat()).ask(REQUEST, 5).usage == Usage(120, 30)
    assert Traced(Chat()).name == Chat.name
