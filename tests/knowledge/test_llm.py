"""Whatever the server does, a model is back in time, and what it is sent goes nowhere else."""

import os
import socket
import ssl
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import langsmith.utils
import openai
import pytest
import trustme
from langsmith.run_helpers import tracing_context
from pydantic import SecretStr

from knowledge.chat.connections import Deadline
from knowledge.chat.failures import WireError
from knowledge.chat.hosts import Reach, parse_hosts
from knowledge.chat.lookup import Lookup
from knowledge.chat.providers import PROVIDERS
from knowledge.chat.values import ChatModel, Completion, Usage
from knowledge.chat.wire import Wire
from knowledge.errors import (
    HostForbidden,
    MissingExtra,
    ModelBusy,
    ModelNotAsked,
    ModelUnavailable,
    RequestRefused,
    UnknownModel,
)
from knowledge.llm import AGAIN, CHARACTERS, LangChainChat, make_chat
from tests.knowledge.chat.asking import Clock, request
from tests.llm.lying_server import (
    Handler,
    Server,
    Step,
    deaf_url,
    drip,
    echoes,
    endless,
    ends_early,
    half,
    huge,
    lying_server,
    no_choices,
    only,
    raw,
    redirect,
    refusal,
    says,
    silent,
    silent_after,
    silent_after_headers,
    slow_words,
    status,
    stream_error,
    tool_call,
)

KINDS = list(PROVIDERS)
NEAR = parse_hosts("")
KEY = SecretStr("cle-tres-secrete")
WITHIN = 0.4
SLACK = 2.0
"""Seconds past the deadline that a busy machine may take to notice; on a quiet one, 0.1 are enough."""
OBJECT = '{"a": "bonjour à tous"}'
OUTSIDE = "203.0.113.9"  # reserved for documentation: https://www.rfc-editor.org/rfc/rfc5737


def chat_with(server: Server, kind: str = "openai", key: SecretStr | None = KEY) -> ChatModel:
    return make_chat(f"{kind}:menteur", server.url, key, NEAR)


def failure(chat: ChatModel, within: float = 10.0, longest: int = 100) -> ModelUnavailable:
    with pytest.raises(ModelUnavailable) as caught:
        chat.ask(request(longest=longest), within)
    assert KEY.get_secret_value() not in "".join(traceback.format_exception(caught.value))
    return caught.value


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    before = {thread.name for thread in threading.enumerate()}
    yield
    deadline = time.monotonic() + 10
    while {thread.name for thread in threading.enumerate()} - before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert {thread.name for thread in threading.enumerate()} - before == set()


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_is_asked_and_read(kind: str) -> None:
    with lying_server(says(OBJECT)) as server:
        completion = chat_with(server, kind).ask(request(), 30)
    assert (completion.text, completion.model, completion.cut) == (OBJECT, "menteur", False)
    assert completion.usage == Usage(11, 7)
    assert 0 < completion.seconds < 30
    [received] = server.requests
    body = received.body
    assert [(turn["role"], turn["content"]) for turn in body["messages"]] == [
        ("system", "Répondez en JSON."),
        ("user", "Qui peut candidater ?"),
    ]
    assert (body["model"], body["stream"], body.get("tools", [])) == ("menteur", True, [])
    assert '"properties": {"a": {"type": "string"}}' in str(body).replace("'", '"')


@pytest.mark.parametrize("kind", KINDS)
def test_limits_are_told_to_the_server_too(kind: str) -> None:
    with lying_server(says(OBJECT)) as server:
        chat_with(server, kind).ask(request(longest=77), 30)
    body = server.requests[0].body
    limits = body.get("options", body)
    assert limits.get("max_tokens", limits.get("num_predict")) == 77
    assert limits["temperature"] == 0
    assert body.get("think", False) is False


