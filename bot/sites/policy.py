"""Say what a page's Content Security Policies lack for the widget, and what to write instead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bot.sites.origins import origin_of
from bot.sites.source_list import (
    NONE,
    SELF,
    Sources,
    allows,
    has_hashes,
    has_nonce,
    has_nonces,
    is_strict,
)
from bot.widget_files import CHAT, LOADER

SCRIPTS: Final = ("script-src-elem", "script-src", "default-src")
CONNECTIONS: Final = ("connect-src", "default-src")
"""The directives that decide, the first one that a policy has."""

SANDBOX: Final = ("allow-scripts", "allow-same-origin")
"""What a sandbox must leave to the page: without the second one, its origin is `null`."""

NONCE: Final = "VALEUR"
"""Stands for a nonce, which the server of the page makes for each answer."""

_CONNECTED: Final = ("/api/v1/sites/0", "/api/v1/conversations")
"""Paths that the chat asks, 0 in place of a key; its style sheet is in its module."""

_IGNORED_IN_META: Final = frozenset({"report-uri", "frame-ancestors", "sandbox"})

Policy = Mapping[str, Sources]
"""The values of each directive, under its name in small letters."""


@dataclass(frozen=True, slots=True)
class Embedding:
    """Where the widget is embedded, and how.

    `page` is the origin of the page, `address` our public one without a slash at the end; `integrity` and
    `nonce` are attributes of the script, "" for none.
    """

    page: str
    address: str
    integrity: str
    nonce: str = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """What a policy lacks in a directive: `said` in French, and the exact text to `write`."""

    directive: str
    said: str
    write: str


def from_header(value: str) -> tuple[Policy, ...]:
    """Read the policies of a `Content-Security-Policy` header, which commas separate.

    >>> from_header("default-src 'self'; Default-Src *, script-src a.fr")
    ({'default-src': ("'self'",)}, {'script-src': ('a.fr',)})
    """
    return tuple(policy for part in value.split(",") if (policy := _parsed(part)))


def from_meta(content: str) -> tuple[Policy, ...]:
    """Read the policy of a `meta` element, in which some directives count for nothing.

    >>> from_meta("sandbox; connect-src a.fr")
    ({'connect-src': ('a.fr',)},)
    """
    policy = {name: values for name, values in _parsed(content).items() if name not in _IGNORED_IN_META}
    return (policy,) if policy else ()


def lacks(policies: Iterable[Policy], embedding: Embedding) -> tuple[Lack, ...]:
    """Return what policies lack, each of which must allow the widget; nothing when it works.

    Style sheets and fonts need nothing, and nothing that Trusted Types guard is used.
    """
    found = (
        lack
        for policy in policies
        for lack in (_of_scripts(policy, embedding), _of_connections(policy, embedding), _of_sandbox(policy))
        if lack is not None
    )
    return tuple(dict.fromkeys(found))


def _parsed(text: str) -> dict[str, Sources]:
    """Read one policy; the first directive of a name counts (https://www.w3.org/TR/CSP3/#parse-serialized-policy)."""
    policy: dict[str, Sources] = {}
    for part in text.split(";"):
        words = part.split()
        if words and part.isascii():
            policy.setdefault(words[0].lower(), tuple(words[1:]))
    return policy


def _of_scripts(policy: Policy, embedding: Embedding) -> Lack | None:
    name = next((name for name in SCRIPTS if name in policy), None)
    if name is None:
        return None
    sources, origin = policy[name], origin_of(embedding.address)
    # A script loaded by import() inherits the nonce of the loader, never its digest:
    # https://html.spec.whatwg.org/multipage/webappapis.html#descendant-script-fetch-options
    if has_nonce(sources, embedding.nonce):
        return None
    if is_strict(sources):
        return _of_nonce(name, sources)
    named = has_hashes(sources, embedding.integrity)
    paths = (CHAT,) if named else (LOADER, CHAT)
    if _all_allowed(sources, paths, embedding):
        return None
    target = "script-src" if name == "default-src" else name
    return Lack(
        target,
        f"{_where(name, target)} n’autorise pas les scripts de {origin}. Écrivez :",
        _directive(target, sources, origin),
    )


def _of_nonce(name: str, sources: Sources) -> Lack:
    if has_nonces(sources):
        return Lack(
            name,
            f"La directive {name} contient 'strict-dynamic' : elle n’accepte que les scripts qui portent "
            "le nonce de la réponse, quelle que soit leur adresse. Donnez à la balise script de l’extrait "
            "le nonce que votre serveur met aux autres :",
            f'nonce="{NONCE}"',
        )
    return Lack(
        name,
        f"La directive {name} contient 'strict-dynamic' sans nonce : aucune adresse n’y compte, et une "
        "empreinte ne vaut pas pour le module que le script charge. Ajoutez-y un nonce, nouveau à chaque "
        f'réponse, et mettez-le aussi sur la balise script de l’extrait (nonce="{NONCE}") :',
        _directive(name, sources, f"'nonce-{NONCE}'"),
    )


def _of_connections(policy: Policy, embedding: Embedding) -> Lack | None:
    name = next((name for name in CONNECTIONS if name in policy), None)
    if name is None or _all_allowed(policy[name], _CONNECTED, embedding):
        return None
    origin = origin_of(embedding.address)
    kept = tuple(source for source in policy[name] if source.lower() == SELF or not source.startswith("'"))
    return Lack(
        "connect-src",
        f"{_where(name, 'connect-src')} n’autorise pas les échanges avec {origin}. Écrivez :",
        _directive("connect-src", kept, origin),
    )


def _of_sandbox(policy: Policy) -> Lack | None:
    values = tuple(value.lower() for value in policy.get("sandbox", SANDBOX))
    missing = [value for value in SANDBOX if value not in values]
    if not missing:
        return None
    return Lack(
        "sandbox",
        "La directive sandbox enferme la page : ses scripts ne s’exécutent pas, ou n’ont pas d’origine. "
        "Écrivez :",
        _directive("sandbox", values, *missing),
    )


def _all_allowed(sources: Sources, paths: Iterable[str], embedding: Embedding) -> bool:
    base = origin_of(embedding.address) + urlsplit(embedding.address).path
    return all(allows(sources, base + path, embedding.page) for path in paths)


def _where(name: str, target: str) -> str:
    if name == target:
        return f"La directive {name}"
    return f"Faute de directive {target}, c’est {name} qui vaut : elle"


def _directive(name: str, values: Sources, *added: str) -> str:
    kept = (value for value in values if value.lower() != NONE)
    return " ".join((name, *kept, *added))
