from dataclasses import replace
from pathlib import Path

from bot.hours import parse_hours
from bot.store.stores import make_stores
from bot.talk.site_promises import SitePromises, promises_on
from tests.bot.clocks import MONDAY, PROMISES
from tests.bot.databases import new_url
from tests.bot.embedders import TOWN


def test_a_site_without_hours_promises_what_the_team_does() -> None:
    assert promises_on(TOWN, PROMISES) is PROMISES


def test_a_site_has_its_hours_and_the_zone_the_holidays_and_the_delay_of_the_team() -> None:
    holidays = {MONDAY.date()}
    team = replace(PROMISES, hours=replace(PROMISES.hours, closed=holidays))
    promises = promises_on(replace(TOWN, hours="lun-mar 8-12"), team)
    assert promises.hours.week == parse_hours("lun-mar 8-12")
    assert (promises.hours.zone, promises.within) == (team.hours.zone, team.within)
    assert not promises.hours.is_open(MONDAY)


async def test_the_site_of_a_key_is_looked_up_each_time(tmp_path: Path) -> None:
    stores = make_stores(new_url(tmp_path))
    promises = SitePromises(stores.sites, PROMISES)
    try:
        assert await promises.of(None) is PROMISES
        assert await promises.of(TOWN.key) is PROMISES
        await stores.sites.add(replace(TOWN, hours="sam 9-12"), "operator", MONDAY)
        assert (await promises.of(TOWN.key)).hours.week == parse_hours("sam 9-12")
        await stores.sites.delete(TOWN.key, "operator", MONDAY)
        assert await promises.of(TOWN.key) is PROMISES
    finally:
        await stores.close()
