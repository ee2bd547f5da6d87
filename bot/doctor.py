"""Look over an installation: what is set, found and missing, and how to mend it; nothing is changed."""

import shutil
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

from bot.doctor_channels import AskName, ask_telegram, letters, notices, telegram
from bot.doctor_criteria import criteria
from bot.doctor_model import AskModel, TellCalibrated, ask_model, language_model
from bot.findings import Finding, Level
from bot.pages.at_a_glance import Fact, at_a_glance
from bot.pages.coverage_page import Source, is_prepared
from bot.settings import PREFIX, Settings, variable
from ingest.errors import IngestError
from ingest.manifest import load_manifest
from knowledge.coverage import Coverage
from knowledge.documents import Corpus, Status
from knowledge.errors import KnowledgeError
from knowledge.index import heartbeat
from knowledge.phrases import french_date
from knowledge.preparation import State
from knowledge.versions import Version

OLDEST, TOO_RECENT = (3, 11), (3, 15)
ROOM = 500_000_000
"""Bytes that an index version and the database of a large corpus need."""

PREPARE = "lancez « guichet prepare », relisez ce qu’il propose, puis lancez « guichet ingest »."


@dataclass(frozen=True, slots=True)
class Installed:
    """The index in service, and what its texts cover; no topic of it if nobody has looked."""

    version: Version
    corpus: Corpus
    coverage: Coverage = Coverage()


Probe = Callable[[Settings], Installed | None]


def examine(
    settings: Settings,
    environ: Mapping[str, str],
    probe: Probe,
    ask_name: AskName = ask_telegram,
    ask: AskModel = ask_model,
    calibrated: TellCalibrated | None = None,
) -> Iterator[Finding]:
    """Yield what is found, subject after subject.

    `probe` opens the index in service without changing it; `ask_name` asks Telegram whom our token is of,
    `ask` sends the language model one small request, `calibrated` tells whether it was measured.
    """
    yield python()
    yield from chosen(settings, environ)
    yield from texts(settings)
    yield from criteria(settings)
    yield from index(settings, probe)
    yield chroma(settings)
    yield from language_model(settings, environ, ask, calibrated)
    yield letters(settings)
    yield from telegram(settings, ask_name)
    yield notices(settings)
    yield proxies(settings)
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
    if installed.coverage.topics:
        yield covered(installed.coverage)
        yield from essential(installed)


def covered(coverage: Coverage) -> Finding:
    """Say how many topics the texts treat, how many announced texts should treat, how many to look over."""
    topics = [topic for topic in coverage.topics if not topic.validated]
    settled = [topic for topic in topics if topic.settled]
    states = Counter(topic.state for topic in settled)
    awaited = Counter(topic.announced for topic in settled if topic.state is State.NOT_STATED)
    announced = ", ".join(f"{document} en annonce {awaited[document]}" for document in awaited if document)
    said = f"{_some(states[State.STATED], 'sujet traité')}, {states[State.PARTLY]} en partie"
    unsaid = _some(states[State.NOT_STATED], "non traité") + (f" ({announced})" if announced else "")
    opposed = states[State.CONFLICTING]
    found = f"{said}, {unsaid}" + (f", {_some(opposed, 'contradictoire')}" if opposed else "")
    left = len(topics) - len(settled)
    if not is_prepared(coverage):
        return Finding(Level.NOTE, "Couverture", f"{found} ; {left} à vérifier, rien n’a été relu", PREPARE)
    if left:
        return Finding(Level.NOTE, "Couverture", f"{found} ; {left} à vérifier", PREPARE)
    return Finding(Level.OK, "Couverture", found)


def essential(installed: Installed) -> Iterator[Finding]:
    """Say how many key facts the texts state, how many nobody approved, and each contradiction."""
    facts = at_a_glance(installed.coverage, installed.corpus)
    stated = [fact for fact in facts if fact.state in (State.STATED, State.PARTLY)]
    automatic = sum(fact.automatic for fact in stated)
    found = f"{_some(len(stated), 'fait relevé')} sur {len(facts)}"
    yield Finding(Level.OK, "Essentiel", found + (f", dont {automatic} sans relecture" if automatic else ""))
    yield from (_opposed(fact) for fact in facts if fact.state is State.CONFLICTING)


def _opposed(fact: Fact) -> Finding:
    said = " ; ".join(map(_said, fact.sources))
    mend = "faites trancher ces textes, ou relisez ce sujet dans preparation.toml."
    return Finding(Level.NOTE, "Contradiction", f"{fact.label} : {said}", mend)


def _said(source: Source) -> str:
    where = f"{source.title}, {source.where}" if source.where else source.title
    return f"« {' '.join(source.quote.split())} » ({where})"


def _some(count: int, words: str) -> str:
    """Count things in French, where the plural begins at two.

    >>> _some(1, "sujet traité"), _some(34, "sujet traité"), _some(2, "non traité")
    ('1 sujet traité', '34 sujets traités', '2 non traités')
    """
    plural = " ".join(word if word == "non" else f"{word}s" for word in words.split())
    return f"{count} {words if count < 2 else plural}"


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


def proxies(settings: Settings) -> Finding:
    """Say which proxies are believed; behind one that is not, all visitors have the same address.

    >>> proxies(Settings(public_url="https://guichet.exemple.fr", proxies="10.0.0.0/8")).level
    <Level.OK: 'ok'>
    """
    trusted = settings.proxies
    alone = trusted != "*" and all(ip_network(name).is_loopback for name in trusted.split(","))
    if not (settings.secure and alone):
        return Finding(Level.OK, "Mandataires", f"crus : {trusted}")
    mend = (
        "si le serveur mandataire n’est pas sur cette machine, mettez son adresse dans GUICHET_PROXIES : "
        "sans cela, tous les visiteurs semblent n’en faire qu’un et partagent les mêmes limites."
    )
    return Finding(Level.NOTE, "Mandataires", "seuls ceux de cette machine sont crus", mend)


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
