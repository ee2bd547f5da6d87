"""Ask a language model through LangChain, whatever the provider, and always be back in time."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Lock
from typing import Any

import httpx
from pydantic import SecretStr

from knowledge.chat.cleaning import clean
from knowledge.chat.connections import Deadline
from knowledge.chat.failures import EMPTY, FILTERED, ILLEGIBLE, Failure, WireError
from knowledge.chat.hosts import Hosts
from knowledge.chat.lookup import Lookup
from knowledge.chat.providers import PROVIDERS, Provider, Shape
from knowledge.chat.values import ChatModel, Completion, Request, Usage
from knowledge.chat.wire import Wire
from knowledge.errors import ModelBusy, ModelNotAsked, ModelUnavailable, RequestRefused, UnknownModel
from knowledge.ondemand import load

CHARACTERS = 12
"""Characters of one token at most, on average; only blanks without end come near it in French."""

AGAIN = 3600.0
"""Seconds after which a server that refused the strictest way is asked in it again."""

_FILTERED = "content_filter"
_ENDED = frozenset(("stop", "tool_calls", "eos_token", "end_turn", "stop_sequence"))
"""Reasons to stop that are the model's own; at any other, or without one, the answer was cut."""

# What the libraries raise over an answer that is not what they expect, besides errors of their own.
_ILLEGIBLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    Warning,  # where warnings are errors
    httpx.HTTPError,
    httpx.StreamError,
)


