"""The providers of language models that we know how to ask, and how each wants it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import httpx

from knowledge.chat.failures import ELSEWHERE, WireError
from knowledge.chat.values import Request

_UNUSED = "unused"
"""The key that the libraries insist on; ours stands in the header that we write ourselves."""

Arguments = dict[str, Any]

_PLAINLY: Arguments = {"trust_env": False, "follow_redirects": False, "timeout": None}
"""No proxy of the environment, no redirection, and no time but the deadline of the wire."""


class Shape(IntEnum):
    """How a model is held to write JSON, from the strictest: not every server knows each."""

    SCHEMA = 0
    JSON = 1
    PLAIN = 2


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider's package, which our extra of the same name as the provider brings, and where it answers.

    `errors` are the bases of its library's own errors, "module:class"; `model` gives the arguments of the
    model from its address and the way there, `asked` those of one request.
    """

    package: str
    home: str
    errors: tuple[str, ...]
    model: Callable[[str, httpx.BaseTransport], Arguments]
    asked: Callable[[Request, Shape], Arguments]


class Nowhere(httpx.AsyncBaseTransport):
    """Where the libraries' asynchronous twins lead, which nothing of ours uses: not around the wire."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:  # noqa: ARG002 - whatever it is
        """Refuse.

        Raises:
            WireError: always.
        """
        raise WireError(ELSEWHERE)


def _client(url: str, wire: httpx.BaseTransport) -> httpx.Client:
    """Return a client whose every request goes by the wire, which alone keeps the time."""
    return httpx.Client(base_url=url, transport=wire, **_PLAINLY)


def _async_client(url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, transport=Nowhere(), **_PLAINLY)


def _openai_model(url: str, wire: httpx.BaseTransport) -> Arguments:
    return {
        "base_url": url,
        "api_key": _UNUSED,
        "http_client": _client(url, wire),
        "http_async_client": _async_client(url),
        "max_retries": 0,
        "temperature": 0,
        "use_responses_api": False,
    }


def _openai_asked(request: Request, shape: Shape) -> Arguments:
    """Ask outside of the library's own structured output, which reads the answer and refuses a cut one."""
    body: Arguments = {"max_tokens": request.longest, **_response_format(request, shape)}
    return {"extra_body": body, "stream_usage": shape is not Shape.PLAIN}


def _mistral_model(url: str, wire: httpx.BaseTransport) -> Arguments:
    return {
        "base_url": url,
        "api_key": _UNUSED,
        "client": _client(url, wire),
        "async_client": _async_client(url),
        "max_retries": 1,  # attempts, here
        "temperature": 0,
    }


def _mistral_asked(request: Request, shape: Shape) -> Arguments:
    return {"max_tokens": request.longest, **_response_format(request, shape)}


def _ollama_model(url: str, wire: httpx.BaseTransport) -> Arguments:
    return {
        "base_url": url.removesuffix("/v1").removesuffix("/api"),
        "client_kwargs": _PLAINLY,
        "sync_client_kwargs": {"transport": wire},
        "async_client_kwargs": {"transport": Nowhere()},
        "reasoning": False,
    }


def _ollama_asked(request: Request, shape: Shape) -> Arguments:
    written = {Shape.SCHEMA: _schema(request), Shape.JSON: "json", Shape.PLAIN: None}[shape]
    return {"format": written, "options": {"temperature": 0, "num_predict": request.longest}}


def _response_format(request: Request, shape: Shape) -> Arguments:
    if shape is Shape.PLAIN:
        return {}
    if shape is Shape.JSON:
        return {"response_format": {"type": "json_object"}}
    schema = {"name": str(request.use), "schema": _schema(request), "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}


def _schema(request: Request) -> Any:
    """Return the schema as plain JSON, whatever mappings it is made of."""
    return json.loads(json.dumps(request.schema, default=dict))


PROVIDERS: Mapping[str, Provider] = {
    "openai": Provider(
        "langchain_openai",
        "https://api.openai.com/v1",
        ("openai:OpenAIError",),
        _openai_model,
        _openai_asked,
    ),
    "mistralai": Provider(
        "langchain_mistralai",
        "https://api.mistral.ai/v1",
        (),
        _mistral_model,
        _mistral_asked,
    ),
    "ollama": Provider(
        "langchain_ollama",
        "http://localhost:11434",
        ("ollama:ResponseError", "ollama:RequestError"),
        _ollama_model,
        _ollama_asked,
    ),
}
