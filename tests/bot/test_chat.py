import json
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import anyio
import pytest
from httpx import Response
from selectolax.lexbor import LexborHTMLParser

from bot.conversations.states import Status
from bot.desk import OPENING, Reception
from bot.replies import Reply
from bot.settings import load_settings
from tests.bot.applicants import (
    ANSWERED,
    CAMILLE,
    MAIL,
    SITE,
    UNCLEAR,
    UNSAID,
    Applicants,
    applicants,
    one,
    page_of,
    until,
    words,
)
from tests.bot.desks import CALL, QUOTE, FakeDesk


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Applicants]:
    async with applicants(tmp_path) as office:
        yield office


@pytest.fixture
async def mailing(tmp_path: Path) -> AsyncIterator[Applicants]:
    async with applicants(tmp_path, settings=load_settings(**MAIL)) as office:
        yield office


def key_of(page: LexborHTMLParser) -> str:
    return str(one(page, ".ask [name=cle]").attributes["value"])


async def first_page(office: Applicants) -> LexborHTMLParser:
    return page_of(await office.client.get("/"))


async def begun(office: Applicants, text: str, **more: str) -> str:
    """Begin a conversation by the form of the first page; return where it leads."""
    key = key_of(await first_page(office))
    response = await office.client.post("/chat", data={"question": text, "cle": key, **more})
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


def path(location: str) -> str:
    return location.partition("#")[0]


async def shown(office: Applicants, location: str) -> LexborHTMLParser:
    return page_of(await office.client.get(path(location)))


async def posted(office: Applicants, location: str, text: str, **more: str) -> Response:
    data = {"question": text, "cle": key_of(await shown(office, location)), **more}
    office.clock.forward(seconds=1)
    return await office.client.post(path(location), data=data)


def said(page: LexborHTMLParser) -> list[tuple[str, str]]:
    return [(words(one(item, "h3")), words(item)) for item in page.css("#fil > li")]


async def test_the_first_page_says_what_it_is_what_not_to_write_and_what_is_kept(office: Applicants) -> None:
    text = words((await first_page(office)).body)
    for part in (
        "cherche la réponse dans les textes listés plus bas, publiés jusqu’au 24 juillet 2013, et les cite",
        "Vous n’échangez pas avec une personne, mais vous pouvez en demander une.",
        "Ne donnez aucune information personnelle",
        "Votre conversation est gardée 180 jours après le dernier message, puis effacée.",
        "Vous pouvez l’effacer à tout moment.",
    ):
        assert part in text


@pytest.mark.parametrize("address", ["/", "/chat", "/chat?site=mairie"])
async def test_the_first_page_stands_at_two_addresses_and_is_never_kept(
    office: Applicants, address: str
) -> None:
    response = await office.client.get(address)
    assert one(page_of(response), "form.ask").attributes["action"] == "/chat"
    assert response.headers["cache-control"] == "no-store"
    assert "set-cookie" not in response.headers


async def test_each_first_page_has_a_key_that_cannot_be_guessed(office: Applicants) -> None:
    keys = {key_of(await first_page(office)) for _ in range(3)}
    assert len(keys) == 3 and {len(key) for key in keys} == {43}


async def test_an_example_of_the_call_is_a_question_that_one_button_asks(office: Applicants) -> None:
    form = one(await first_page(office), ".choices")
    assert tuple(words(button) for button in form.css("button")) == CALL.examples
    data = {"question": CALL.examples[0], "cle": str(one(form, "[name=cle]").attributes["value"])}
    response = await office.client.post(str(form.attributes["action"]), data=data)
    assert response.status_code == 303
    assert office.desk.asked == [(CALL.examples[0], ())]


async def test_a_first_message_begins_a_conversation_and_leads_to_its_reply(office: Applicants) -> None:
    location = await begun(office, ANSWERED)
    assert location.startswith("/chat/") and location.endswith("#m-2")
    response = await office.client.get(path(location))
    page = page_of(response)
    assert words(one(page, "title")) == f"Réponse – {CALL.name}"
    (me, asked), (assistant, answer) = said(page)
    assert (me, assistant) == ("Vous", "L’assistant automatique")
    assert ANSWERED in asked
    assert "10 h Réponse Le communiqué de presse du 15 juillet 2013 dit :" in answer
    assert answer.count(QUOTE) == 1
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-robots-tag"] == "noindex, nofollow"
    assert response.headers["referrer-policy"] == "same-origin"


