import json
import re
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.conversations import wording
from bot.conversations.conversation import Conversation
from bot.conversations.events import CONTACT, Author, Kind
from bot.conversations.states import Channel, Status
from bot.store.audit import Act
from bot.store.same_pairs import Pair
from tests.bot.console.cases import QUESTION, alike, begin, handed
from tests.bot.console.signed import Console
from tests.bot.desks import QUOTE

CHAT = 7_041_776_001
"""Of someone who does not exist."""


@pytest.fixture
def waits(console: Console) -> Conversation:
    """A conversation that waits for a person; Claire is signed in."""
    waits = console.run(handed, console)
    console.enter()
    return waits


def path(conversation: Conversation) -> str:
    return f"/console/conversations/{conversation.id}"


def opened(console: Console, conversation: Conversation) -> LexborHTMLParser:
    return LexborHTMLParser(console.get(path(conversation)).text)


def text(page: LexborHTMLParser, selector: str) -> str:
    """The text of what a selector finds, its spaces made plain."""
    found = page.css_first(selector)
    assert found, selector
    return " ".join(found.text().replace("\xa0", " ").split())


def fields(page: LexborHTMLParser) -> dict[str, Any]:
    """What the form would send as it stands, boxes that are not ticked left out."""
    values: dict[str, Any] = {}
    for node in page.css(
        '#reponse-formulaire input, #reponse-formulaire textarea, [form="reponse-formulaire"]'
    ):
        name, of = node.attributes.get("name"), node.attributes
        if not name or node.tag == "button" or (of.get("type") == "checkbox" and "checked" not in of):
            continue
        if node.tag == "select":
            value = next(
                (o.attributes["value"] for o in node.css("option") if "selected" in o.attributes), ""
            )
        else:
            value = node.text().removeprefix("\n") if node.tag == "textarea" else of.get("value")
        values.setdefault(name, []).append(value or "")
    return values


def press(console: Console, page: LexborHTMLParser, conversation: Conversation, **typed: Any) -> Any:
    return console.post(path(conversation), fields(page) | typed)


def now(console: Console, conversation: Conversation) -> Conversation:
    return console.run(console.office.stores.conversations.get, conversation.id)


def last(console: Console, conversation: Conversation) -> Any:
    return console.run(console.office.stores.conversations.messages, conversation.id, private=True)[-1]


def writes(console: Console, conversation: Conversation, text: str) -> None:
    """Have the contact write."""
    at = console.clock()
    promised = console.office.promises.promised(at)
    console.run(
        console.office.stores.conversations.change, conversation.id, lambda c: c.said(text, at, promised)
    )


def test_the_page_shows_what_was_said_and_what_the_assistant_saw(
    console: Console, waits: Conversation
) -> None:
    shown = console.get(path(waits)).text
    for said in (
        QUESTION,
        "L’assistant a transmis la conversation à l’équipe\u00a0: les textes n’en disent rien.",
        "Une association peut-elle candidater ?",
        "Il n’a pas répondu et a renvoyé vers une personne.",
        "43\u00a0%",
        'href="/recus/ABCD-EFGH-JKMN"',
        QUOTE,
        "La réponse est attendue demain avant 13\u00a0h.",
        "Personne n’a pris cette conversation.",
    ):
        assert said in shown


def test_seeing_a_conversation_is_written_down(console: Console, waits: Conversation) -> None:
    console.get(path(waits))
    assert [act.object for act in console.acts("conversation.seen")] == [waits.id]


def test_a_conversation_that_is_not_there_is_not_found(console: Console) -> None:
    console.enter()
    assert console.get("/console/conversations/0").status_code == 404