SLOW: dict[str, Step] = {
    "silence": silent,
    "silence after the headers": silent_after_headers,
    "silence after some words": silent_after('{"a": "'),
    "one byte at a time": drip(0.05),
    "one byte of the headers at a time": drip(0.05, in_headers=True),
    "slow words": slow_words("", 0.05),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("step", SLOW.values(), ids=SLOW)
def test_the_deadline_holds(kind: str, step: Step) -> None:
    with lying_server(step) as server:
        chat = chat_with(server, kind)
        began = time.monotonic()
        error = failure(chat, WITHIN)
        took = time.monotonic() - began
    assert error.why == "pas de réponse à temps"
    assert not isinstance(error, ModelBusy)
    assert WITHIN * 0.9 < took < WITHIN + SLACK


def test_the_deadline_holds_when_no_connection_opens() -> None:
    with deaf_url() as url:
        chat = make_chat("openai:menteur", url, None, NEAR)
        began = time.monotonic()
        assert failure(chat, WITHIN).why == "pas de réponse à temps"
    assert time.monotonic() - began < WITHIN + SLACK


def test_the_deadline_holds_when_the_name_server_is_silent() -> None:
    wakes = threading.Event()

    def silent_names(*_: object, **__: object) -> list[Any]:
        wakes.wait(30)
        return []

    chat = make_chat("openai:menteur", "http://ollama:9/v1", None, NEAR, Lookup(silent_names))
    began = time.monotonic()
    assert failure(chat, WITHIN).why == "pas de réponse à temps"
    assert time.monotonic() - began < WITHIN + SLACK
    wakes.set()


def test_the_deadline_holds_when_the_server_does_not_read() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        wire = Wire(httpx.URL(url), Reach.NEAR, None, Lookup())
        began = time.monotonic()
        with (
            httpx.Client(transport=wire) as client,
            wire.exchange(Deadline.within(WITHIN)),
            pytest.raises(httpx.TransportError, match="à temps"),
        ):
            client.post(url, content=b"x" * 30_000_000)
    assert time.monotonic() - began < WITHIN + SLACK


@pytest.mark.parametrize("kind", KINDS)
def test_endless_writing_is_cut_at_a_length(kind: str) -> None:
    with lying_server(endless("encore et encore ")) as server:
        completion = chat_with(server, kind).ask(request(longest=20), 60)
    assert completion.cut
    assert len(completion.text) == 20 * CHARACTERS
    assert completion.seconds < 30


def test_endless_blanks_are_nothing() -> None:
    with lying_server(endless("  \n")) as server:
        assert failure(chat_with(server), 60, longest=20).why == "sa réponse est vide"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("head", [b"data: ", b"", b": "])
def test_a_body_of_100_megabytes_is_given_up_early(kind: str, head: bytes) -> None:
    with lying_server(huge(100_000_000, head=head)) as server:
        chat = chat_with(server, kind)
        began = time.monotonic()
        assert failure(chat, 30).why == "sa réponse est trop longue"
    assert time.monotonic() - began < 10


def raw_line(line: bytes) -> Step:
    def step(handler: Handler) -> None:
        handler.wfile.write(line)

    return step


FAULTS: dict[str, tuple[Step, str]] = {
    "no choice": (no_choices, "vide|forme"),
    "a tool nobody offered": (tool_call, "vide"),
    "a refusal": (refusal, "vide"),
    "nothing": (raw(b""), "vide|forme"),
    "a page of the web": (raw(b"<html>Connectez-vous</html>", Content_Type="text/html"), "vide|forme"),
    "not HTTP": (raw_line(b"bonjour\r\n\r\n"), "connexion"),
    "half a JSON": (raw(b'data: {"id": "1", "choi\n\n'), "forme"),
    "JSON of another shape": (raw(b"data: [1, 2]\n\n"), "forme|vide"),
    "choices that are a number": (raw(b'data: {"choices": 3}\n\n'), "forme|vide"),
    "text that is a number": (raw(b'data: {"choices": [{"delta": {"content": 3}}]}\n\n'), "forme|vide"),
    "deep nesting": (raw(b"data: " + b"[" * 100_000 + b"\n\n"), "forme"),
    "broken encoding": (raw(b'data: {"id": "\xff\xfe"}\n\n'), "forme|vide"),
    "compressed": (raw(b"\x1f\x8b", Content_Encoding="gzip"), "compressée"),
    "a size that is a lie": (raw(b"", Content_Length="99"), "connexion|vide"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("step", "why"), FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_read_is_no_answer(kind: str, step: Step, why: str) -> None:
    with lying_server(step) as server:
        error = failure(chat_with(server, kind))
    assert any(word in error.why for word in why.split("|")), error.why


@pytest.mark.parametrize("kind", [KINDS[0], KINDS[2]])
def test_an_error_in_the_stream_is_not_quoted(kind: str) -> None:
    with lying_server(stream_error) as server:
        assert failure(chat_with(server, kind)).why == "sa réponse n’a pas la forme attendue"


@pytest.mark.parametrize("kind", KINDS)
def test_half_an_object_tells_that_it_is_half(kind: str) -> None:
    with lying_server(half('{"a": "b'), ends_early('{"a": "b'), says('{"a": "b', "length")) as server:
        chat = chat_with(server, kind)
        assert isinstance(failure(chat), ModelBusy)
        for _ in range(2):
            completion = chat.ask(request(), 30)
            assert (completion.text, completion.cut) == ('{"a": "b', True)


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 504])
def test_a_busy_server_says_so_and_how_long(code: int) -> None:
    with lying_server(status(code, Retry_After="7")) as server:
        error = failure(chat_with(server))
    assert isinstance(error, ModelBusy)
    assert error.after == 7
    assert str(code) in error.why
    assert len(server.requests) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_a_refusal_is_final(kind: str, code: int) -> None:
    with lying_server(status(code, "la clé cle-tres-secrete est fausse")) as server:
        error = failure(chat_with(server, kind))
    assert not isinstance(error, ModelBusy)
    assert str(code) in error.why
    assert len(server.requests) == 1


def test_a_closed_port_may_open_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
    assert isinstance(failure(make_chat("openai:menteur", url, None, NEAR)), ModelBusy)


@pytest.mark.parametrize("kind", KINDS)
def test_no_redirection_is_followed(kind: str) -> None:
    with lying_server(says(OBJECT)) as elsewhere, lying_server(redirect(elsewhere.url)) as server:
        assert "307" in failure(chat_with(server, kind)).why
    assert elsewhere.requests == []


def test_a_server_that_knows_no_schema_is_asked_for_json_then_for_text_and_that_is_remembered() -> None:
    def knows(body: dict[str, Any]) -> bool:
        return "response_format" not in body and "stream_options" not in body

    with lying_server(only(knows, says(OBJECT))) as server:
        chat = chat_with(server)
        assert [chat.ask(request(), 30).text for _ in range(2)] == [OBJECT] * 2
    formats = [received.body.get("response_format", {}).get("type") for received in server.requests]
    assert formats == ["json_schema", "json_object", None, None]


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_that_knows_json_only_is_held_to_json(kind: str) -> None:
    def knows(body: dict[str, Any]) -> bool:
        return body.get("format") == "json" or body.get("response_format") == {"type": "json_object"}

    with lying_server(only(knows, says(OBJECT))) as server:
        chat = chat_with(server, kind)
        assert [chat.ask(request(), 30).text for _ in range(2)] == [OBJECT] * 2
    assert len(server.requests) == 3


def test_a_request_refused_in_every_way_teaches_nothing() -> None:
    with lying_server(*[status(400)] * 3, says(OBJECT)) as server:
        chat = chat_with(server)
        refused = failure(chat)
        assert isinstance(refused, RequestRefused) and "400" in refused.why
        assert chat.ask(request(), 30).text == OBJECT
    assert server.requests[-1].body["response_format"]["type"] == "json_schema"


def test_a_less_strict_way_is_kept_to_for_an_hour_only() -> None:
    clock = Clock()
    with lying_server(status(400), *[says(OBJECT)] * 3) as server:
        chat = make_chat("openai:menteur", server.url, None, NEAR, clock=clock)
        for moment in (0.0, AGAIN - 1, 1.0):
            clock.now += moment
            assert chat.ask(request(), 30).text == OBJECT
    formats = [received.body["response_format"]["type"] for received in server.requests]
    assert formats == ["json_schema", "json_object", "json_object", "json_schema"]


@pytest.mark.parametrize("kind", [KINDS[0]])
def test_what_a_filter_of_contents_stops_is_a_refusal_asked_once(kind: str) -> None:
    with lying_server(says("", "content_filter")) as server:
        assert isinstance(failure(chat_with(server, kind)), RequestRefused)
    assert len(server.requests) == 1


def test_nothing_is_sent_where_a_near_name_leads_out() -> None:
    def astray(*_: object, **__: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (OUTSIDE, 9))]

    chat = make_chat("openai:menteur", "http://ollama:9/v1", None, NEAR, Lookup(astray))
    assert isinstance(failure(chat), ModelNotAsked)