async def test_a_reply_shows_each_quotation_with_its_source(office: Applicants) -> None:
    page = await shown(office, await begun(office, ANSWERED))
    official, draft = page.css("figure")
    assert words(official.css("blockquote p")[1]) == QUOTE
    assert words(one(official, "figcaption")) == (
        "Communiqué de presse n° 727, 2e alinéa, page 2 Communiqué de presse publié, 15 juillet 2013 "
        "Lire dans le texte : Communiqué de presse n° 727, 2e alinéa, page 2"
    )
    assert "Projet de loi projet, pas en vigueur, 24 juillet 2013" in words(draft)
    assert words(one(page, "li h4")) == "Autres passages proches"
    link = str(one(official, "figcaption a").attributes["href"])
    assert one(official, "blockquote").attributes["cite"] == f"{SITE}{link}"
    cited = one(page_of(await office.client.get(link)), f"#{link.partition('#')[2]}")
    assert words(one(cited, "p:nth-of-type(2) mark")) == QUOTE
    assert cited.attributes["aria-label"] == "Passage cité"
    assert not page.css(".facts, #essentiel")


async def test_the_question_as_understood_and_the_receipt_are_shown(tmp_path: Path) -> None:
    class Understanding(FakeDesk):
        def reply(self, question: str, history: Sequence[str] = ()) -> Reply:
            whole = "Quelle aide pour une commune ? et pour une association ?"
            reply = FakeDesk.reply(self, question, history)
            return replace(reply, understood=whole, receipt="K7QM-2XWD-9RTB")

    async with applicants(tmp_path, Understanding()) as office:
        page = await shown(office, await begun(office, ANSWERED))
    expected = "J’ai compris : « Quelle aide pour une commune ? et pour une association ? »"
    assert words(one(page, ".understood")) == expected
    assert one(page, ".note a").attributes["href"] == "/recus/K7QM-2XWD-9RTB"


async def test_a_clarification_offers_its_questions_as_buttons(office: Applicants) -> None:
    location = await begun(office, UNCLEAR)
    page = await shown(office, location)
    form = one(page, "li .choices")
    buttons = form.css("button")
    assert [words(button) for button in buttons] == ["Qu’est-ce qu’un pôle ?", "Qui choisit les pôles ?"]
    data = {
        "question": str(buttons[1].attributes["value"]),
        "cle": str(one(form, "[name=cle]").attributes["value"]),
    }
    response = await office.client.post(str(form.attributes["action"]), data=data)
    assert response.headers["location"] == f"{path(location)}#m-4"
    assert office.desk.asked[-1] == ("Qui choisit les pôles ?", (UNCLEAR,))


async def test_what_nobody_answers_goes_to_a_person_and_the_page_says_until_when(office: Applicants) -> None:
    page = await shown(office, await begun(office, UNSAID))
    assert words(one(page, "title")).startswith("Je n’ai pas la réponse")
    assert words(one(page, "#etat")) == (
        "En attente d’une personne de l’équipe. Réponse d’une personne avant mercredi 25 novembre à 10 h."
    )
    last = said(page)[-1]
    assert last[0] == "Information"
    assert "Je transmets votre message à l’équipe." in last[1]


async def test_a_late_promise_is_said_to_be_late(office: Applicants) -> None:
    location = await begun(office, UNSAID)
    office.clock.forward(days=3)
    state = words(one(await shown(office, location), "#etat"))
    assert state.endswith("elle est en retard, et reste attendue.")