def test_a_reply_takes_the_conversation_and_reaches_the_contact(
    console: Console, waits: Conversation
) -> None:
    answer = press(console, opened(console, waits), waits, action="envoyer", text="Oui.\r\nElle peut.")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path(waits)}?fait=envoyee")
    said = last(console, waits)
    assert (said.author, said.text, said.name, said.private) == (
        Author.STAFF,
        "Oui.\nElle peut.",
        "Claire",
        False,
    )
    assert now(console, waits).promised_at is None
    assert console.calls.nudged == 1
    assert "Réponse envoyée." in console.get(answer.headers["location"]).text


def test_the_same_form_sent_twice_is_one_reply(console: Console, waits: Conversation) -> None:
    page = opened(console, waits)
    assert [press(console, page, waits, action="envoyer", text="Oui.").status_code for _ in range(2)] == [
        303,
        303,
    ]
    said = console.run(console.office.stores.conversations.messages, waits.id)
    assert [one.text for one in said if one.author is Author.STAFF] == ["Oui."]


def test_a_reply_changed_after_it_was_sent_is_another_one(console: Console, waits: Conversation) -> None:
    page = opened(console, waits)
    press(console, page, waits, action="envoyer", text="Oui.")
    changed = press(console, page, waits, action="envoyer", text="Oui, mais.")
    assert changed.status_code == 409
    assert "Claire a écrit\u00a0: « Oui. »" in changed.text
    assert fields(LexborHTMLParser(changed.text))["text"] == ["Oui, mais."]


def test_a_stale_reply_is_refused_keeps_its_text_and_can_be_confirmed(
    console: Console, waits: Conversation
) -> None:
    page = opened(console, waits)
    writes(console, waits, "Et une commune ?")
    refused = press(console, page, waits, action="envoyer", text="Une association, oui.")
    assert refused.status_code == 409
    assert "La conversation a changé pendant que vous écriviez." in refused.text
    assert "Le demandeur a écrit\u00a0: « Et une commune ? »" in refused.text
    again = LexborHTMLParser(refused.text)
    assert fields(again)["text"] == ["Une association, oui."]
    assert "Envoyer quand même" in refused.text
    assert last(console, waits).author is Author.CONTACT
    assert press(console, again, waits, action="envoyer").status_code == 303
    assert last(console, waits).text == "Une association, oui."


def test_a_reply_to_a_conversation_that_someone_took_is_refused_and_kept(
    console: Console, waits: Conversation
) -> None:
    page, csrf = opened(console, waits), console.csrf
    token = console.token
    console.enter("sacha")
    assert press(console, opened(console, waits), waits, action="prendre").status_code == 303
    console.leave()
    console.client.cookies.set("guichet_console", token, domain="testserver.local")
    assert console.csrf == csrf
    refused = press(console, page, waits, action="envoyer", text="Trop tard.")
    assert refused.status_code == 409
    assert "Sacha a cette conversation." in refused.text
    assert "Reprendre la conversation" in refused.text
    assert fields(opened(console, waits))["text"] == ["Trop tard."]


def test_a_blank_reply_and_one_too_long_are_refused(console: Console, waits: Conversation) -> None:
    page = opened(console, waits)
    assert "La réponse est vide." in press(console, page, waits, action="envoyer", text="  ").text
    refused = press(console, page, waits, action="envoyer", text="x" * 10_001)
    assert refused.status_code == 422
    assert "Ce texte dépasse 10\u202f000 caractères." in refused.text
    assert refused.text.count('maxlength="10000"') == 2
    assert "x" * 10_001 in refused.text


def test_a_note_is_private_and_leaves_the_reply_as_it_was(console: Console, waits: Conversation) -> None:
    page = opened(console, waits)
    answer = press(console, page, waits, action="noter", note="Voir avec Sacha.", text="Réponse en cours")
    assert answer.headers["location"].endswith("?fait=notee")
    note = last(console, waits)
    assert (note.text, note.private) == ("Voir avec Sacha.", True)
    shown = console.get(path(waits)).text
    assert "Note privée" in shown
    assert fields(LexborHTMLParser(shown))["text"] == ["Réponse en cours"]


