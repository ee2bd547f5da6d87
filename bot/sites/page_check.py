"""Look at a page of a site, and say what keeps the widget from working in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from bot.sites.origins import BadOrigin, origin_of
from bot.sites.page_marks import Marks, Script, marks
from bot.sites.policy import Embedding, Lack, Policy, from_header, from_meta, lacks
from bot.sites.site import Site
from bot.sites.visit import PAGE_LIMITS, PageUnreachable, visit
from ingest.web import Answer, Limits

__all__ = ["Finding", "Level", "PageReport", "PageUnreachable", "check"]

_POLICY: Final = "content-security-policy"
_OK: Final = 200
_HERE: Final = ("localhost", "127.0.0.1", "::1")
"""Hosts that a page served over https may reach over http, as only tests do."""


class Level(StrEnum):
    """What a finding means for the widget."""

    FINE = "fine"
    NOTE = "note"
    """It works; someone should know."""
    FAULT = "fault"
    """It does not work, or not for everyone."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, `said` in French, and the exact text to `write`, "" for none."""

    level: Level
    said: str
    write: str = ""


@dataclass(frozen=True, slots=True)
class PageReport:
    """What was found of the page that stands at `url`, redirections followed."""

    url: str
    status: int
    findings: tuple[Finding, ...]

    @property
    def works(self) -> bool:
        """Whether nothing keeps the widget from working there."""
        return all(finding.level is not Level.FAULT for finding in self.findings)


def check(url: str, site: Site, address: str, integrity: str, limits: Limits = PAGE_LIMITS) -> PageReport:
    """Return what keeps the widget of a site from working in a page of the public web; it blocks.

    `address` is our public one, without a slash at the end; `integrity` the digest of the loader.

    Raises:
        PageUnreachable: the address is not a public one, or gives no page in time.
    """
    page = visit(url.strip(), limits)
    origin = _origin(page)
    found = marks(page.content, page.url, address)
    script = found.scripts[0] if found.scripts else Script(integrity, "", True, "")
    findings = (
        *_of_answer(page, url.strip()),
        *of_schemes(page, address),
        _of_origin(origin, site),
        *_of_policies(page, found, Embedding(origin, address, script.integrity, script.nonce)),
        *_of_snippet(found, site, integrity),
    )
    return PageReport(page.url, page.status, findings)


def _origin(page: Answer) -> str:
    """Return the origin of a page.

    Raises:
        PageUnreachable: its host is written as no browser does.
    """
    try:
        return origin_of(page.url)
    except BadOrigin:
        raise PageUnreachable("son domaine ne peut pas être lu") from None


def _of_answer(page: Answer, url: str) -> Iterator[Finding]:
    if page.url.rstrip("/") != url.rstrip("/"):
        yield Finding(Level.NOTE, f"Cette adresse mène à {page.url}, et c’est cette page qui est vérifiée.")
    if page.status != _OK:
        yield Finding(Level.FAULT, f"Le serveur répond {page.status} : ce n’est pas la page attendue.")


def of_schemes(page: Answer, address: str) -> Iterator[Finding]:
    """Yield what is wrong with http in place of https, of a page or of our public address."""
    secure = page.url.startswith("https:")
    if not secure:
        yield Finding(
            Level.NOTE,
            "La page est servie en http : ce que ses visiteurs écrivent peut être lu ou changé en chemin. "
            "Servez-la en https.",
        )
    elif address.startswith("http:") and urlsplit(address).hostname not in _HERE:
        yield Finding(
            Level.FAULT,
            f"La page est servie en https et l’assistant en http ({address}) : les navigateurs le bloquent. "
            "Servez l’assistant en https, et réglez GUICHET_PUBLIC_URL.",
        )


def _of_origin(origin: str, site: Site) -> Finding:
    if site.allows(origin):
        return Finding(Level.FINE, f"Les pages de {origin} peuvent montrer l’assistant de ce site.")
    return Finding(
        Level.FAULT,
        f"Les pages de {origin} ne peuvent pas montrer l’assistant de ce site. "
        "Ajoutez cette adresse à celles du site :",
        origin,
    )


def _of_policies(page: Answer, found: Marks, embedding: Embedding) -> Iterator[Finding]:
    policies = (
        *_read(page, _POLICY),
        *(policy for content in found.policies for policy in from_meta(content)),
    )
    missing = lacks(policies, embedding)
    yield from (_of_lack(lack) for lack in missing)
    if not policies:
        yield Finding(Level.FINE, "La page n’a pas de Content-Security-Policy : elle ne bloque rien.")
    elif not missing:
        yield Finding(Level.FINE, "La Content-Security-Policy de la page laisse l’assistant fonctionner.")
    if lacks(_read(page, f"{_POLICY}-report-only"), embedding):
        yield Finding(
            Level.NOTE,
            "Une politique à l’essai (Content-Security-Policy-Report-Only) signalera l’assistant sans le "
            "bloquer. Complétez-la avant de l’appliquer.",
        )


def _read(page: Answer, name: str) -> tuple[Policy, ...]:
    return tuple(policy for value in page.all(name) for policy in from_header(value))


def _of_lack(lack: Lack) -> Finding:
    return Finding(Level.FAULT, f"Content-Security-Policy : {lack.said}", lack.write)


def _of_snippet(found: Marks, site: Site, integrity: str) -> Iterator[Finding]:
    keys = (*found.keys, *(script.key for script in found.scripts if script.key))
    if not found.scripts and not keys:
        yield Finding(
            Level.NOTE,
            "L’extrait n’est pas dans le HTML de la page. Collez-le ; si un script l’ajoute, cette "
            "vérification ne le voit pas.",
        )
        return
    faults = [*_of_keys(keys, site), *_of_scripts(found.scripts, integrity)]
    yield from faults
    if not faults:
        yield Finding(Level.FINE, "L’extrait est dans la page, avec la clé de ce site.")


def _of_keys(keys: tuple[str, ...], site: Site) -> Iterator[Finding]:
    if not keys:
        yield Finding(
            Level.FAULT,
            "Le script est dans la page, mais sans le lien qui ouvre l’assistant. Recopiez tout l’extrait.",
        )
    elif site.key not in keys:
        yield Finding(
            Level.FAULT, "L’extrait de cette page porte la clé d’un autre site. Recopiez celui de ce site."
        )


def _of_scripts(scripts: tuple[Script, ...], integrity: str) -> Iterator[Finding]:
    if not scripts:
        yield Finding(
            Level.FAULT,
            "Le lien est dans la page, mais sans le script : il ouvre la page complète. "
            "Recopiez tout l’extrait.",
        )
        return
    script = scripts[0]
    if not script.integrity:
        yield Finding(
            Level.NOTE,
            "Le script n’a pas d’attribut integrity : rien ne garantit que c’est le bon. Ajoutez :",
            f'integrity="{integrity}"',
        )
    elif integrity not in script.integrity.split():
        yield Finding(
            Level.FAULT,
            "L’attribut integrity du script n’est pas le bon : les navigateurs le bloquent. Écrivez :",
            f'integrity="{integrity}"',
        )
    if script.integrity and not script.crossorigin:
        yield Finding(
            Level.FAULT,
            "Le script a un attribut integrity sans crossorigin : les navigateurs le bloquent. Ajoutez :",
            'crossorigin="anonymous"',
        )
