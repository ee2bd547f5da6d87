"""Look over the criteria, steps and cases of a corpus folder, and the lists that answers are read with."""

from collections.abc import Iterator
from typing import Final

from bot.findings import Finding, Level
from bot.settings import Settings
from ingest.applying import failing, load_applying
from ingest.errors import IngestError
from knowledge import legal_forms, places
from knowledge.phrases import french_date

REFERENCES: Final = "Lieux et formes juridiques"


def criteria(settings: Settings) -> Iterator[Finding]:
    """Say what the folder has of criteria, steps and cases, and which cases fail."""
    if not settings.corpus.is_dir():
        return
    try:
        found = load_applying(settings.corpus)
    except IngestError as error:
        yield Finding(Level.BROKEN, "Critères", str(error))
        return
    if found.rules is None:
        yield Finding(Level.NOTE, "Critères", "aucun : ajoutez eligibility.toml au dossier des textes")
    else:
        rules = found.rules.rules
        counted = f"{len(rules.criteria)} critère(s), {len(rules.questions)} question(s)"
        yield Finding(Level.OK, "Critères", f"{counted}, {len(found.cases)} cas métier")
        mend = "corrigez le critère ou le cas, puis lancez « guichet eligibility --cases »."
        for skipped in failing(rules, found.cases):
            yield Finding(Level.BROKEN, "Cas métier", str(skipped), mend)
        yield references()
    if found.procedure is not None:
        procedure = found.procedure.procedure
        counted = f"{len(procedure.steps)} étape(s), {len(procedure.pieces)} pièce(s)"
        yield Finding(Level.OK, "Démarches", counted)


def references() -> Finding:
    """Say where the places and the legal forms come from, and of which day they are."""
    sources = ((places.SOURCE, places.DATE), (legal_forms.SOURCE, legal_forms.DATE))
    return Finding(Level.OK, REFERENCES, " ; ".join(f"{name}, {french_date(day)}" for name, day in sources))
