"""The sites that may embed the widget are kept, and who changes them is written down, on both databases."""

from dataclasses import replace

import pytest

from bot.sites.site import Position, Site
from bot.store.audit import Audit
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.sites import Sites, UnknownSite
from knowledge.errors import StoreUnavailable
from tests.bot.store.made_up import ANNE, BRUNO, NOON, TOMORROW, conversation

VILLE = Site("a" * 32, "Ville", ("https://ville.fr", "https://www.ville.fr"))
FULL = Site(
    key="b" * 32,
    name="Préfecture du Rhône",
    origins=("http://localhost:8000", "https://rhone.gouv.fr"),
    welcome="Bienvenue « à tous » 👋",
    questions=("Qui ?", "Quand ?", "Qui ?"),
    position=Position.PAGE,
    accent="#000091",
    accent_dark="#8585f6",
    hours="lun 9:00-12:00",
    per_minute=7,
    per_visitor=3,
    closed=True,
    closed_message="Fermé.",
)


@pytest.fixture
def sites(database: Database) -> Sites:
    return Sites(database)


@pytest.mark.parametrize("site", [Site("c" * 32, "Seul"), VILLE, FULL], ids=lambda site: site.name)
async def test_a_site_is_found_as_it_was_added(sites: Sites, site: Site) -> None:
    await sites.add(site, ANNE, NOON)
    assert await sites.get(site.key) == site
    assert await sites.all() == [site]


async def test_they_come_by_name_whatever_the_capitals_each_with_its_own_origins(sites: Sites) -> None:
    for number, name in enumerate(("ville", "Agglo", "pays", "Ville")):
        await sites.add(Site(str(number), name, (f"https://{number}.fr",)), ANNE, NOON)
    assert [(site.name, site.origins) for site in await sites.all()] == [
        ("Agglo", ("https://1.fr",)),
        ("pays", ("https://2.fr",)),
        ("ville", ("https://0.fr",)),
        ("Ville", ("https://3.fr",)),
    ]


async def test_everything_but_the_key_changes(sites: Sites) -> None:
    await sites.add(VILLE, ANNE, NOON)
    changed = replace(FULL, key=VILLE.key)
    await sites.change(changed, BRUNO, TOMORROW)
    assert await sites.get(VILLE.key) == changed
    await sites.change(replace(changed, origins=(), questions=()), BRUNO, TOMORROW)
    assert (await sites.get(VILLE.key)).origins == ()


async def test_only_the_exact_origins_of_some_site_embed(sites: Sites) -> None:
    await sites.add(VILLE, ANNE, NOON)
    await sites.add(Site("c" * 32, "Personne"), ANNE, NOON)
    assert await sites.embeds("https://ville.fr")
    for origin in ("https://VILLE.fr", "http://ville.fr", "https://ville.fr:8443", "https://a.ville.fr", ""):
        assert not await sites.embeds(origin)
    await sites.change(replace(VILLE, origins=("https://autre.fr",)), ANNE, NOON)
    assert not await sites.embeds("https://ville.fr")


async def test_two_sites_may_have_one_origin(sites: Sites) -> None:
    await sites.add(VILLE, ANNE, NOON)
    await sites.add(replace(VILLE, key="d" * 32), ANNE, NOON)
    await sites.delete(VILLE.key, ANNE, NOON)
    assert await sites.embeds("https://ville.fr")
    await sites.delete("d" * 32, ANNE, NOON)
    assert not await sites.embeds("https://ville.fr")


async def test_the_conversations_of_a_site_that_is_deleted_stay(sites: Sites, database: Database) -> None:
    await sites.add(VILLE, ANNE, NOON)
    conversations = Conversations(database)
    await conversations.begin(replace(conversation(), site=VILLE.key), "digest")
    await sites.delete(VILLE.key, ANNE, NOON)
    assert await sites.all() == []
    assert (await conversations.get("c1")).site == VILLE.key


async def test_an_unknown_site_is_neither_found_nor_changed_nor_deleted(
    sites: Sites, database: Database
) -> None:
    await sites.add(FULL, ANNE, NOON)
    acts = await Audit(database).page()
    with pytest.raises(UnknownSite):
        await sites.get(VILLE.key)
    with pytest.raises(UnknownSite):
        await sites.change(VILLE, BRUNO, NOON)
    with pytest.raises(UnknownSite):
        await sites.delete(VILLE.key, BRUNO, NOON)
    assert await sites.all() == [FULL]
    assert not await sites.embeds("https://ville.fr")
    assert await Audit(database).page() == acts


async def test_a_change_that_fails_leaves_the_site_as_it_was(sites: Sites, database: Database) -> None:
    await sites.add(VILLE, ANNE, NOON)
    acts = await Audit(database).page()
    with pytest.raises(StoreUnavailable):
        await sites.change(replace(VILLE, name="Autre", origins=("https://a.fr",) * 2), BRUNO, NOON)
    assert await sites.get(VILLE.key) == VILLE
    assert await Audit(database).page() == acts


async def test_every_change_is_written_down(sites: Sites, database: Database) -> None:
    await sites.add(VILLE, ANNE, NOON)
    await sites.change(VILLE, BRUNO, NOON)
    await sites.delete(VILLE.key, ANNE, TOMORROW)
    acts = [act for _, act in reversed(await Audit(database).page())]
    assert [(act.at, act.actor, act.action, act.object) for act in acts] == [
        (NOON, ANNE, "site.added", VILLE.key),
        (NOON, BRUNO, "site.changed", VILLE.key),
        (TOMORROW, ANNE, "site.deleted", VILLE.key),
    ]