def test_nothing_of_the_environment_changes_what_is_sent_or_where(monkeypatch: pytest.MonkeyPatch) -> None:
    with lying_server(says(OBJECT)) as elsewhere, lying_server(says(OBJECT)) as server:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy", "OPENAI_PROXY"):
            monkeypatch.setenv(name, elsewhere.url)
        for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "MISTRAL_BASE_URL", "OLLAMA_HOST"):
            monkeypatch.setenv(name, elsewhere.url)
        for name in ("OPENAI_API_KEY", "MISTRAL_API_KEY", "OLLAMA_API_KEY", "OPENAI_ORG_ID"):
            monkeypatch.setenv(name, "secret-du-poste")
        monkeypatch.delenv("OPENAI_PROXY")
        for kind in KINDS:
            assert chat_with(server, kind, key=None).ask(request(), 30).text == OBJECT
    assert elsewhere.requests == []
    assert "secret-du-poste" not in str(server.requests)
    sent = {"host", "user-agent", "accept", "accept-encoding", "content-type", "content-length", "connection"}
    assert {name for received in server.requests for name in received.headers} == sent


@pytest.mark.parametrize("kind", KINDS)
def test_the_key_goes_with_the_request_and_nowhere_else(kind: str) -> None:
    with lying_server(says(OBJECT)) as server:
        chat = chat_with(server, kind)
        chat.ask(request(), 30)
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY.get_secret_value()}"
    assert KEY.get_secret_value() not in repr(vars(chat)) + repr(vars(chat)["_model"])


