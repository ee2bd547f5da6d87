import pytest
from starlette.datastructures import QueryParams

from bot.console.queue_view import read_look
from bot.conversations.states import Channel
from bot.staff.roles import Role
from tests.bot.console.cases import alike, begin, handed
from tests.bot.console.signed import Console


def test_who_waits_is_listed_with_why_and_until_when(console: Console) -> None:
    console.run(handed, console, "Une commune seule ?")
    console.enter()
    shown = console.get("/console").text
    for said in (
        "Une commune seule ?",
        "Motif&nbsp;: Les textes n’en disent rien",
        "Sujet&nbsp;: les partenaires",
        "Page web",
        "Réponse promise demain avant 13\u00a0h",
        "Message reçu à l’instant",
        "Personne ne l’a prise",
        "Non lu",
        "<title>(1) Conversations",
    ):
        assert said in shown


def test_a_late_answer_is_marked_by_words(console: Console) -> None:
    console.run(handed, console)
    console.clock.advance(days=2)
    console.enter()
    shown = console.get("/console").text
    assert "en retard de 1\u00a0jour" in shown


def test_each_view_shows_its_own_and_counts_all(console: Console) -> None:
    console.run(begin, console, "Avec l’assistant seulement ?")
    waits = console.run(handed, console, "Qui attend une personne ?")
    console.enter()
    assert "Avec l’assistant seulement ?" not in console.get("/console").text
    assert "Avec l’assistant seulement ?" in console.get("/console?vue=assistant").text
    console.post(f"/console/conversations/{waits.id}", {"action": "prendre"})
    mine = console.get("/console?vue=moi").text
    assert "Prise par <strong>vous</strong>" in mine
    assert 'aria-current="page">Pour moi <span class="queue-views__count">1</span>' in mine
    assert "Aucune" not in mine
    assert "Toutes les conversations de l’équipe sont attribuées." in console.get("/console?vue=libres").text


def test_filters_narrow_the_list_and_stay_in_the_form(console: Console) -> None:
    console.run(handed, console, "Les dépenses de personnel ?")
    console.run(handed, console, "La date limite ?")
    console.enter()
    found = console.get(
        "/console?q=dépense&motif=missing_knowledge&sujet=les+partenaires&canal=web&nonlues=1"
    )
    assert "Les dépenses de personnel ?" in found.text
    assert "La date limite ?" not in found.text
    assert 'value="dépense"' in found.text
    assert "Effacer les filtres" in found.text
    assert "Aucune conversation ne correspond" in console.get("/console?q=introuvable").text
    (act,) = console.acts("queue.searched")  # once an hour, without the words
    assert (act.object, act.data) == ("", {})
    assert "Aucune conversation ne correspond" in console.get("/console?canal=telegram").text


def test_the_channel_of_each_is_named_and_may_be_chosen(console: Console) -> None:
    console.run(handed, console, "Par la page ?")
    console.run(handed, console, "Par Telegram ?", channel=Channel.TELEGRAM, chat=7_041_776_001)
    console.enter()
    shown = console.get("/console?canal=telegram").text
    assert "Par Telegram ?" in shown and "<li>Telegram</li>" in shown
    assert "Par la page ?" not in shown and "7041776001" not in shown
    assert "Par Telegram ?" not in console.get("/console?canal=web").text


def test_an_address_that_makes_no_sense_shows_who_waits(console: Console) -> None:
    console.run(handed, console, "Toujours là ?")
    console.enter()
    for query in (
        "page=0",
        "page=x",
        "page=99999999999",
        "vue=ailleurs",
        "canal=pigeon",
        "nonlues=peut-être",
    ):
        assert console.get(f"/console?{query}").status_code == 200
    assert "Toujours là ?" in console.get("/console?canal=pigeon&vue=x&page=-3").text


def test_pages_follow_each_other(console: Console) -> None:
    for number in range(27):
        console.run(handed, console, f"Question numéro {number} ?")
    console.enter()
    assert console.get("/console").text.count("data-ligne") == 25
    second = console.get("/console?page=2&motif=missing_knowledge").text
    assert second.count("data-ligne") == 2
    assert 'href="/console?motif=missing_knowledge&amp;page=1"' in second


def test_how_many_ask_the_same_is_said(console: Console) -> None:
    conversations = [console.run(handed, console, f"Semblable {number} ?") for number in range(3)]
    console.run(alike, console, *conversations)
    console.enter()
    assert console.get("/console").text.count("2\u00a0autres demandes semblables") == 3


def test_what_was_read_is_no_longer_marked(console: Console) -> None:
    waits = console.run(handed, console)
    console.enter()
    console.get(f"/console/conversations/{waits.id}")
    assert "Non lu<" not in console.get("/console").text
    console.enter("sacha")
    assert "Non lu<" in console.get("/console").text


def test_a_live_update_holds_the_list_alone_and_says_how_many_are_new(console: Console) -> None:
    console.run(handed, console, "Première ?")
    console.enter()
    assert "/console/file?connues=1" in console.get("/console").text
    console.run(handed, console, "Deuxième ?")
    console.run(handed, console, "Troisième ?")
    update = console.get("/console/file?connues=1", headers={"hx-request": "true"})
    assert "<html" not in update.text
    assert "<title>(3) Conversations" in update.text
    assert update.headers["hx-trigger"] == '{"annonce": "2\\u00a0nouvelles conversations en attente."}'
    assert "hx-trigger" not in console.get("/console/file?connues=3").headers


def test_a_line_that_holds_markup_is_shown_as_text(console: Console) -> None:
    console.run(handed, console, "<b>gras</b> ?")
    console.enter()
    assert "&lt;b&gt;gras" in console.get("/console").text


@pytest.mark.parametrize("role", Role)
def test_every_role_sees_the_queue(console: Console, role: Role) -> None:
    console.enter(role.value, role)
    assert console.get("/console").status_code == 200


def test_a_nul_of_an_address_never_reaches_the_database() -> None:
    look = read_look(QueryParams("motif=a%00b&sujet=%00c&q=%00d%00"))
    assert (look.filters.reason, look.filters.topic, look.filters.text) == ("ab", "c", "d")
