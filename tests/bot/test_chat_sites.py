"""The plain page that the link of a site leads to, and the warning before personal data is kept."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import Response
from selectolax.lexbor import LexborHTMLParser

from bot.sites.checks import DEFAULT_CLOSED_MESSAGE
from tests.bot.applicants import ANSWERED, UNSAID, Applicants, applicants, one, page_of, words
from tests.bot.desks import CALL
from tests.bot.embedders import TOWN, all_kept, changed, embedded

PERSONAL = "Mon adresse : claire.durand@exemple.fr"
HERE = f"/chat?site={TOWN.key}"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Applicants]:
    async with applicants(tmp_path) as office:
        await embedded(office)
        yield office


async def page(office: Applicants, path: str = HERE) -> LexborHTMLParser:
    return page_of(await office.client.get(path))


def fields(shown: LexborHTMLParser, form: str = "form.ask") -> dict[str, str]:
    """Return the hidden fields of a form."""
    hidden = one(shown, form).css("input[type=hidden]")
    return {str(field.attributes["name"]): str(field.attributes["value"]) for field in hidden}


def buttons(shown: LexborHTMLParser) -> dict[str, dict[str, str | None]]:
    return {words(button): dict(button.attributes) for button in one(shown, "form.ask").css("button")}


async def begin(office: Applicants, shown: LexborHTMLParser, **more: str) -> Response:
    return await office.client.post("/chat", data=fields(shown) | more)


async def test_a_conversation_begun_on_the_page_of_a_site_keeps_it(office: Applicants) -> None:
    began = await begin(office, await page(office), question=ANSWERED)
    assert began.status_code == 303
    assert (await office.of(began.headers["location"])).site == TOWN.key
    began = await begin(office, await page(office), personne="oui")
    assert (await office.of(began.headers["location"])).site == TOWN.key
    began = await begin(office, await page(office, "/chat"), question=ANSWERED)
    assert (await office.of(began.headers["location"])).site is None


async def test_the_same_form_of_a_site_sent_twice_begins_one_conversation(office: Applicants) -> None:
    shown = await page(office)
    first, again = [await begin(office, shown, question=ANSWERED) for _ in range(2)]
    assert first.headers["location"] == again.headers["location"]
    other = await begin(office, shown, question=UNSAID)
    assert (await office.of(other.headers["location"])).site == TOWN.key
    assert other.headers["location"] != first.headers["location"]


async def test_the_page_shows_the_words_and_the_questions_of_the_site(office: Applicants) -> None:
    assert [words(one) for one in (await page(office)).css(".choices button")] == list(CALL.examples)
    await changed(office, welcome="Bienvenue.\n<b>Ici</b>", questions=("Une commune ?", "Qui ?"))
    shown = await page(office)
    assert "Bienvenue." in words(shown.body) and "<b>Ici</b>" in words(shown.body)
    asked = shown.css(".choices button")
    assert [button.attributes["value"] for button in asked] == ["Une commune ?", "Qui ?"]
    began = await office.client.post("/chat", data=fields(shown, ".choices") | {"question": "Une commune ?"})
    assert (await office.of(began.headers["location"])).site == TOWN.key


@pytest.mark.parametrize("key", ["inconnue", "", "\0", "x" * 9_999])
async def test_an_unknown_site_is_as_none(office: Applicants, key: str) -> None:
    shown = page_of(await office.client.get("/chat", params={"site": key}))
    assert "site" not in fields(shown)
    began = await begin(office, shown, question=ANSWERED, site=key)
    assert (await office.of(began.headers["location"])).site is None


@pytest.mark.parametrize(("message", "said"), [("En pause.", "En pause."), ("", DEFAULT_CLOSED_MESSAGE)])
async def test_a_closed_site_has_no_form_and_begins_nothing(
    office: Applicants, message: str, said: str
) -> None:
    opened = await page(office)
    await changed(office, closed=True, closed_message=message, welcome="Bienvenue.")
    before = await all_kept(office)
    shown = await page(office)
    refused = page_of(await begin(office, opened, question=ANSWERED), 403)
    for closed in (shown, refused):
        assert said in words(closed.body) and "Bienvenue." not in words(closed.body)
        assert not closed.css("form, textarea")
    assert await all_kept(office) == before


async def test_the_limits_of_a_site_hold_on_its_page(office: Applicants) -> None:
    await changed(office, per_visitor=2)
    began = await begin(office, await page(office), question=ANSWERED)
    path = began.headers["location"].partition("#")[0]
    thread = await page(office, path)
    assert (await office.client.post(f"{path}/personne", data=fields(thread))).status_code == 303
    before = await all_kept(office)
    for refused in (
        await begin(office, await page(office), question=ANSWERED),
        await office.client.post(path, data=fields(thread) | {"question": ANSWERED}),
        await office.client.post(f"{path}/personne", data=fields(thread)),
    ):
        assert "Trop de messages arrivent de votre part." in words(page_of(refused, 429).body)
        assert int(refused.headers["retry-after"]) > 0
    assert await all_kept(office) == before


async def test_personal_data_is_warned_of_and_sent_only_if_confirmed(office: Applicants) -> None:
    before = await all_kept(office)
    warned = page_of(await begin(office, await page(office), question=PERSONAL), 409)
    assert await all_kept(office) == before
    said = one(warned, "#erreur")
    assert "semble contenir une adresse électronique." in words(said)
    field = one(warned, "textarea")
    assert words(field) == PERSONAL and str(said.id) in str(field.attributes["aria-describedby"])
    assert one(warned, "title").text().startswith("Vérifiez votre message")
    assert fields(warned)["site"] == TOWN.key
    assert one(warned, "form.ask").attributes["class"] == "ask"  # no script keeps the warning on the page
    assert list(buttons(warned)) == ["Envoyer", "Envoyer quand même", "Parler à une personne"]
    confirm = buttons(warned)["Envoyer quand même"]
    assert (confirm["name"], confirm["value"]) == ("confirme", "oui")
    again = page_of(await begin(office, warned, question=f"{PERSONAL} !"), 409)
    sent = await begin(office, again, question=PERSONAL, confirme="oui")
    assert sent.status_code == 303
    began = await office.of(sent.headers["location"])
    assert (began.site, began.status.value) == (TOWN.key, "open")  # no text says anything of it


async def test_personal_data_in_a_conversation_is_warned_of_too(office: Applicants) -> None:
    began = await begin(office, await page(office), question=ANSWERED)
    path = began.headers["location"].partition("#")[0]
    before = await all_kept(office)
    data = fields(await page(office, path)) | {"question": PERSONAL}
    warned = page_of(await office.client.post(path, data=data), 409)
    assert words(one(warned, "textarea")) == PERSONAL and await all_kept(office) == before
    assert "formaction" not in buttons(warned)["Envoyer quand même"]
    sent = await office.client.post(path, data=fields(warned) | {"question": PERSONAL, "confirme": "oui"})
    assert sent.status_code == 303
    assert PERSONAL in words((await page(office, path)).body)


async def test_what_was_for_a_person_is_confirmed_for_a_person(office: Applicants) -> None:
    warned = page_of(await begin(office, await page(office), question=PERSONAL, personne="oui"), 409)
    value = str(buttons(warned)["Envoyer quand même"]["value"])
    sent = await begin(office, warned, question=f"{PERSONAL} commune", confirme=value)
    began = await office.of(sent.headers["location"])
    assert (began.status.value, began.reason) == ("open", "requested")

    sent = await begin(office, await page(office), question=ANSWERED)
    path = sent.headers["location"].partition("#")[0]
    data = fields(await page(office, path)) | {"question": f"{PERSONAL} commune"}
    warned = page_of(await office.client.post(f"{path}/personne", data=data), 409)
    confirm = buttons(warned)["Envoyer quand même"]
    data = fields(warned) | {"question": f"{PERSONAL} commune", "confirme": str(confirm["value"])}
    assert (await office.client.post(str(confirm["formaction"]), data=data)).status_code == 303
    began = await office.of(path)
    assert (began.status.value, began.reason) == ("open", "requested")


async def test_the_notices_say_what_the_browser_keeps(office: Applicants) -> None:
    said = words((await page(office, "/mentions")).body)
    assert "mémoire de session de votre navigateur" in said and "article 82" in said
    assert "fermer l’onglet les efface" in said
