"""Look over an installation: what is set, found and missing, and how to mend it; nothing is changed."""

import shutil
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.settings import PREFIX, Settings, variable
from ingest.errors import IngestError
from ingest.manifest import load_manifest
from knowledge.documents import Corpus, Status
from knowledge.errors import KnowledgeError
from knowledge.index import heartbeat
from knowledge.phrases import french_date
from knowledge.versions import Version

OLDEST, TOO_RECENT = (3, 11), (3, 15)
ROOM = 500_000_000
"""Bytes that an index version and the database of a large corpus need."""


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one subject, and how to mend it if it needs to be, in French."""

    level: Level
    subject: str
    found: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Installed:
    """The index in service."""

    version: Version
    corpus: Corpus


Probe = Callable[[Settings], Installed | None]


def examine(settings: Settings, environ: Mapping[str, str], probe: Probe) -> Iterator[Finding]:
    """Yield what is found, subject after subject; `probe` opens the index in service without changing it."""
    yield python()
    yield from chosen(settings, environ)
    yield from texts(settings)
    yield from index(settings, probe)
    yield chroma(settings)
    yield room(settings.data)
    yield port(settings)


def python(version: tuple[int, ...] = sys.version_info[:3]) -> Finding:
    """Say whether this Python is one that the packages support.

    >>> python((3, 9, 1)).level
    <Level.BROKEN: 'broken'>
    """
    shown = ".".join(str(part) for part in version)
    if OLDEST <= version < TOO_RECENT:
        return Finding(Level.OK, "Python", shown)
    return Finding(Level.BROKEN, "Python", shown, "installez Python 3.11, 3.12, 3.13 ou 3.14.")


def chosen(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Say which settings were chosen, and which variables name no setting."""
    known = {variable(field): field for field in Settings.model_fields}
    named = ", ".join(
        variable(field) for field in Settings.model_fields if field in settings.model_fields_set
    )
    yield Finding(Level.OK, "Réglages choisis", named or "aucun, tout est par défaut")
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            mend = f"vérifiez son nom ; les réglages sont {', '.join(known)}."
            yield Finding(Level.NOTE, "Réglage inconnu", name, mend)


def texts(settings: Settings) -> Iterator[Finding]:
    """Say which texts the corpus folder declares, and which are still awaited, with their topics."""
    if not settings.corpus.is_dir():
        mend = "corrigez GUICHET_CORPUS, ou enlevez-le pour utiliser le corpus fourni."
        yield Finding(Level.BROKEN, "Corpus", f"le dossier {settings.corpus} n’existe pas", mend)
        return
    try:
        manifest = load_manifest(settings.corpus)
    except IngestError as error:
        yield Finding(Level.BROKEN, "Corpus", str(error))
        return
    awaited = [document for document in manifest.documents if document.status is Status.EXPECTED]
    there = len(manifest.documents) - len(awaited)
    found = f"« {manifest.call.name} », {there} texte(s) dans {settings.corpus}"
    level, mend = (Level.OK, "") if there else (Level.BROKEN, "ajoutez au moins un texte à ce dossier.")
    yield Finding(level, "Corpus", found, mend)
    for document in awaited:
        topics = " ; ".join(document.topics) or "aucun sujet indiqué"
        yield Finding(Level.NOTE, "Texte attendu", f"{document.title} ({topics})")


def index(settings: Settings, probe: Probe) -> Iterator[Finding]:
    """Say which index is in service, since when, with which model, and what it lacks."""
    try:
        installed = probe(settings)
    except (KnowledgeError, IngestError, OSError) as error:
        yield Finding(Level.BROKEN, "Index", str(error))
        return
    if installed is None:
        mend = "lancez « guichet ingest » ; « guichet serve » et « guichet ask » le font aussi."
        yield Finding(Level.NOTE, "Index", f"pas encore construit dans {settings.data}", mend)
        return
    version = installed.version
    day = f"{french_date(version.created_at.date())} à {version.created_at:%H h %M} UTC"
    size = f"{len(installed.corpus.passages)} passages"
    yield Finding(Level.OK, "Index", f"version {version.id} du {day}, {size}")
    yield Finding(Level.OK, "Modèle", f"{version.embedder}, {version.dimensions} dimensions")
    for skipped in version.skipped:
        mend = "corrigez ce texte, puis lancez « guichet ingest »."
        yield Finding(Level.BROKEN, "Texte illisible", str(skipped), mend)


def chroma(settings: Settings) -> Finding:
    """Say whether the Chroma server answers, if one is set."""
    if settings.chroma_url is None:
        return Finding(Level.OK, "Chroma", "intégré au processus")
    try:
        server = heartbeat(settings.chroma_url)
    except KnowledgeError as error:
        mend = "démarrez-le, ou corrigez GUICHET_CHROMA_URL."
        return Finding(Level.BROKEN, "Chroma", str(error), mend)
    return Finding(Level.OK, "Chroma", f"le serveur {server} répond")


def room(folder: Path, needed: int = ROOM) -> Finding:
    """Say how much room is left where `folder` is, or would be; `needed` is in bytes."""
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    found = f"{free / 1e9:.1f} Go libres pour {folder}".replace(".", ",", 1)
    if free >= needed:
        return Finding(Level.OK, "Disque", found)
    return Finding(Level.BROKEN, "Disque", found, "libérez de la place, ou changez GUICHET_DATA.")


def port(settings: Settings) -> Finding:
    """Say whether the port to listen on is free."""
    subject, shown = "Port", f"{settings.port} sur {settings.host}"
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.create_server((settings.host, settings.port), family=family).close()
    except OSError:
        mend = "si Guichet n’est pas déjà en marche, changez GUICHET_PORT ou GUICHET_HOST."
        return Finding(Level.NOTE, subject, f"{shown}, déjà pris ou interdit", mend)
    return Finding(Level.OK, subject, f"{shown}, libre")
