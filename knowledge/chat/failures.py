"""Say why a model did not answer, from what passed on the wire, never from what the server wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

_BUSY = frozenset((408, 425, 429, 500, 502, 503, 504, 529))
_SAID: Mapping[int, str] = {
    401: "accès refusé (HTTP 401), vérifiez GUICHET_MODEL_KEY",
    403: "accès refusé (HTTP 403), vérifiez GUICHET_MODEL_KEY",
    404: "modèle ou adresse inconnus du serveur (HTTP 404), vérifiez GUICHET_MODEL et GUICHET_MODEL_URL",
    429: "trop de demandes (HTTP 429)",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why, in a French phrase without a secret; `busy`: the same request may succeed `after` seconds.

    `refused` tells that the server did not accept the request as it was written, `unsent` that it was not
    sent.
    """

    why: str
    busy: bool = False
    after: float = 0.0
    refused: bool = False
    unsent: bool = False


LATE = Failure("pas de réponse à temps")
BROKEN = Failure("connexion impossible ou interrompue", busy=True)
DISTRUSTED = Failure("le certificat du serveur n’est pas reconnu", unsent=True)
TOO_LONG = Failure("sa réponse est trop longue")
COMPRESSED = Failure("sa réponse est compressée, ce qui ne lui est pas demandé")
ELSEWHERE = Failure("une autre adresse que la sienne allait être appelée", unsent=True)
ILLEGIBLE = Failure("sa réponse n’a pas la forme attendue")
EMPTY = Failure("sa réponse est vide")
FILTERED = Failure("son fournisseur refuse d’y répondre", refused=True)
"""A filter of contents stopped it: no other way to ask is worth trying."""


class WireError(httpx.TransportError):
    """A request or its answer was given up; the message is the failure's."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(failure.why)


def unknown(host: str) -> Failure:
    """Say that a name leads nowhere."""
    return Failure(f"le nom « {host} » est inconnu", busy=True)


def astray(host: str, address: str) -> Failure:
    """Say that a name of the private network leads out of it."""
    why = f"« {host} » mène à l’adresse {address}, hors du réseau privé : rien n’y est envoyé"
    return Failure(why, unsent=True)


def refusal(status: int, retry_after: str) -> Failure:
    """Say what a status other than 200 means.

    >>> refusal(503, "2")
    Failure(why='erreur HTTP 503', busy=True, after=2.0, refused=False, unsent=False)
    """
    if 300 <= status < 400:
        return Failure(f"le serveur renvoie ailleurs (HTTP {status}), vérifiez GUICHET_MODEL_URL")
    why = _SAID.get(status, f"erreur HTTP {status}")
    busy = status in _BUSY
    return Failure(why, busy, seconds(retry_after) if busy else 0.0, refused=status in (400, 415, 422, 501))


def seconds(retry_after: str) -> float:
    """Return the seconds that a Retry-After header asks to wait, 0 if it asks nothing legible.

    >>> seconds("3"), seconds("demain"), seconds("Wed, 21 Oct 2015 07:28:00 GMT")
    (3.0, 0.0, 0.0)
    """
    if retry_after.isascii() and retry_after.isdecimal():
        return float(retry_after[:9])
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0.0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