async def test_whoever_takes_it_is_named_and_their_reply_too(office: Applicants) -> None:
    location = await begun(office, UNSAID)
    id = (await office.of(location)).id
    assert words(one(await shown(office, await begun(office, ANSWERED)), "#etat")) == (
        "L’assistant automatique vous répond. Vous n’échangez pas avec une personne."
    )
    staff = await office.taken(id)
    state = words(one(await shown(office, location), "#etat"))
    assert state.startswith(f"{CAMILLE} vous répond. Réponse d’une personne avant mercredi")
    await office.change(id, lambda c: c.note(staff, CAMILLE, "Note cachée", office.clock()))
    await office.replied(id, staff, "Le 1er octobre.\n<b>À midi.</b>")
    page = await shown(office, location)
    assert words(one(page, "#etat")) == f"{CAMILLE} vous répond."
    assert words(one(page, "title")).startswith(f"Réponse de {CAMILLE}")
    name, text = said(page)[-1]
    assert name == f"{CAMILLE}, de l’équipe"
    assert "Le 1er octobre. <b>À midi.</b>" in text
    assert "Note cachée" not in page.html and staff not in page.html  # type: ignore[operator]  # a page has text
    await office.change(id, lambda c: c.resolve(staff, office.clock()))
    assert words(one(await shown(office, location), "#etat")) == (
        "Cette conversation est terminée. Écrivez un message pour la rouvrir."
    )


async def test_a_person_can_be_asked_for_on_the_first_page(office: Applicants) -> None:
    key = key_of(await first_page(office))
    data = {"question": "", "cle": key, "personne": "oui"}
    location = (await office.client.post("/chat", data=data)).headers["location"]
    conversation = await office.of(location)
    assert (conversation.status, conversation.reason) == (Status.OPEN, "requested")
    assert "Je veux parler à une personne." in said(await shown(office, location))[0][1]
    again = await office.client.post("/chat", data=data)
    assert path(again.headers["location"]) == path(location)


async def test_a_person_is_asked_for_with_the_message_that_was_typed(office: Applicants) -> None:
    for text, reason in ((ANSWERED, "requested"), (UNSAID, "missing_knowledge")):
        location = await begun(office, text, personne="oui")
        conversation = await office.of(location)
        assert (conversation.status, conversation.reason) == (Status.OPEN, reason)
        page = await shown(office, location)
        assert text in said(page)[0][1]
        assert len([1 for who, _ in said(page) if who == "Information"]) == 1


async def test_a_person_can_be_asked_for_at_any_time(office: Applicants) -> None:
    location = await begun(office, ANSWERED)
    page = await shown(office, location)
    button = one(page, ".ask [name=personne]")
    assert words(button) == "Parler à une personne"
    assert button.attributes["formaction"] == f"{path(location)}/personne"
    data = {"question": "", "cle": key_of(page)}
    response = await office.client.post(str(button.attributes["formaction"]), data=data)
    assert response.status_code == 303
    assert (await office.of(location)).status is Status.OPEN
    once = said(await shown(office, location))
    await office.client.post(str(button.attributes["formaction"]), data=data)
    assert said(await shown(office, location)) == once
    await office.client.post(str(button.attributes["formaction"]), data={**data, "cle": "une autre"})
    assert "Votre demande est déjà transmise à l’équipe." in said(await shown(office, location))[-1][1]


async def test_the_assistant_is_silent_while_a_person_has_the_conversation(office: Applicants) -> None:
    location = await begun(office, UNSAID)
    response = await posted(office, location, ANSWERED)
    assert response.headers["location"].endswith("#m-5")
    assert said(await shown(office, location))[-1][0] == "Vous"


async def test_the_same_form_sent_twice_says_it_once(office: Applicants) -> None:
    key = key_of(await first_page(office))
    data = {"question": ANSWERED, "cle": key}
    locations: list[str] = []

    async def click() -> None:
        locations.append((await office.client.post("/chat", data=data)).headers["location"])

    async with anyio.create_task_group() as group:
        group.start_soon(click)
        group.start_soon(click)
    assert len(set(locations)) == 1
    assert len(said(await shown(office, locations[0]))) == 2
    again = {"question": UNCLEAR, "cle": key_of(await shown(office, locations[0]))}
    for _ in range(2):
        await office.client.post(path(locations[0]), data=again)
    assert [text for text, _ in office.desk.asked] == [ANSWERED, UNCLEAR]