def test_an_empty_key_is_no_key() -> None:
    with lying_server(says(OBJECT)) as server:
        chat_with(server, key=SecretStr("")).ask(request(), 30)
    assert "authorization" not in server.requests[0].headers


def test_what_is_whole_is_kept_although_the_connection_breaks_then() -> None:
    def step(handler: Handler) -> None:
        handler.stream_head()
        handler.delta(OBJECT, "stop")

    with lying_server(step) as server:
        for kind in KINDS:
            completion = chat_with(server, kind).ask(request(), 30)
            assert (completion.text, completion.cut) == (OBJECT, False)


@pytest.mark.parametrize("kind", KINDS)
async def test_the_asynchronous_twins_of_the_libraries_lead_nowhere(kind: str) -> None:
    with lying_server(says(OBJECT)) as server:
        model = vars(chat_with(server, kind))["_model"]
        with pytest.raises((WireError, ConnectionError, openai.APIConnectionError)):
            await model.ainvoke("bonjour")
    assert server.requests == []


def test_cookies_are_not_given_back() -> None:
    with lying_server(raw(b"", Set_Cookie="a=b"), says(OBJECT)) as server:
        chat = chat_with(server)
        failure(chat)
        chat.ask(request(), 30)
    assert "cookie" not in server.requests[1].headers


def test_many_threads_get_their_own_answers() -> None:
    with lying_server(echoes) as server:
        chat = chat_with(server)
        questions = [f"question {number}" for number in range(24)]
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda question: chat.ask(request(question), 60).text, questions))
    assert answers == questions


def test_threads_keep_their_own_deadlines() -> None:
    with lying_server(silent) as server:
        chat = chat_with(server)

        def took(within: float) -> float:
            began = time.monotonic()
            failure(chat, within)
            return time.monotonic() - began

        with ThreadPoolExecutor(2) as pool:
            short, long = pool.map(took, (0.3, 3.0))
    assert 0.2 < short < 2.9 < long < 3 + SLACK