def test_the_same_form_sent_twice_is_one_note(console: Console, waits: Conversation) -> None:
    page = opened(console, waits)
    for note in ("Voir Sacha.", "Voir Sacha.", "Voir Camille."):
        answer = press(console, page, waits, action="noter", note=note)
        assert answer.headers["location"].endswith("?fait=notee")
    press(console, page, waits, action="noter", note="Oui.")
    press(console, opened(console, waits), waits, action="noter", note="Oui.")
    said = console.run(console.office.stores.conversations.messages, waits.id, private=True)
    assert [one.text for one in said if one.private] == ["Voir Sacha.", "Voir Camille.", "Oui.", "Oui."]


def test_a_reply_that_says_what_a_note_says_is_sent(console: Console, waits: Conversation) -> None:
    page = opened(console, waits)
    press(console, page, waits, action="noter", note="Oui.")
    refused = press(console, page, waits, action="envoyer", text="Oui.")
    assert refused.status_code == 409
    assert press(console, LexborHTMLParser(refused.text), waits, action="envoyer").status_code == 303
    said = last(console, waits)
    assert (said.text, said.private) == ("Oui.", False)


def test_what_was_said_keeps_its_punctuation_on_the_line_of_its_word(
    console: Console, waits: Conversation
) -> None:
    writes(console, waits, "Et « ma » commune ?")
    assert "Et «\u00a0ma\u00a0» commune\u00a0?" in console.get(path(waits)).text


def test_a_resolved_conversation_is_to_be_reopened_before_a_reply(
    console: Console, waits: Conversation
) -> None:
    press(console, opened(console, waits), waits, action="terminer")
    refused = press(console, opened(console, waits), waits, action="envoyer", text="Oui.")
    assert refused.status_code == 409
    assert "Cette conversation est terminée. Rouvrez-la d’abord." in refused.text


def test_a_note_that_was_not_asked_for_stays_in_its_field(console: Console, waits: Conversation) -> None:
    answer = press(console, opened(console, waits), waits, action="prendre", note="À finir")
    assert answer.status_code == 200
    assert "Vous avez pris la conversation." in answer.text
    assert fields(LexborHTMLParser(answer.text))["note"] == ["À finir"]


def test_the_conversation_goes_from_hand_to_hand(console: Console, waits: Conversation) -> None:
    sacha = console.person("sacha")
    claire = console.person("claire")
    page = opened(console, waits)
    assert press(console, page, waits, action="prendre").headers["location"].endswith("?fait=prise")
    assert now(console, waits).assignee == claire.id
    assert "Vous avez déjà pris cette conversation." in press(console, page, waits, action="prendre").text
    press(console, page, waits, action="liberer")
    assert now(console, waits).assignee is None
    assert "Choisissez à qui confier" in press(console, page, waits, action="confier", to="personne").text
    press(console, page, waits, action="confier", to=sacha.id)
    assert now(console, waits).assignee == sacha.id
    assert "Claire a confié la conversation à Sacha." in console.get(path(waits)).text
    press(console, page, waits, action="reprendre")
    assert now(console, waits).assignee == claire.id
    assert "Claire a repris la conversation." in console.get(path(waits)).text


def test_giving_back_and_closing_tell_the_contact(console: Console, waits: Conversation) -> None:
    page = opened(console, waits)
    press(console, page, waits, action="rendre")
    assert now(console, waits).status is Status.PENDING
    assert last(console, waits).text == wording.GIVEN_BACK
    press(console, page, waits, action="terminer")
    assert now(console, waits).status is Status.RESOLVED
    assert last(console, waits).text == wording.RESOLVED
    assert "Rouvrez-la pour répondre" in console.get(path(waits)).text
    press(console, page, waits, action="rouvrir")
    assert now(console, waits).status is Status.OPEN


