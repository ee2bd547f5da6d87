from dataclasses import dataclass, field
from datetime import UTC

import pytest

from bot.desk import Desk, Reception
from bot.eligibility.guide import Guide
from bot.eligibility.in_force import NOTHING
from bot.errors import DeskClosed
from bot.openings import Openings
from bot.publishing import Publisher
from ingest.report import Report
from knowledge.errors import StoreUnavailable
from tests.bot.desks import SITE, FakeDesk


@dataclass
class Service:
    """A number in service, and the desks that were opened."""

    number: int | None = 1
    opened: list[Desk] = field(default_factory=list)
    failure: Exception | None = None
    guides: list[Desk] = field(default_factory=list)

    def open_guide(self, desk: Desk) -> Guide:
        self.guides.append(desk)
        return Guide(NOTHING, desk.corpus, desk.coverage, SITE, UTC)

    def version(self) -> int | None:
        if self.failure:
            raise self.failure
        return self.number

    def open_desk(self) -> Desk:
        self.opened.append(FakeDesk())
        return self.opened[-1]


def begun(service: Service) -> tuple[Openings, Reception]:
    reception = Reception()
    openings = Openings(reception, service.version, service.open_desk, service.open_guide)
    openings.first(FakeDesk())
    return openings, reception


def test_a_new_version_is_opened_once() -> None:
    service = Service()
    openings, reception = begun(service)
    assert not openings.newest()
    service.number = 2
    assert openings.newest()
    assert not openings.newest()
    assert service.opened == [reception.desk]


def test_the_open_desk_stays_when_the_store_fails() -> None:
    service = Service()
    openings, reception = begun(service)
    desk = reception.desk
    service.failure = StoreUnavailable("sqlite://", "disque plein")
    with pytest.raises(StoreUnavailable):
        openings.newest()
    assert reception.desk is desk


async def test_what_is_published_is_what_contacts_are_answered_from_at_once() -> None:
    service = Service()
    openings, reception = begun(service)

    def ingest() -> Report:
        service.number = 2
        return Report(1, 1, 0, 1, 0, (), 0.1, changed=True)

    assert (await Publisher(ingest, openings)()).changed
    assert service.opened == [reception.desk]


async def test_rules_that_staff_changed_lead_contacts_at_once_on_the_desk_that_is_open() -> None:
    service = Service()
    openings, reception = begun(service)
    desk, before = reception.desk, reception.guide
    await Publisher(nothing, openings).renew()
    assert reception.desk is desk
    assert reception.guide is not before
    assert service.guides == [desk, desk]


def test_a_new_version_comes_with_a_guide_to_its_own_texts() -> None:
    service = Service()
    openings, reception = begun(service)
    service.number = 2
    openings.newest()
    assert service.guides[-1] is reception.desk


async def test_nothing_is_renewed_before_a_desk_is_open() -> None:
    service = Service()
    openings = Openings(Reception(), service.version, service.open_desk, service.open_guide)
    with pytest.raises(DeskClosed):
        await Publisher(nothing, openings).renew()


def nothing() -> Report:
    raise AssertionError
