"""Tell in a trace what a language model was asked, as OpenTelemetry names it, without what was said.

https://github.com/open-telemetry/semantic-conventions-genai
"""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer

from knowledge.chat.values import ChatModel, Completion, Request, Role
from knowledge.errors import ModelUnavailable

OPERATION: Final = "chat"
USE: Final = "guichet.use"
"""An attribute of our own: what the model was asked for."""

PROVIDERS: Final[Mapping[str, str]] = {"mistralai": "mistral_ai"}
"""Providers as the conventions name them, where LangChain has another name."""


class Traced:
    """Asks `inner` within a span; the texts sent and received are in it only if `content` is set.

    Without a `tracer`, the one that is set for the whole process: it does nothing unless someone set one.
    """

    def __init__(self, inner: ChatModel, content: bool = False, tracer: Tracer | None = None) -> None:
        self._inner = inner
        self._content = content
        self._tracer = tracer or trace.get_tracer("guichet")

    @property
    def name(self) -> str:
        """The model as it was set."""
        return self._inner.name

    def ask(self, request: Request, within: float) -> Completion:
        """Ask within a span.

        Raises:
            ModelUnavailable: it did not answer; the span says so.
        """
        # What an exception says may hold what was sent: only its kind is written.
        with self._tracer.start_as_current_span(
            f"{OPERATION} {self._model}",
            kind=SpanKind.CLIENT,
            attributes=self._asked(request),
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                completion = self._inner.ask(request, within)
            except ModelUnavailable as error:
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(Status(StatusCode.ERROR))
                raise
            self._tell(span, completion)
            return completion

    @property
    def _model(self) -> str:
        return self.name.partition(":")[2] or self.name

    def _asked(self, request: Request) -> dict[str, str | int]:
        provider = self.name.partition(":")[0]
        told: dict[str, str | int] = {
            "gen_ai.operation.name": OPERATION,
            "gen_ai.provider.name": PROVIDERS.get(provider, provider),
            "gen_ai.request.model": self._model,
            "gen_ai.request.max_tokens": request.longest,
            "gen_ai.output.type": "json",
            USE: request.use.value,
        }
        if self._content:
            rules = (turn.text for turn in request.turns if turn.role is Role.SYSTEM)
            said = [turn for turn in request.turns if turn.role is not Role.SYSTEM]
            told["gen_ai.system_instructions"] = json.dumps(_parts(rules), ensure_ascii=False)
            messages = [{"role": turn.role.value, "parts": _parts([turn.text])} for turn in said]
            told["gen_ai.input.messages"] = json.dumps(messages, ensure_ascii=False)
        return told

    def _tell(self, span: Span, completion: Completion) -> None:
        finish = "length" if completion.cut else "stop"
        span.set_attribute("gen_ai.response.model", completion.model)
        span.set_attribute("gen_ai.response.finish_reasons", [finish])
        span.set_attribute("gen_ai.usage.input_tokens", completion.usage.input_tokens)
        span.set_attribute("gen_ai.usage.output_tokens", completion.usage.output_tokens)
        if self._content:
            said = {"role": "assistant", "parts": _parts([completion.text]), "finish_reason": finish}
            span.set_attribute("gen_ai.output.messages", json.dumps([said], ensure_ascii=False))


def _parts(texts: Iterable[str]) -> list[dict[str, str]]:
    return [{"type": "text", "content": text} for text in texts]
