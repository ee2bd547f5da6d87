"""Ask an OpenAI-compatible endpoint, such as Albert API, for embeddings."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import httpx
from langchain_core.embeddings import Embeddings
from pydantic import SecretStr

from knowledge.errors import EmbedderUnavailable

BATCH = 32
"""Texts in one request; endpoints refuse more than 64 to 2,048."""

PATIENT, HURRIED = 4, 2
"""Attempts for texts, and for a question, as somebody waits for its answer."""

LONGEST_WAIT = 20.0
"""Seconds that we agree to wait before trying again, whatever the endpoint asks."""

TIMEOUT = httpx.Timeout(60.0, connect=5.0)


class EndpointEmbeddings(Embeddings):
    """A model behind `POST {url}/embeddings`; texts are sent as they are, without a prefix.

    Too many requests, an overloaded server or a broken connection are tried again, each time after
    a longer wait; any other refusal is final.
    """

    def __init__(
        self,
        url: str,
        model: str,
        api_key: SecretStr | None = None,
        client: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = f"{url.rstrip('/')}/embeddings"
        self._model = model
        self._key = api_key
        self._client = client or httpx.Client(timeout=TIMEOUT)
        self._sleep = sleep
        if api_key is not None and not api_key.get_secret_value().isascii():
            raise self._unavailable("GUICHET_EMBEDDER_KEY contient des caractères accentués ou spéciaux")

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question.

        Raises:
            EmbedderUnavailable: the endpoint refuses, or does not answer after several attempts.
        """
        return self._batch([text], HURRIED)[0]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors of texts, in order.

        Raises:
            EmbedderUnavailable: the endpoint refuses, or does not answer after several attempts.
        """
        batches = (texts[start : start + BATCH] for start in range(0, len(texts), BATCH))
        return [row for batch in batches for row in self._batch(batch, PATIENT)]

    def _batch(self, texts: Sequence[str], attempts: int) -> list[list[float]]:
        answer = self._answer(texts, attempts)
        try:
            data = sorted(answer.json()["data"], key=lambda item: item["index"])
            rows = [list(map(float, item["embedding"])) for item in data]
        except (ValueError, KeyError, TypeError) as error:
            raise self._unavailable("sa réponse n’a pas la forme attendue") from error
        if len(rows) != len(texts):
            raise self._unavailable(f"{len(rows)} vecteurs reçus pour {len(texts)} textes")
        return rows

    def _answer(self, texts: Sequence[str], attempts: int) -> httpx.Response:
        why = ""
        for wait in _waits(attempts):
            answer = self._post({"model": self._model, "input": list(texts), "encoding_format": "float"})
            if isinstance(answer, httpx.Response) and answer.is_success:
                return answer
            why = _reason(answer)
            if not _passing(answer) or wait is None:
                break
            self._sleep(max(wait, _asked_wait(answer)))
        raise self._unavailable(why)

    def _post(self, body: dict[str, Any]) -> httpx.Response | httpx.TransportError:
        headers = {"Authorization": f"Bearer {self._key.get_secret_value()}"} if self._key else {}
        try:
            return self._client.post(self._url, json=body, headers=headers)
        except httpx.TransportError as error:
            return error

    def _unavailable(self, why: str) -> EmbedderUnavailable:
        return EmbedderUnavailable(f"{self._model} ({self._url})", why)


def _waits(attempts: int) -> Iterator[float | None]:
    """Yield the seconds to wait after each attempt, None after the last.

    >>> list(_waits(4))
    [0.5, 1.5, 4.5, None]
    """
    yield from (0.5 * 3**attempt for attempt in range(attempts - 1))
    yield None


def _passing(answer: httpx.Response | httpx.TransportError) -> bool:
    """Whether the same request may succeed later."""
    return (
        isinstance(answer, httpx.TransportError) or answer.status_code in (408, 429) or answer.is_server_error
    )


def _asked_wait(answer: httpx.Response | httpx.TransportError) -> float:
    """Return the seconds that the endpoint asks us to wait, within reason."""
    asked = answer.headers.get("Retry-After", "") if isinstance(answer, httpx.Response) else ""
    return min(float(asked), LONGEST_WAIT) if asked.isdecimal() else 0.0


def _reason(answer: httpx.Response | httpx.TransportError) -> str:
    if isinstance(answer, httpx.TimeoutException):
        return "pas de réponse à temps"
    if isinstance(answer, httpx.TransportError):
        return "connexion impossible"
    if answer.status_code in (401, 403):
        return f"accès refusé (HTTP {answer.status_code}), vérifiez GUICHET_EMBEDDER_KEY"
    return f"erreur HTTP {answer.status_code}"
