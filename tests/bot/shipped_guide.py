"""The guide of the call that is shipped: its own questions, criteria and steps, without an ingest."""

from datetime import tzinfo

from bot.eligibility.guide import Guide
from bot.eligibility.in_force import InForce
from bot.hours import parse_zone
from ingest.cases import load_cases
from ingest.eligibility import load_eligibility
from ingest.eligibility_settle import settle_rules
from ingest.manifest import load_manifest
from ingest.procedure import load_procedure, settle_procedure
from ingest.readers import read
from ingest.structure import to_passages
from knowledge.coverage import Coverage
from knowledge.documents import Corpus
from tests.bot.desks import SITE
from tests.knowledge.eligibility.calls import PTCE_FOLDER

PARIS: tzinfo = parse_zone("Europe/Paris")


def shipped_guide(site: str = SITE) -> Guide:
    """Return it; `site` is where its links lead."""
    manifest = load_manifest(PTCE_FOLDER)
    there = [one for one in manifest.documents if one.source]
    passages = tuple(
        passage
        for document in there
        for passage in to_passages(
            document.id, read((PTCE_FOLDER / str(document.source)).read_bytes(), str(document.source))
        )
    )
    corpus = Corpus(manifest.call, manifest.documents, passages)
    written, steps = load_eligibility(PTCE_FOLDER), load_procedure(PTCE_FOLDER)
    assert written is not None
    assert steps is not None
    rules, faults = settle_rules(written, corpus.documents, passages)
    assert faults == ()
    procedure, faults = settle_procedure(steps, corpus.documents, passages)
    assert faults == ()
    return Guide(
        InForce(rules, procedure, load_cases(PTCE_FOLDER), written, "7f"), corpus, Coverage(), site, PARIS
    )