def test_a_reply_may_close_the_conversation_at_once(console: Console, waits: Conversation) -> None:
    press(console, opened(console, waits), waits, action="conclure", text="Oui.")
    events = console.run(console.office.stores.conversations.events, waits.id)
    assert [event.kind for event in events[-4:]] == [Kind.CLAIMED, Kind.MESSAGE, Kind.RESOLVED, Kind.MESSAGE]
    assert "Proposer comme réponse validée" in console.get(path(waits)).text


def test_what_the_assistant_has_must_be_taken_first(console: Console) -> None:
    pending = console.run(begin, console)
    console.enter()
    page = opened(console, pending)
    refused = press(console, page, pending, action="envoyer", text="Oui.")
    assert refused.status_code == 409
    assert "Prenez d’abord cette conversation : l’assistant l’a encore." in refused.text
    press(console, page, pending, action="prendre")
    assert press(console, LexborHTMLParser(refused.text), pending, action="envoyer").status_code == 409
    assert press(console, opened(console, pending), pending, action="envoyer").status_code == 303


def test_an_act_that_does_not_exist_is_refused(console: Console, waits: Conversation) -> None:
    refused = press(console, opened(console, waits), waits, action="effacer", text="Gardé")
    assert refused.status_code == 422
    assert "Gardé" in refused.text


def test_passages_are_cited_in_one_click_and_sent_word_for_word(
    console: Console, waits: Conversation
) -> None:
    page = opened(console, waits)
    cited = LexborHTMLParser(press(console, page, waits, cite="c/2#é", text="Voyez :").text)
    assert fields(cited)["quote"] == [QUOTE]
    assert fields(opened(console, waits))["quote"] == [QUOTE]
    assert press(console, cited, waits, action="envoyer").status_code == 303
    (citation,) = last(console, waits).citations
    assert citation["quote"] == QUOTE
    assert citation["url"].endswith("#passage-2")


def test_words_that_are_not_in_the_passage_are_never_sent(console: Console, waits: Conversation) -> None:
    page = opened(console, waits)
    refused = press(
        console, page, waits, action="envoyer", text="Voyez :", passage="c-1", quote="Dix millions."
    )
    assert refused.status_code == 422
    assert "Ces mots ne sont pas dans le passage" in refused.text
    assert fields(LexborHTMLParser(refused.text))["quote"] == ["Dix millions."]
    gone = press(console, page, waits, action="envoyer", text="Voyez :", passage="x", quote="Dix millions.")
    assert "Ce passage n’est plus dans les textes en service." in gone.text
    assert last(console, waits).author is Author.SYSTEM
    without = press(console, LexborHTMLParser(refused.text), waits, drop="0")
    assert "quote" not in fields(LexborHTMLParser(without.text))


def test_passages_are_searched_in_the_texts(console: Console, waits: Conversation) -> None:
    found = press(console, opened(console, waits), waits, action="chercher", search="enveloppe", text="Gardé")
    assert "1 passage trouvé" in found.text
    assert "Une enveloppe de trois millions." in found.text
    assert fields(LexborHTMLParser(found.text))["text"] == ["Gardé"]
    none = press(console, opened(console, waits), waits, action="chercher", search="introuvable")
    assert "Aucun passage trouvé" in none.text


def test_a_canned_answer_goes_under_what_is_written(console: Console, waits: Conversation) -> None:
    claire = console.person("claire")
    save = console.office.stores.canned.save
    id = console.run(save, None, "Politesse", "Bien à vous.", claire.id, console.clock())
    page = opened(console, waits)
    shown = press(console, page, waits, action="modele", canned=id, text="Bonjour,")
    assert fields(LexborHTMLParser(shown.text))["text"] == ["Bonjour,\n\nBien à vous."]


