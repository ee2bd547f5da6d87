"""On the shipped call, from a question that nobody can answer to the answer that everyone is given."""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree

import pytest
from anyio import to_thread

from bot.answers.checks import faults, settle
from bot.answers.content import Cited, tidy
from bot.answers.states import State
from bot.answers.validated import ValidatedAnswer
from bot.desk import Reception
from bot.replies import Decision, Reply
from bot.settings import Settings, load_settings
from bot.store.validated import ValidatedAnswers
from bot.wiring import database_url, find_receipt, forget_answer, ingest_corpus, open_desk
from ingest.report import Report
from knowledge.phrases import french_date
from knowledge.progress import Silent
from tests.bot.databases import open_store_database

ASKED = "Quelle est la date limite ?"
TEXT = "Les dossiers sont à envoyer avant le 15 octobre 2013 à midi.\nLe cachet de la poste fait foi."
PATIENCE = 30.0
"""Seconds within which the next applicant must be given an approved answer, on a busy machine."""


@dataclass
class Product:
    """The product as it comes: its texts in service, its assistant, its validated answers."""

    settings: Settings
    reception: Reception
    answers: ValidatedAnswers
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def today(self) -> date:
        """The date that an answer shows which is approved now."""
        return self.now.date()

    async def publish(self) -> Report:
        """Bring the answers in force into the texts in service, and the assistant with them."""
        return await to_thread.run_sync(self._publish)

    async def ask(self, question: str) -> Reply:
        return await self.reception.reply(question)

    def _publish(self) -> Report:
        report = ingest_corpus(self.settings, Silent(), refresh=False)
        self.reception.open(open_desk(self.settings))
        return report


@pytest.fixture
async def product(shipped: Settings, tmp_path: Path) -> AsyncIterator[Product]:
    settings = load_settings(data=tmp_path / "data")
    copytree(shipped.data, settings.data)
    database = await open_store_database(database_url(settings))
    desk = await to_thread.run_sync(open_desk, settings)
    yield Product(settings, Reception(desk), ValidatedAnswers(database))
    await database.close()


async def test_an_answer_serves_the_next_applicant_from_its_approval_to_its_withdrawal(
    product: Product, record_property: Callable[[str, object], None]
) -> None:
    before = await product.ask(ASKED)
    assert (before.decision, before.reason) == (Decision.HANDOFF, "missing_knowledge")

    corpus = product.reception.desk.corpus
    passage = next(one for one in corpus.passages if "trois millions d'euros" in one.text)
    typed = Cited(passage.document_id, passage.id, "une enveloppe de trois millions d’euros")
    said = settle(tidy(ASKED, ["C’est quand la deadline svp ?"], TEXT, [typed]), corpus)
    assert said.citations[0].quote == "une enveloppe de trois millions d'euros"
    assert faults(said, corpus, product.today) == ()

    await product.answers.add(ValidatedAnswer.propose("limite", said, "anne", product.now))
    await product.publish()
    assert (await product.ask(ASKED)).decision is Decision.HANDOFF

    started = time.monotonic()
    await product.answers.change(
        "limite", lambda one: one.approved("bruno", product.now, product.today), seen=1
    )
    await product.publish()
    given = await product.ask(ASKED)
    took = time.monotonic() - started
    record_property("seconds_from_approval_to_answer", round(took, 2))
    assert took < PATIENCE
    assert (given.decision, given.text) == (
        Decision.ANSWER,
        f"Selon une réponse validée le {french_date(product.today)} : « {TEXT} »",
    )
    (citation,) = given.citations
    assert (citation.quote, citation.location) == (TEXT, f"Réponse validée le {french_date(product.today)}")
    assert (await product.ask("c'est quand la deadline svp")).decision is Decision.ANSWER

    await product.answers.change(
        "limite", lambda one: one.withdrawn("chef", product.now, "Un texte est paru.")
    )
    await product.publish()
    after = await product.ask(ASKED)
    assert (after.decision, after.reason) == (Decision.HANDOFF, "missing_knowledge")

    assert given.receipt is not None
    await product.answers.erase("limite", "chef", product.now)
    await to_thread.run_sync(forget_answer, product.settings, "limite")
    kept = await to_thread.run_sync(find_receipt, product.settings, given.receipt)
    assert kept is not None
    assert [(cited.passage, cited.quote) for cited in kept.cited] == [("reponses-validees:limite", "")]
    words, data = "cachet de la poste fait foi", product.settings.data
    files = [path for path in data.rglob("*") if path.is_file() and not path.name.endswith("-wal")]
    assert [path for path in files if words.encode() in path.read_bytes()] == []


async def test_an_answer_whose_text_changed_is_not_given_and_waits_to_be_confirmed(product: Product) -> None:
    lost = Cited("communique-2013-07-15", "gone", "une enveloppe de cinq millions d'euros")
    said = tidy(ASKED, (), TEXT, [lost])
    await product.answers.add(
        ValidatedAnswer.propose("limite", said, "anne", product.now).approved(
            "bruno", product.now, product.today
        )
    )
    report = await product.publish()
    assert report.flagged == ("limite",)
    assert (await product.ask(ASKED)).decision is Decision.HANDOFF
    flagged = await product.answers.get("limite")
    assert flagged.state is State.FLAGGED

    confirmed = replace(said, citations=())
    await product.answers.change("limite", lambda one: one.edited(confirmed, "anne", product.now))
    await product.answers.change("limite", lambda one: one.approved("bruno", product.now, product.today))
    assert (await product.publish()).flagged == ()
    assert (await product.ask(ASKED)).text.endswith(f"« {TEXT} »")
