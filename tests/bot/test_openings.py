from dataclasses import dataclass, field

import pytest

from bot.desk import Desk, Reception
from bot.openings import Openings
from bot.publishing import Publisher
from ingest.report import Report
from knowledge.errors import StoreUnavailable
from tests.bot.desks import FakeDesk


@dataclass
class Service:
    """A number in service, and the desks that were opened."""

    number: int | None = 1
    opened: list[Desk] = field(default_factory=list)
    failure: Exception | None = None

    def version(self) -> int | None:
        if self.failure:
            raise self.failure
        return self.number

    def open_desk(self) -> Desk:
        self.opened.append(FakeDesk())
        return self.opened[-1]


def begun(service: Service) -> tuple[Openings, Reception]:
    reception = Reception()
    openings = Openings(reception, service.version, service.open_desk)
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