def test_a_draft_is_kept_while_one_types_and_others_see_it(console: Console, waits: Conversation) -> None:
    page = opened(console, waits)
    answer = console.post(f"{path(waits)}/brouillon", fields(page) | {"text": "Une association"})
    assert "Brouillon enregistré à 13\u00a0h" in answer.text
    assert fields(opened(console, waits))["text"] == ["Une association"]
    console.enter("sacha")
    shown = console.get(path(waits)).text
    assert "Claire écrit une réponse." in shown
    assert fields(LexborHTMLParser(shown))["text"] == [""]
    console.clock.advance(seconds=11)
    assert "Claire écrit une réponse." not in console.get(path(waits)).text


def test_the_contact_is_told_who_is_typing(console: Console, waits: Conversation) -> None:
    page = opened(console, waits)
    with console.office.hub.watching(waits.id) as bell:
        console.post(f"{path(waits)}/brouillon", fields(page) | {"text": " "})
        assert bell.heard_typing() == ""
        console.post(f"{path(waits)}/brouillon", fields(page) | {"text": "Une"})
        assert bell.heard_typing() == "Claire"
    console.enter("sacha")
    console.post(path(waits), {"action": "prendre"})
    console.enter("claire")
    with console.office.hub.watching(waits.id) as bell:
        console.post(f"{path(waits)}/brouillon", fields(page) | {"text": "Deux"})
        assert bell.heard_typing() == ""


def test_a_draft_that_comes_after_its_reply_is_not_kept(console: Console, waits: Conversation) -> None:
    page = opened(console, waits)
    press(console, page, waits, action="envoyer", text="Oui.")
    late = console.post(f"{path(waits)}/brouillon", fields(page) | {"text": "Oui."})
    assert "enregistré" not in late.text
    assert fields(opened(console, waits))["text"] == [""]


def test_taking_from_the_queue_keeps_the_draft(console: Console, waits: Conversation) -> None:
    console.post(f"{path(waits)}/brouillon", fields(opened(console, waits)) | {"text": "En cours"})
    console.post(path(waits), {"action": "prendre"})
    assert fields(opened(console, waits))["text"] == ["En cours"]


def test_one_reply_goes_to_all_who_ask_the_same(console: Console, waits: Conversation) -> None:
    other, taken = console.run(handed, console, "Autre ?"), console.run(handed, console, "Prise ?")
    console.run(alike, console, waits, other, taken)
    page = opened(console, waits)
    boxes = [node.attributes["value"] or "" for node in page.css('input[name="alike"]')]
    assert sorted(value.partition(":")[0] for value in boxes) == sorted([other.id, taken.id])
    sacha, at = console.person("sacha"), console.clock()
    console.run(console.office.stores.conversations.change, taken.id, lambda c: c.claim(sacha.id, at))
    answer = press(console, page, waits, action="envoyer", text="Oui, à tous.", alike=boxes)
    assert answer.status_code == 200
    assert "Réponse envoyée à 2\u00a0personnes ; 1\u00a0autre ne l’a pas reçue." in answer.text
    assert "« Prise ? » : Une autre personne a cette conversation." in answer.text
    assert [last(console, one).text for one in (waits, other)] == ["Oui, à tous."] * 2
    assert last(console, taken).author is Author.SYSTEM


def test_what_a_model_alone_found_alike_is_proposed_as_such(console: Console, waits: Conversation) -> None:
    other = console.run(handed, console, "Autre ?")
    console.run(judged_alike, console, waits, other)
    page = opened(console, waits)
    [box] = page.css('input[name="alike"]')
    assert (box.attributes["value"] or "").startswith(other.id)
    assert "checked" not in box.attributes
    assert (
        "rapprochée par un modèle de langue, à vérifier" in page.css("fieldset.conversation-alike")[0].text()
    )


async def judged_alike(console: Console, one: Conversation, other: Conversation) -> None:
    """Have a model say that two conversations ask the same."""
    first, second = sorted((one, other), key=lambda each: each.id)
    pair = Pair(first.id, second.id, (first.subject, second.subject))
    await console.office.stores.same_pairs.keep(pair, True, "openai:m", console.clock())


