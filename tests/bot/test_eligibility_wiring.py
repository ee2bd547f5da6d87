"""What leads contacts, from the files of a folder to the staff's own text, through the real parts."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bot.desk import Reception
from bot.eligibility.commands import START
from bot.eligibility.in_force import criterion_digest
from bot.openings import Openings
from bot.publishing import Publisher
from bot.settings import Settings, load_settings
from bot.store.rule_texts import STAFF, RuleKind
from bot.store.stores import Stores
from bot.wiring import ingest_corpus, open_desk, open_guide, open_stores, version_in_service
from ingest.report import Report
from knowledge.progress import Silent

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
QUOTE = "Les associations peuvent candidater."
CORPUS = """[call]
id = "jardins"
name = "Jardins partagés"
[[document]]
id = "avis"
title = "Avis"
kind = "specifications"
status = "in_force"
file = "avis.md"
"""
ELIGIBILITY = f"""[[question]]
id = "who"
ask = "Êtes-vous une association ?"
takes = "yes_no"
[[criterion]]
id = "who"
name = "Être une association"
passages = [{{ document = "avis", quote = "{QUOTE}" }}]
met = ["who = yes"]
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "jardins"
    folder.mkdir()
    (folder / "corpus.toml").write_text(CORPUS, encoding="utf-8")
    (folder / "avis.md").write_text(f"# Avis\n\n{QUOTE}\n", encoding="utf-8")
    (folder / "eligibility.toml").write_text(ELIGIBILITY, encoding="utf-8")
    return load_settings(corpus=folder, data=tmp_path / "data")


def no_report() -> Report:
    raise AssertionError


def kept(settings: Settings, change: Callable[[Stores], Awaitable[None]]) -> None:
    async def done() -> None:
        stores = open_stores(settings)
        try:
            await change(stores)
        finally:
            await stores.close()

    asyncio.run(done())


def opened(settings: Settings) -> tuple[Reception, Publisher]:
    ingest_corpus(settings, Silent())
    reception = Reception()
    openings = Openings(
        reception,
        partial(version_in_service, settings),
        partial(open_desk, settings),
        partial(open_guide, settings),
    )
    openings.first(open_desk(settings))
    return reception, Publisher(no_report, openings)


def first_question(reception: Reception) -> str:
    assert reception.guide is not None
    reply = reception.guide.hear(START, None, (), NOON)
    assert reply is not None
    return reply.text


def test_a_question_that_staff_change_is_the_one_that_the_next_contact_is_asked(settings: Settings) -> None:
    reception, publisher = opened(settings)
    assert "Êtes-vous une association ?" in first_question(reception)

    async def change(stores: Stores) -> None:
        texts = stores.rule_texts.of("jardins")
        now = await texts.in_force(RuleKind.ELIGIBILITY)
        assert now is not None
        text = now.text.replace("Êtes-vous une association ?", "Votre structure est-elle une association ?")
        await texts.add(RuleKind.ELIGIBILITY, text, STAFF, "a" * 32, NOON, "Plus clair.", based_on=now.id)

    kept(settings, change)
    asyncio.run(publisher.renew())
    assert "Votre structure est-elle une association ?" in first_question(reception)


def test_a_text_that_changes_flags_its_criterion_until_someone_confirms_it(settings: Settings) -> None:
    opened(settings)
    text = f"# Avis\n\n{QUOTE} Les communes aussi.\n"
    (settings.corpus / "avis.md").write_text(text, encoding="utf-8")
    reception, publisher = opened(settings)
    assert reception.guide is not None
    (criterion,) = reception.guide.in_force.rules.criteria
    assert criterion.flagged
    digest = criterion_digest(criterion, reception.desk.corpus)

    async def confirm(stores: Stores) -> None:
        await stores.confirmations.of("jardins").confirm("who", digest, "a" * 32, NOON)

    kept(settings, confirm)
    asyncio.run(publisher.renew())
    (criterion,) = reception.guide.in_force.rules.criteria
    assert not criterion.flagged