def test_no_connection_is_left_open() -> None:
    def opened() -> int:
        return len(os.listdir("/proc/self/fd"))

    with lying_server(silent_after("a"), says(OBJECT), endless(), status(500), silent) as server:
        chat = chat_with(server)
        failure(chat, 0.3)
        before = opened()
        chat.ask(request(), 30)
        assert chat.ask(request(longest=5), 30).cut
        failure(chat, 30)
        failure(chat, 0.3)
        deadline = time.monotonic() + 10
        while opened() > before and time.monotonic() < deadline:
            time.sleep(0.01)  # the server closes its own ends
        assert opened() <= before


def names(table: dict[str, list[str]]) -> Callable[..., list[Any]]:
    def resolve(host: str, port: int, **_: object) -> list[Any]:
        if host not in table:
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in table[host]]

    return resolve


def test_a_name_of_the_private_network_that_leads_out_of_it_is_not_followed() -> None:
    lookup = Lookup(names({"ollama": ["127.0.0.1", OUTSIDE]}))
    error = failure(make_chat("openai:menteur", "http://ollama:9/v1", KEY, NEAR, lookup))
    assert OUTSIDE in error.why


def test_an_allowed_name_is_not_followed_out_of_the_private_network_without_encryption() -> None:
    lookup = Lookup(names({"llm.exemple.fr": [OUTSIDE]}))
    chat = make_chat("openai:menteur", "http://llm.exemple.fr/v1", KEY, parse_hosts("llm.exemple.fr"), lookup)
    assert OUTSIDE in failure(chat).why


def test_a_name_that_nobody_knows_may_be_known_later() -> None:
    error = failure(make_chat("openai:menteur", "http://ollama:9/v1", KEY, NEAR, Lookup(names({}))))
    assert isinstance(error, ModelBusy)
    assert "« ollama » est inconnu" in error.why


def test_each_address_of_a_name_is_tried() -> None:
    with lying_server(says(OBJECT)) as server:
        lookup = Lookup(names({"ollama": ["127.0.0.2", "127.0.0.1"]}))
        url = f"http://ollama:{server.server_port}/v1"
        assert make_chat("openai:menteur", url, None, NEAR, lookup).ask(request(), 30).text == OBJECT
    assert server.requests[0].headers["host"] == f"ollama:{server.server_port}"


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return made