def test_a_live_update_shows_what_is_new_and_who_has_it(console: Console, waits: Conversation) -> None:
    console.get(path(waits))
    writes(console, waits, "Et aussi ?")
    update = console.get(f"{path(waits)}/suite?apres={waits.number}", headers={"hx-request": "true"})
    page = LexborHTMLParser(update.text)
    assert "Et aussi\u00a0?" in update.text
    assert QUOTE not in update.text
    assert "Nouveau message du demandeur." in update.headers["hx-trigger"]
    assert page.css_matches(f'#suite[hx-get$="apres={waits.number + 1}"]')
    assert page.css_matches(f'#vu[value="{waits.number + 1}"]')
    assert page.css_matches("#etat")


def test_a_live_update_does_not_count_as_read_by_whoever_is_writing(
    console: Console, waits: Conversation
) -> None:
    console.post(f"{path(waits)}/brouillon", fields(opened(console, waits)) | {"text": "En cours"})
    writes(console, waits, "Et aussi ?")
    update = console.get(f"{path(waits)}/suite?apres={waits.number}").text
    assert 'id="vu"' not in update


def test_a_conversation_that_its_contact_erased_is_said_so(console: Console, waits: Conversation) -> None:
    page = opened(console, waits)
    act = Act(console.clock(), CONTACT, "conversation.erased", waits.id)
    console.run(console.office.stores.conversations.erase, waits.id, act)
    said = "La conversation a été effacée par le demandeur."
    assert said in console.get(f"{path(waits)}/suite?apres=1").text
    gone = press(console, page, waits, action="envoyer", text="Un long texte")
    assert gone.status_code == 404
    assert said in gone.text and "Un long texte" in gone.text


def test_a_conversation_that_came_to_its_term_is_not_said_to_be_erased_by_its_contact(
    console: Console, waits: Conversation
) -> None:
    page = opened(console, waits)
    console.run(console.office.stores.conversations.erase, waits.id)
    gone = press(console, page, waits, action="envoyer", text="Un long texte")
    for shown in (console.get(f"{path(waits)}/suite?apres=1").text, gone.text):
        assert "Cette conversation n’existe pas, ou a été effacée." in shown
        assert "par le demandeur" not in shown


def test_a_reply_to_an_erased_conversation_is_said_not_to_have_gone(
    console: Console, waits: Conversation
) -> None:
    other = console.run(handed, console, "Effacée ?")
    page = opened(console, waits)
    console.run(console.office.stores.conversations.erase, other.id)
    answer = press(console, page, waits, action="envoyer", text="Oui.", alike=[f"{other.id}:4"])
    assert "Conversation effacée" in answer.text
    late = console.post(f"{path(other)}/brouillon", fields(page) | {"text": "Oui."})
    assert (late.status_code, "enregistré" in late.text) == (200, False)


def test_the_page_can_be_used_while_the_texts_are_not_open(console: Console, waits: Conversation) -> None:
    console.office.reception.refuse("Les textes s’ouvrent.")
    page = opened(console, waits)
    assert "Les textes ne sont pas encore ouverts." in page.text()
    refused = press(
        console, page, waits, action="envoyer", text="Voyez :", passage="c-1", quote="Une enveloppe"
    )
    assert refused.status_code == 422
    assert fields(LexborHTMLParser(refused.text))["quote"] == ["Une enveloppe"]
    assert press(console, page, waits, action="envoyer", text="Sans citation.").status_code == 303


def test_both_streams_are_for_who_is_signed_in(console: Console, waits: Conversation) -> None:
    console.office.hub.close()  # so that they end
    streams = ("/console/evenements", f"{path(waits)}/evenements?apres=1")
    for stream in streams:
        answer = console.get(stream)
        assert (answer.status_code, answer.text) == (200, "retry: 3000\n\n")
        assert answer.headers["content-type"].startswith("text/event-stream")
    assert console.get(f"/console/conversations/{'0' * 32}/evenements").status_code == 404
    console.leave()
    assert [console.get(stream).status_code for stream in streams] == [401, 401]


