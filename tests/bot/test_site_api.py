"""What a site shows before the first message, and what begins there."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.desk import Reception
from bot.eligibility.commands import START
from bot.eligibility.in_force import NOTHING
from bot.settings import load_settings
from bot.sites.checks import DEFAULT_CLOSED_MESSAGE
from bot.sites.site import Position
from tests.bot.applicants import ANSWERED, API, MAIL, SITE, UNSAID, Applicants, applicants
from tests.bot.desks import CALL, CORPUS, FakeDesk
from tests.bot.embedders import PAGE, TOWN, all_kept, begun_on, changed, embedded
from tests.bot.guided import DEADLINE, FakeGuide
from tests.bot.test_api import assert_problem

SHOWN = f"/api/v1/sites/{TOWN.key}"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Applicants]:
    async with applicants(tmp_path) as office:
        await embedded(office)
        yield office


async def test_a_site_shows_what_the_assistant_knows_and_who_answers_otherwise(office: Applicants) -> None:
    response = await office.client.get(SHOWN, headers=PAGE)
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    shown = response.json()
    assert shown | {"documents": []} == {
        "key": "mairie",
        "call": CALL.name,
        "authority": CALL.authority,
        "latest": "2013-07-24",
        "documents": [],
        "welcome": "",
        "questions": list(CALL.examples),
        "path": None,
        "deadline": "",
        "position": "right",
        "accent": "",
        "accent_dark": "",
        "hours": "du lundi au vendredi, de 9\u00a0h à 12\u00a0h et de 14\u00a0h à 17\u00a0h",
        "zone": "Europe/Paris",
        "closed": None,
        "conversation_days": 180,
        "mails": False,
        "chat_url": f"{SITE}/chat?site=mairie",
        "notices_url": f"{SITE}/mentions",
        "accessibility_url": f"{SITE}/accessibilite",
    }
    assert shown["documents"][0] == {
        "title": "Communiqué de presse n° 727",
        "url": f"{SITE}/textes/communique",
    }
    quoted = [text.title for text in CORPUS.documents if text.status.citable]
    assert sorted(text["title"] for text in shown["documents"]) == sorted(quoted)


async def test_a_site_offers_to_check_the_criteria_and_says_the_time_left(office: Applicants) -> None:
    office.reception.open(office.desk, FakeGuide())
    shown = (await office.client.get(SHOWN)).json()
    assert (shown["path"], shown["deadline"]) == (START, DEADLINE)


async def test_a_call_without_criteria_only_says_the_time_left(office: Applicants) -> None:
    guide = FakeGuide()
    guide.in_force = NOTHING
    office.reception.open(office.desk, guide)
    shown = (await office.client.get(SHOWN)).json()
    assert (shown["path"], shown["deadline"]) == (None, DEADLINE)


async def test_a_site_shows_what_its_webmaster_chose(office: Applicants) -> None:
    await changed(
        office,
        welcome="Bonjour.",
        questions=("Qui ?",),
        position=Position.PAGE,
        accent="#003366",
        accent_dark="#99ccff",
        hours="mar 9-12",
    )
    shown = (await office.client.get(SHOWN)).json()
    assert (shown["welcome"], shown["questions"], shown["position"]) == ("Bonjour.", ["Qui ?"], "page")
    assert (shown["accent"], shown["accent_dark"]) == ("#003366", "#99ccff")
    assert shown["hours"] == "le mardi, de 9\u00a0h à 12\u00a0h"


async def test_what_the_settings_say_of_the_service_is_shown(tmp_path: Path) -> None:
    settings = load_settings(**MAIL, conversation_days=30)
    async with applicants(tmp_path, settings=settings) as office:
        await embedded(office)
        shown = (await office.client.get(SHOWN)).json()
        assert (shown["mails"], shown["conversation_days"]) == (True, 30)


async def test_an_unknown_site_shows_nothing(office: Applicants) -> None:
    for headers in (PAGE, {}):
        for key in ("inconnue", "%00", "%C3%A9"):
            assert_problem(await office.client.get(f"/api/v1/sites/{key}", headers=headers), 404)


async def test_nothing_is_shown_before_the_texts_are_open(tmp_path: Path) -> None:
    async with applicants(tmp_path, reception=Reception()) as office:
        await embedded(office)
        response = await office.client.get(SHOWN, headers=PAGE)
        assert_problem(response, 503)
        assert "retry-after" in response.headers


async def test_a_conversation_keeps_the_site_where_it_began(office: Applicants) -> None:
    id, token = await begun_on(office, TOWN.key, ANSWERED, PAGE["Origin"])
    assert (await office.stores.conversations.get(id)).site == "mairie"
    exported = (await office.client.get(f"{API}/{id}/export", headers=token | PAGE)).json()
    assert exported["conversation"]["site"] == "mairie"


@pytest.mark.parametrize("key", ["inconnue", "", "\0"])
@pytest.mark.parametrize("headers", [{}, PAGE])
async def test_no_conversation_begins_on_an_unknown_site(
    office: Applicants, key: str, headers: dict[str, str]
) -> None:
    before = await all_kept(office)
    problem = assert_problem(await office.client.post(API, json={"site": key}, headers=headers), 422)
    assert [fault["pointer"] for fault in problem["errors"]] == ["#/site"]
    assert "parmi ceux qui peuvent montrer l’assistant" in problem["errors"][0]["detail"]
    assert await all_kept(office) == before


@pytest.mark.parametrize(("message", "said"), [("En pause.", "En pause."), ("", DEFAULT_CLOSED_MESSAGE)])
async def test_a_closed_site_says_so_and_only_goes_on_with_what_began(
    office: Applicants, message: str, said: str
) -> None:
    id, token = await begun_on(office, TOWN.key)
    await changed(office, closed=True, closed_message=message)
    before = await all_kept(office)
    for headers in ({}, PAGE):
        response = await office.client.post(API, json={"site": TOWN.key, "text": ANSWERED}, headers=headers)
        assert assert_problem(response, 403)["detail"] == said
        assert (await office.client.get(SHOWN, headers=headers)).json()["closed"] == said
    assert await all_kept(office) == before
    said_there = await office.client.post(
        f"{API}/{id}/messages", json={"text": ANSWERED}, headers=token | PAGE
    )
    assert said_there.status_code == 201


async def test_a_visitor_who_sends_too_much_waits_and_reads_do_not_count(office: Applicants) -> None:
    await changed(office, per_visitor=2)
    id, token = await begun_on(office, TOWN.key)
    headers = token | PAGE
    assert (await office.client.post(f"{API}/{id}/handoff", headers=headers)).status_code == 201
    before = await all_kept(office)
    begin = await office.client.post(API, json={"site": TOWN.key}, headers=PAGE)
    talk = await office.client.post(f"{API}/{id}/messages", json={"text": ANSWERED}, headers=headers)
    person = await office.client.post(f"{API}/{id}/handoff", headers=headers)
    for refused in (begin, talk, person):
        assert "de votre part" in assert_problem(refused, 429)["detail"]
        assert 0 < int(refused.headers["retry-after"]) <= 60
    assert await all_kept(office) == before
    assert (await office.client.get(f"{API}/{id}", headers=headers)).status_code == 200
    assert (await office.client.post(API, json={})).status_code == 201  # on no site


async def test_the_visitors_of_a_site_together_have_a_limit(office: Applicants) -> None:
    await changed(office, per_minute=1)
    await begun_on(office, TOWN.key)
    refused = await office.client.post(API, json={"site": TOWN.key})
    assert "de ce site" in assert_problem(refused, 429)["detail"]
    await begun_on(office, "prefecture")


async def test_a_promise_is_made_by_the_hours_of_the_site(office: Applicants) -> None:
    await changed(office, hours="jeu 8-20; ven 8-20")
    id, token = await begun_on(office, TOWN.key, UNSAID)
    shown = (await office.client.get(f"{API}/{id}", headers=token)).json()
    assert shown["handoff"]["promised_at"] == "2026-11-26T19:00:00+00:00"
    assert "elle reprend jeudi" in shown["messages"][-1]["text"]
    page = await office.client.get(f"/chat/{token['Authorization'].split()[1]}")
    assert "elle reprend jeudi" in page.text
    await office.client.post(f"{API}/{id}/messages", json={"text": "Merci"}, headers=token)
    again = (await office.client.get(f"{API}/{id}", headers=token)).json()
    assert again["handoff"] == shown["handoff"]
    other, token = await begun_on(office, None, UNSAID)
    shown = (await office.client.get(f"{API}/{other}", headers=token)).json()
    assert shown["handoff"]["promised_at"] == "2026-11-25T09:00:00+00:00"


async def test_a_person_asked_for_on_a_site_is_promised_by_its_hours(office: Applicants) -> None:
    await changed(office, hours="jeu 8-20; ven 8-20")
    id, token = await begun_on(office, TOWN.key)
    asked = await office.client.post(f"{API}/{id}/handoff", headers=token)
    assert asked.json()["handoff"]["promised_at"] == "2026-11-26T19:00:00+00:00"


async def test_the_questions_of_a_call_without_examples_are_none(tmp_path: Path) -> None:
    desk = FakeDesk(replace(CORPUS, call=replace(CALL, examples=(), authority="")))
    async with applicants(tmp_path, desk) as office:
        await embedded(office)
        shown = (await office.client.get(SHOWN)).json()
        assert (shown["questions"], shown["authority"]) == ([], "")
