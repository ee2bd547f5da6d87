"""Sites that embed the widget, and what their pages send."""

from dataclasses import replace

from httpx import Response
from sqlalchemy import select

from bot.sites.site import Site
from bot.store.schema import metadata
from tests.bot.applicants import API, Applicants
from tests.bot.clocks import MONDAY

TOWN = Site("mairie", "Ville", ("https://ville.fr",))
OTHER = Site("prefecture", "Préfecture", ("https://prefecture.fr",))
NOBODY = Site("personne", "Personne")
"""A site whose list of origins is empty."""

PAGE = {"Origin": "https://ville.fr"}
"""What a page that the town allows sends."""

KEY = "k" * 43
"""An idempotency key of the right length."""


async def embedded(office: Applicants) -> None:
    """Add the sites."""
    for site in (TOWN, OTHER, NOBODY):
        await office.stores.sites.add(site, "operator", MONDAY)


async def changed(office: Applicants, **to: object) -> Site:
    """Change what the town chose."""
    site = replace(TOWN, **to)  # type: ignore[arg-type]  # the fields of a site
    await office.stores.sites.change(site, "operator", MONDAY)
    return site


async def begun_on(
    office: Applicants, site: str | None, text: str | None = None, origin: str = ""
) -> tuple[str, dict[str, str]]:
    """Begin a conversation on a site; return its identifier and the header that opens it."""
    body = {name: value for name, value in (("site", site), ("text", text)) if value is not None}
    response = await office.client.post(API, json=body, headers={"Origin": origin} if origin else {})
    assert response.status_code == 201, response.text
    return response.json()["id"], {"Authorization": f"Bearer {response.json()['token']}"}


async def all_kept(office: Applicants) -> str:
    """Return all that the database holds."""
    async with office.stores.database.reading() as connection:
        rows = [(await connection.execute(select(table))).all() for table in metadata.sorted_tables]
    return repr(rows)


def readable_by(response: Response) -> str | None:
    """Return the origin whose pages may read a response, None if it is none."""
    said: str | None = response.headers.get("access-control-allow-origin")
    return said