def test_other_conversations_of_the_contact_are_linked(console: Console, waits: Conversation) -> None:
    other = console.run(handed, console, "Plus ancienne ?", waits.contact)
    assert path(other) in console.get(path(waits)).text


def test_a_session_that_ends_loses_nothing_of_what_was_typed(console: Console, waits: Conversation) -> None:
    page = opened(console, waits)
    console.clock.advance(hours=13)
    answer = press(console, page, waits, action="envoyer", text="Une réponse écrite longuement.")
    assert answer.status_code == 401
    assert "Une réponse écrite longuement." in answer.text


def test_no_attribute_breaks_the_content_security_policy(console: Console, waits: Conversation) -> None:
    for shown in (console.get("/console").text, console.get(path(waits)).text):
        assert not re.search(r'\sstyle="|\son[a-z]+="|<script>', shown)


async def on_telegram(console: Console, begun: Conversation) -> Conversation:
    """Have the contact of a conversation go on with it on Telegram."""
    stores, at = console.office.stores, console.clock()
    return (await stores.conversations.change(begun.id, lambda c: c.follow_to(CHAT, at))).after


async def out_of_reach(console: Console, begun: Conversation) -> Conversation:
    """Have the contact of a conversation block us."""
    stores, at = console.office.stores, console.clock()
    return (await stores.conversations.change(begun.id, lambda c: c.lose(at))).after


def test_a_conversation_that_goes_on_on_telegram_says_so_without_the_number_of_the_chat(
    console: Console, waits: Conversation
) -> None:
    console.run(on_telegram, console, waits)
    page = opened(console, waits)
    said = text(page, "main")
    assert "Page web et Telegram" in said
    assert "Le demandeur poursuit la conversation sur Telegram." in said
    assert "paraîtra sur la page web du demandeur, et partira sur Telegram." in text(page, "#avis")
    assert page.html and str(CHAT) not in page.html


def test_a_contact_who_blocked_us_is_said_to_be_out_of_reach_and_may_be_answered_all_the_same(
    console: Console, waits: Conversation
) -> None:
    console.run(on_telegram, console, waits)
    before = now(console, waits).number
    console.run(out_of_reach, console, waits)
    update = console.get(f"{path(waits)}/suite?apres={before}")
    assert "ne peut plus être joint sur Telegram" in json.loads(update.headers["HX-Trigger"])["annonce"]
    assert "Vous pouvez répondre quand même" in text(LexborHTMLParser(update.text), "#avis")
    page = opened(console, waits)
    assert "Vous pouvez aussi terminer la conversation." in text(page, "#avis .fr-alert")
    assert "Ne peut plus être joint" in text(page, "#etat")
    queue = text(LexborHTMLParser(console.get("/console").text), ".queue-line")
    assert "Page web et Telegram Ne peut plus être joint" in queue
    answer = press(console, page, waits, action="envoyer", text="Oui.")
    assert answer.headers["location"] == f"{path(waits)}?fait=envoyee"
    (kept,) = console.run(console.office.stores.outbox.of_conversation, waits.id)
    assert (kept.channel, kept.number) == ("telegram", now(console, waits).number)


def test_a_contact_who_writes_on_telegram_alone_is_said_to_and_their_reply_kept_when_lost(
    console: Console,
) -> None:
    shown = console.run(handed, console, channel=Channel.TELEGRAM, chat=CHAT)
    console.enter()
    page = opened(console, shown)
    assert text(page, "#avis").endswith("Votre réponse partira sur Telegram.")
    console.run(out_of_reach, console, shown)
    answer = press(console, opened(console, shown), shown, action="envoyer", text="Oui.")
    page = LexborHTMLParser(console.get(answer.headers["location"]).text)
    assert "Réponse gardée. Elle partira si le demandeur revient sur Telegram." in text(page, "#retour")