def make_chat(
    model: str,
    url: str | None,
    key: SecretStr | None,
    allowed: Hosts,
    lookup: Lookup | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> ChatModel:
    """Return the language model that the setting `model` names, "PROVIDER:MODEL", at `url` or at its home.

    Nothing is sent yet. LangChain is loaded here, which takes some seconds on a slow machine.

    Raises:
        UnknownModel: `model` names no provider that we know.
        HostForbidden: nothing may be sent to its host.
        MissingExtra: the provider's package is not installed.
        ModelUnavailable: the address or the key cannot be used as it is written.
    """
    kind, _, name = model.partition(":")
    provider = PROVIDERS.get(kind)
    if provider is None or not name:
        raise UnknownModel(model)
    address = (url or provider.home).rstrip("/")
    reach = allowed.require(address)
    origin = httpx.URL(address)
    if origin.userinfo or origin.query or origin.fragment:
        raise ModelUnavailable(model, "GUICHET_MODEL_URL contient plus qu’une adresse ; la clé a son réglage")
    if key is not None and not key.get_secret_value():
        key = None
    if key is not None and not _is_key(key.get_secret_value()):
        raise ModelUnavailable(model, "GUICHET_MODEL_KEY contient des espaces ou des caractères spéciaux")
    wire = Wire(origin, reach, key, lookup or Lookup())
    load(provider.package, kind)
    arguments = provider.model(address, wire)
    made = load("langchain.chat_models").init_chat_model(name, model_provider=kind, **arguments)
    return LangChainChat(model, made, provider, wire, clock)


def _is_key(key: str) -> bool:
    return key.isascii() and key.isprintable() and " " not in key


class LangChainChat:
    """A model of LangChain, asked one request at a time by each thread, over a wire of our own.

    The strictest way to have JSON written comes first; if the server refuses it, the next one, which is
    then kept to for an hour if it succeeds. What failed is told from what passed on the wire, so that no
    library's error, which may quote a key or a text, goes any further.
    """

    def __init__(
        self,
        name: str,
        model: Any,
        provider: Provider,
        wire: Wire,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._model = model
        self._provider = provider
        self._wire = wire
        own = tuple(_error(path) for path in provider.errors)
        self._illegible: tuple[type[Exception], ...] = (*_ILLEGIBLE, *own)
        self._lock = Lock()
        self._shape = Shape.SCHEMA
        self._clock = clock
        self._again = 0.0

    @property
    def name(self) -> str:
        """The model as it was set."""
        return self._name

    def ask(self, request: Request, within: float) -> Completion:
        """Ask once, or once more in each less strict way while the server refuses the request itself.

        Raises:
            ModelBusy: the same request may succeed in a moment.
            ModelNotAsked: nothing was sent, because of where it would have gone.
            RequestRefused: the server refuses this request, in every way.
            ModelUnavailable: no answer in time, or none that can be read.
        """
        began = time.monotonic()
        deadline = Deadline(began + within)
        failure = EMPTY
        for shape in tuple(Shape)[self._strictest() :]:
            answer = self._asked(request, shape, deadline)
            if isinstance(answer, _Writing):
                self._keep_to(shape)
                return answer.completion(self._name, time.monotonic() - began)
            failure = answer
            if not failure.refused or failure == FILTERED:
                break
        raise self._unavailable(failure)

    def _asked(self, request: Request, shape: Shape, deadline: Deadline) -> "_Writing | Failure":
        """Return what the model writes, or why it does not."""
        writing = _Writing(request.longest * CHARACTERS)
        failure = None
        with self._wire.exchange(deadline) as exchange:
            try:
                self._read(request, shape, writing, deadline)
            except self._illegible as error:
                failure = _failure(error)
        failure = exchange.failure or failure
        if failure is not None and not writing.ended:
            return failure
        if writing.text.strip():
            return writing
        return FILTERED if writing.filtered else EMPTY

    def _read(self, request: Request, shape: Shape, writing: "_Writing", deadline: Deadline) -> None:
        turns = [(turn.role.value, turn.text) for turn in request.turns]
        asked = self._provider.asked(request, shape)
        with _untraced(), closing(self._model.stream(turns, **asked)) as chunks:
            for chunk in chunks:
                writing.add(chunk)
                if writing.full:
                    return
                deadline.left()

    def _strictest(self) -> Shape:
        with self._lock:
            if self._clock() >= self._again:
                self._shape = Shape.SCHEMA
            return self._shape

    def _keep_to(self, shape: Shape) -> None:
        with self._lock:
            if shape > self._shape:
                self._shape, self._again = shape, self._clock() + AGAIN

    def _unavailable(self, failure: Failure) -> ModelUnavailable:
        if failure.busy:
            return ModelBusy(self._name, failure.why, failure.after)
        kind = RequestRefused if failure.refused else ModelNotAsked if failure.unsent else ModelUnavailable
        return kind(self._name, failure.why)


class _Writing:
    """What a model has written so far, up to `most` characters."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._parts: list[str] = []
        self._length = 0
        self._read, self._written = 0, 0
        self._reason: str | None = None
        self._model = ""
        self.full = False

    @property
    def text(self) -> str:
        return "".join(self._parts)[: self._most]

    @property
    def ended(self) -> bool:
        """Whether nothing of the text is still to come, whatever becomes of the rest of the answer."""
        return self.full or bool(self._reason)

    @property
    def filtered(self) -> bool:
        """Whether a filter of the provider stopped it."""
        return self._reason == _FILTERED

    def add(self, chunk: Any) -> None:
        """Take one chunk of LangChain in; what the server says of itself is believed within bounds."""
        text = str(chunk.text)
        self._parts.append(text)
        self._length += len(text)
        self.full = self._length > self._most
        usage = chunk.usage_metadata or {}
        self._read = max(self._read, _count(usage.get("input_tokens")))
        self._written = max(self._written, _count(usage.get("output_tokens")))
        told = chunk.response_metadata
        self._reason = _word(told.get("finish_reason") or told.get("done_reason")) or self._reason
        self._model = _word(told.get("model_name") or told.get("model")) or self._model

    def completion(self, name: str, seconds: float) -> Completion:
        cut = self.full or self._reason not in _ENDED
        usage = Usage(self._read, self._written)
        return Completion(self.text, self._model or name.partition(":")[2], usage, seconds, cut)


def _count(tokens: object) -> int:
    return tokens if isinstance(tokens, int) and 0 <= tokens < 10**7 else 0


def _word(told: object) -> str:
    return clean(told)[:100] if isinstance(told, str) else ""


def _failure(error: Exception) -> Failure:
    return error.failure if isinstance(error, WireError) else ILLEGIBLE


def _error(path: str) -> type[Exception]:
    module, _, name = path.partition(":")
    error: type[Exception] = getattr(load(module), name)
    return error


@contextmanager
def _untraced() -> Iterator[None]:
    """Keep LangChain from telling its makers' service what is asked, whatever the environment says."""
    with load("langsmith.run_helpers").tracing_context(enabled=False):
        yield