def encrypted(authority: trustme.CA, name: str, *script: Step) -> AbstractContextManager[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return lying_server(*script, tls=context)


HOST = "llm.exemple.fr"


def chat_at_host(server: Server) -> ChatModel:
    url = f"https://{HOST}:{server.server_port}/v1"
    return make_chat("openai:menteur", url, KEY, parse_hosts(HOST), Lookup(names({HOST: ["127.0.0.1"]})))


def test_an_encrypted_model_is_asked_once_its_certificate_is_checked(authority: trustme.CA) -> None:
    with encrypted(authority, HOST, says(OBJECT)) as server:
        assert chat_at_host(server).ask(request(), 30).text == OBJECT


def test_a_certificate_for_another_name_is_refused(authority: trustme.CA) -> None:
    with encrypted(authority, "autre.exemple.fr", says(OBJECT)) as server:
        assert "certificat" in failure(chat_at_host(server)).why
    assert server.requests == []


@pytest.mark.usefixtures("authority")
def test_a_certificate_from_nobody_known_is_refused() -> None:
    with encrypted(trustme.CA(), HOST, says(OBJECT)) as server:
        assert "certificat" in failure(chat_at_host(server)).why
    assert server.requests == []


@pytest.mark.usefixtures("authority")
def test_the_deadline_holds_during_the_handshake() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://{HOST}:{listener.getsockname()[1]}/v1"
        lookup = Lookup(names({HOST: ["127.0.0.1"]}))
        chat = make_chat("openai:menteur", url, KEY, parse_hosts(HOST), lookup)
        began = time.monotonic()
        assert failure(chat, WITHIN).why == "pas de réponse à temps"
    assert time.monotonic() - began < WITHIN + SLACK


def test_the_deadline_holds_over_encryption(authority: trustme.CA) -> None:
    with encrypted(authority, HOST, drip(0.05)) as server:
        chat = chat_at_host(server)
        began = time.monotonic()
        assert failure(chat, WITHIN).why == "pas de réponse à temps"
    assert time.monotonic() - began < WITHIN + SLACK


@pytest.mark.parametrize("model", ["menteur", "openai:", "anthropic:claude", "OPENAI:x", ":x", ""])
def test_an_unknown_model_is_said_to_be_unknown(model: str) -> None:
    with pytest.raises(UnknownModel):
        make_chat(model, "http://localhost/v1", None, NEAR)


def test_a_model_at_its_own_home_must_be_allowed_too() -> None:
    with pytest.raises(HostForbidden, match=r"api\.openai\.com"):
        make_chat("openai:gpt-5", None, KEY, NEAR)


@pytest.mark.parametrize("kind", KINDS[1:])
def test_european_and_local_homes_may_be_asked(kind: str) -> None:
    assert make_chat(f"{kind}:gemma3:270m", None, KEY, NEAR).name == f"{kind}:gemma3:270m"


def test_a_forbidden_host_is_refused_before_anything_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.llm.load", lambda *_: pytest.fail("loaded"))
    with pytest.raises(HostForbidden):
        make_chat("openai:gpt-5", "https://llm.exemple.com/v1", KEY, NEAR)


@pytest.mark.parametrize(
    "url", ["http://moi:cle-tres-secrete@localhost/v1", "http://localhost/v1?key=cle-tres-secrete"]
)
def test_an_address_that_holds_a_secret_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(ModelUnavailable, match="GUICHET_MODEL_URL") as caught:
        make_chat("openai:menteur", url, None, NEAR)
    assert "secrete" not in str(caught.value)


@pytest.mark.parametrize("key", ["clé", "a b", "a\nX: y"])
def test_a_key_that_no_header_can_hold_is_refused_without_quoting_it(key: str) -> None:
    with pytest.raises(ModelUnavailable, match="GUICHET_MODEL_KEY contient"):
        make_chat("openai:menteur", "http://localhost/v1", SecretStr(key), NEAR)


def test_a_missing_package_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "langchain_mistralai", None)
    with pytest.raises(MissingExtra, match=r"guichet\[mistralai\]"):
        make_chat("mistralai:x", "http://localhost/v1", None, NEAR)


class Watched:
    """A model of LangChain that notes whether its makers' service would be told, then fails as asked."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.traced: list[object] = []

    def stream(self, *_: object, **__: object) -> Iterator[Any]:
        self.traced.append(langsmith.utils.tracing_is_enabled())
        if self.error is not None:
            raise self.error
        yield SimpleNamespace(text="{}", usage_metadata={"input_tokens": -4}, response_metadata={"model": 3})


def watched(model: Watched) -> LangChainChat:
    wire = Wire(httpx.URL("http://localhost:9/v1"), Reach.NEAR, None, Lookup())
    return LangChainChat("mistralai:menteur", model, PROVIDERS["mistralai"], wire)


def test_the_makers_of_langchain_are_told_nothing() -> None:
    model = Watched()
    with tracing_context(enabled=True):
        assert langsmith.utils.tracing_is_enabled()
        watched(model).ask(request(), 5)
    assert model.traced == [False]


def test_what_a_server_says_of_itself_is_believed_within_bounds() -> None:
    completion = watched(Watched()).ask(request(), 5)
    assert completion == Completion("{}", "menteur", Usage(0, 0), completion.seconds, cut=True)


@pytest.mark.parametrize(
    "error", [KeyError("x"), AssertionError(), TypeError(), ValueError(), RecursionError()]
)
def test_whatever_the_library_raises_over_an_answer_is_no_answer(error: Exception) -> None:
    assert failure(watched(Watched(error))).why == "sa réponse n’a pas la forme attendue"