async def test_another_text_in_a_form_that_was_sent_is_another_message(office: Applicants) -> None:
    key = key_of(await first_page(office))
    first = (await office.client.post("/chat", data={"question": ANSWERED, "cle": key})).headers["location"]
    other = (await office.client.post("/chat", data={"question": UNCLEAR, "cle": key})).headers["location"]
    assert path(first) != path(other)
    assert len(said(await shown(office, first))) == len(said(await shown(office, other))) == 2
    key = key_of(await shown(office, first))
    for text in (UNCLEAR, ANSWERED):
        await office.client.post(path(first), data={"question": text, "cle": key})
    assert len(said(await shown(office, first))) == 6


@pytest.mark.parametrize("key", ["", "k", "x" * 42, "x" * 44, "x" * 65])
async def test_a_form_without_a_usable_key_is_a_new_one_each_time(office: Applicants, key: str) -> None:
    data = {"question": ANSWERED, "cle": key}
    locations = {(await office.client.post("/chat", data=data)).headers["location"] for _ in range(2)}
    assert len(locations) == 2


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("  \n", "Votre message est vide."),
        ("mot " * 2_501, "Votre message compte 10 003 signes, et 10 000 au plus"),
    ],
)
async def test_a_message_that_is_refused_stays_in_its_field(
    office: Applicants, text: str, error: str
) -> None:
    location = await begun(office, ANSWERED)
    for response in (
        await office.client.post("/chat", data={"question": text, "cle": "k"}),
        await posted(office, location, text),
    ):
        page = page_of(response, 422)
        field = one(page, "textarea")
        assert field.text().strip() == text.strip()
        assert "aria-invalid" in field.attributes
        assert "erreur" in str(field.attributes["aria-describedby"]).split()
        assert words(one(page, "#erreur")).startswith(error)
        assert words(one(page, "title")).startswith("Erreur")
    assert len(office.desk.asked) == 1


async def test_a_message_typed_while_the_desk_is_closed_stays_in_its_field(office: Applicants) -> None:
    location = await begun(office, ANSWERED)
    office.reception.refuse(OPENING)
    for response in (
        await office.client.post("/chat", data={"question": UNSAID, "cle": "k"}),
        await posted(office, location, UNSAID),
    ):
        page = page_of(response, 503)
        assert one(page, "textarea").text().strip() == UNSAID
        assert words(one(page, "#erreur")) == OPENING
        assert response.headers["retry-after"] == "5"
    assert len(said(await shown(office, location))) == 2
    assert (await office.client.get("/")).status_code == 503


async def test_a_person_can_be_asked_for_while_the_desk_is_closed(tmp_path: Path) -> None:
    async with applicants(tmp_path, reception=Reception()) as office:
        response = await office.client.post("/chat", data={"question": "", "cle": "k", "personne": "oui"})
        assert (await office.of(response.headers["location"])).status is Status.OPEN


async def test_a_message_that_comes_while_the_desk_is_busy_is_kept(tmp_path: Path) -> None:
    gate = threading.Event()
    desk = FakeDesk(gate=gate)
    async with (
        applicants(tmp_path, reception=Reception(desk, at_once=1, waiting=0)) as office,
        anyio.create_task_group() as group,
    ):
        group.start_soon(office.reception.reply, ANSWERED)
        await until(lambda: bool(desk.asked))
        location = await begun(office, ANSWERED)
        page = await shown(office, location)
        gate.set()
        assert location.endswith("#m-1")
        assert words(one(page, "#etat")) == (
            "L’assistant automatique vous répond. Sa réponse n’est pas encore là."
        )


async def test_an_unknown_conversation_is_a_plain_page_that_says_so(office: Applicants) -> None:
    location = await begun(office, ANSWERED)
    for address in ("/chat/x", f"{path(location)}x", "/chat/" + "a" * 5_000, "/chat/x/fil", "/chat/x/export"):
        response = await office.client.get(address)
        assert "ou a été effacée" in words(one(page_of(response, 404), "main"))
        assert response.headers["cache-control"] == "no-store"
    for address in ("/chat/x", "/chat/x/personne", "/chat/x/avis", "/chat/x/adresse"):
        page_of(await office.client.post(address, data={"question": "a"}), 404)


@pytest.mark.parametrize("end", ["", "/personne", "/avis", "/adresse", "/effacer"])
async def test_a_form_of_another_site_does_nothing(office: Applicants, end: str) -> None:
    location = await begun(office, ANSWERED)
    before = await office.of(location)
    headers = {"Sec-Fetch-Site": "cross-site"}
    data = {"question": "a", "numero": "2", "utile": "oui"}
    response = await office.client.post(path(location) + end, data=data, headers=headers)
    assert "depuis un autre site" in words(page_of(response, 403).body)
    assert await office.of(location) == before
    assert (await office.client.post("/chat", data=data, headers=headers)).status_code == 403


async def test_an_opinion_is_given_with_a_reason_and_changed(office: Applicants) -> None:
    location = await begun(office, ANSWERED)
    page = await shown(office, location)
    assert not page.css("#m-1 .opinion")
    assert [words(label) for label in page.css("#m-2 fieldset label")][0] == "La réponse est fausse"
    data = {"numero": "2", "utile": "non", "motif": "incomplete"}
    response = await office.client.post(f"{path(location)}/avis", data=data)
    assert response.headers["location"] == f"{path(location)}#m-2"
    opinion = words(one(await shown(office, location), ".opinion p"))
    assert opinion == "Votre avis : pas utile (il manque quelque chose). Merci."
    await office.client.post(f"{path(location)}/avis", data={"numero": "2", "utile": "oui"})
    assert words(one(await shown(office, location), ".opinion form > p")) == "Votre avis : utile. Merci."


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"numero": "1", "utile": "oui"}, 404),
        ({"numero": "99", "utile": "oui"}, 404),
        ({"numero": "²", "utile": "oui"}, 422),
        ({"numero": "2", "utile": "peut-être"}, 422),
        ({}, 422),
    ],
)
async def test_an_opinion_on_nothing_is_refused(
    office: Applicants, data: dict[str, str], status: int
) -> None:
    location = await begun(office, ANSWERED)
    page_of(await office.client.post(f"{path(location)}/avis", data=data), status)


async def test_an_address_can_be_left_and_taken_back(mailing: Applicants) -> None:
    location = await begun(mailing, ANSWERED)
    form = f"{path(location)}/adresse"
    page = page_of(await mailing.client.post(form, data={"adresse": "moi@"}), 422)
    assert one(page, "#adresse").attributes["value"] == "moi@"
    assert "n’est pas valable" in words(one(page, "#erreur-adresse"))
    assert one(page, "textarea").text().strip() == ""
    response = await mailing.client.post(form, data={"adresse": "moi@exemple.fr"})
    assert response.headers["location"] == f"{path(location)}#prevenir"
    page = await shown(mailing, location)
    assert "nous écrivons à moi@exemple.fr" in words(one(page, "#prevenir"))
    button = one(page, "#prevenir button")
    await mailing.client.post(form, data={"adresse": str(button.attributes["value"] or "")})
    assert (await mailing.of(location)).email is None


async def test_an_address_taken_back_by_a_letter_leaves_the_page_that_it_opened(mailing: Applicants) -> None:
    location = await begun(mailing, UNSAID)
    await mailing.client.post(f"{path(location)}/adresse", data={"adresse": "moi@exemple.fr"})
    id = (await mailing.of(location)).id
    await mailing.replied(id, await mailing.taken(id), "Le 1er octobre.")
    await mailing.replied(id, (await mailing.of(location)).assignee or "", "À midi.")
    first, last = [
        await mailing.stores.conversations.letter_token(id, number, mailing.clock()) for number in (1, 2)
    ]
    await mailing.client.post(f"/chat/{first}/adresse", data={"adresse": ""})
    opened = [(await mailing.client.get(f"/chat/{token}")).status_code for token in (first, last)]
    assert opened == [200, 404]
    assert (await mailing.of(location)).email is None


async def test_no_address_is_asked_for_where_no_letter_leaves(office: Applicants) -> None:
    location = await begun(office, ANSWERED)
    assert not (await shown(office, location)).css("#adresse, #prevenir")
    response = await office.client.post(f"{path(location)}/adresse", data={"adresse": "moi@exemple.fr"})
    assert "n’envoie pas de courriels" in words(page_of(response, 409).body)


async def test_the_private_link_is_shown_with_what_it_is(office: Applicants) -> None:
    location = await begun(office, ANSWERED)
    page = await shown(office, location)
    assert words(one(page, ".link")) == SITE + path(location)
    assert "Gardez ce lien" in words(page.body) and "Ne le donnez à personne" in words(page.body)


async def test_all_that_is_kept_can_be_taken_away(office: Applicants) -> None:
    location = await begun(office, ANSWERED)
    response = await office.client.get(f"{path(location)}/export")
    assert response.headers["content-disposition"].startswith("attachment; filename=")
    assert [one["author"] for one in json.loads(response.text)["messages"]] == ["contact", "assistant"]


async def test_erasing_asks_first_then_leaves_nothing(office: Applicants) -> None:
    location = await begun(office, ANSWERED)
    id = (await office.of(location)).id
    form = one(page_of(await office.client.get(f"{path(location)}/effacer")), "main form")
    action = str(form.attributes["action"])
    for _ in range(2):
        response = await office.client.post(action)
        assert (response.status_code, response.headers["location"]) == (303, "/?effacee=oui")
    assert words(one(page_of(await office.client.get("/?effacee=oui")), ".next")) == (
        "Votre conversation est effacée."
    )
    page_of(await office.client.get(path(location)), 404)
    assert await office.stores.conversations.messages(id) == []


async def test_a_script_gets_only_what_is_new(office: Applicants) -> None:
    location = await begun(office, UNSAID)
    piece = f"{path(location)}/fil"
    response = await office.client.get(f"{piece}?after=2")
    page = page_of(response)
    assert [item.id for item in page.css("#fil > li")] == ["m-4"]
    assert words(one(page, "#etat")).startswith("En attente d’une personne")
    assert not page.css("header, nav, form.ask")
    assert response.headers["cache-control"] == "no-store"
    assert page_of(await office.client.get(f"{piece}?after=4")).css("#fil > li") == []
    page_of(await office.client.get(f"{piece}?after=x"), 422)


async def test_a_page_of_a_conversation_has_one_script_of_ours_and_others_none(office: Applicants) -> None:
    page = await shown(office, await begun(office, ANSWERED))
    script = one(page, "script")
    assert script.attributes["type"] == "module" and not script.text()
    source = await office.client.get(str(script.attributes["src"]))
    assert source.status_code == 200
    assert len(source.content) <= 3 * 1024
    assert not (await first_page(office)).css("script")
    assert not page.css("[style], [onclick], [onload]")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> commune",
        '"><img src=x> commune',
        "</textarea><svg> commune",
        "{{ 7 * 7 }} commune",
    ],
)
async def test_whatever_is_said_is_shown_as_text(office: Applicants, text: str) -> None:
    page = await shown(office, await begun(office, text))
    assert text in said(page)[0][1]
    assert len(page.css("script")) == 1 and not page.css("img, svg")


async def test_ids_are_unique_and_headings_in_order_whatever_was_said(office: Applicants) -> None:
    location = await begun(office, ANSWERED)
    for text in (UNCLEAR, UNSAID, ANSWERED):
        await posted(office, location, text)
    page = await shown(office, location)
    ids = [node.id for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    levels = [int(str(node.tag)[1]) for node in page.css("h1, h2, h3, h4")]
    assert levels[0] == 1 and all(
        after - before <= 1 for before, after in zip(levels, levels[1:], strict=False)
    )


async def test_a_token_with_odd_characters_leads_nowhere(office: Applicants) -> None:
    for token in ("é", "%00", "..", quote("a/b", safe="")):
        assert (await office.client.get(f"/chat/{token}")).status_code in (200, 404)
