from collections.abc import Sequence
from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversations.events import Author, Message
from bot.replies import Decision, Quotation, Reply
from bot.telegram.buttons import Action, Press, Signer
from bot.telegram.messages import Outgoing
from bot.telegram.rendering import Look, rendered, rendered_reply
from knowledge.decision import Reason
from tests.bot.clocks import MONDAY
from tests.bot.desks import CITATION, DRAFT_CITATION, LEAD, QUOTE, FakeDesk
from tests.bot_api.entities import cleaned, units
from tests.bot_api.markup import parse_html
from tests.bot_api.urls import check_link

SIGNER = Signer(b"secret")
LOOK = Look(SIGNER.write, "7f" * 16, site="https://guichet.exemple.fr")
PAGE = "https://guichet.exemple.fr/textes/communique?passage=c#passage-2"
CITED = replace(CITATION, url=PAGE)
DRAFT = replace(DRAFT_CITATION, url="https://guichet.exemple.fr/textes/projet?passage=p#passage-1")
NOTE = "<i>Réponse d’un programme, sans intervention humaine. Seuls les textes officiels font foi.</i>"


def said(author: Author, text: str, **more: object) -> Message:
    return replace(Message(4, author, text, MONDAY), **more)  # type: ignore[arg-type]  # fields of a message


def replied(reply: Reply) -> Message:
    return said(Author.ASSISTANT, reply.text, answer=reply.as_json())


def only(sent: Sequence[Outgoing]) -> Outgoing:
    assert len(sent) == 1
    return sent[0]


def labels(sent: Outgoing) -> list[list[str]]:
    return [[button.label for button in row] for row in sent.buttons]


def asked(sent: Outgoing) -> list[Press]:
    return [SIGNER.read(button.data) for row in sent.buttons for button in row if button.data]


def answer(*citations: Quotation) -> Reply:
    text = f"Le communiqué dit : « {QUOTE} »\nCe passage ne donne pas de date."
    return Reply("?", Decision.ANSWER, text, None, citations, 0.9, receipt="ABCD-EFGH-JKMN")


def test_an_answer_quotes_the_text_below_the_words_that_bring_it() -> None:
    sent = only(rendered(replied(answer(CITED, DRAFT)), replace(LOOK, reply_to=9)))
    assert sent.html == (
        "<b>Réponse</b>\n\n"
        "Le communiqué dit\u00a0:\n\n"
        f"<blockquote expandable><i>{LEAD}</i>\n{QUOTE}</blockquote>\n"
        "Communiqué de presse n° 727, 2e alinéa, page 2\n"
        "<i>Communiqué de presse, publié, 15 juillet 2013</i>\n\n"
        "Ce passage ne donne pas de date.\n\n"
        "Autres passages proches\u00a0:\n\n"
        "<blockquote expandable>Les pôles sont définis.</blockquote>\n"
        "Projet de loi n° 805, Article 5\n"
        "<i>Projet de loi, <b>projet, pas en vigueur</b>, 24 juillet 2013</i>\n\n"
        f"{NOTE[:-4]} Reçu n° "
        '<a href="https://guichet.exemple.fr/recus/ABCD-EFGH-JKMN">ABCD-EFGH-JKMN</a></i>'
    )
    assert sent.reply_to == 9
    assert labels(sent) == [
        ["Lire\u00a0: 2e alinéa, page 2"],
        ["Lire\u00a0: Article 5"],
        ["Utile", "Pas utile"],
    ]
    assert sent.buttons[0][0].url == PAGE
    assert asked(sent) == [Press(Action.USEFUL, "7f" * 6, 4), Press(Action.USELESS, "7f" * 6, 4)]


def test_a_summary_is_said_to_be_no_official_text() -> None:
    sent = only(rendered(replied(answer(replace(CITED, kind="summary"))), LOOK))
    assert "<i>Synthèse, <b>pas un texte officiel</b>, 15 juillet 2013</i>" in sent.html


def test_a_validated_answer_says_when_it_was_validated() -> None:
    validated = replace(
        CITED, kind="validated_answer", location="Réponse validée le 3 mars 2026", page=None, published=None
    )
    assert ", Réponse validée le 3 mars 2026\n" in only(rendered(replied(answer(validated)), LOOK)).html


def test_an_address_that_telegram_would_refuse_is_written_in_the_text() -> None:
    sent = only(rendered(replied(answer(CITATION)), replace(LOOK, site="http://localhost:8000")))
    assert f"\n{CITATION.url}\n".replace("&", "&amp;") in sent.html
    assert "Reçu n° ABCD-EFGH-JKMN</i>" in sent.html
    assert labels(sent) == [["Utile", "Pas utile"]]


def test_a_clarification_offers_its_questions_and_a_person() -> None:
    sent = only(rendered(replied(FakeDesk().reply("Un pôle ?")), LOOK))
    assert sent.html == (
        "Que voulez-vous savoir\u00a0?\n\nChoisissez une question\u00a0:\n"
        f"1. Qu’est-ce qu’un pôle\u00a0?\n2. Qui choisit les pôles\u00a0?\n\n{NOTE}"
    )
    assert labels(sent) == [
        ["1. Qu’est-ce qu’un pôle\u00a0?"],
        ["2. Qui choisit les pôles\u00a0?"],
        ["Parler à une personne"],
    ]
    assert [(press.action, press.index) for press in asked(sent)] == [
        (Action.CHOOSE, 0),
        (Action.CHOOSE, 1),
        (Action.PERSON, 0),
    ]


def test_what_was_understood_is_said() -> None:
    reply = replace(FakeDesk().reply("Un pôle ?"), understood="Qui choisit les pôles ?")
    assert (
        "<i>J’ai compris\u00a0: «\u00a0Qui choisit les pôles\u00a0?\u00a0»</i>"
        in only(rendered(replied(reply), LOOK)).html
    )


@pytest.mark.parametrize(
    ("reason", "buttons"),
    [(Reason.OUT_OF_SCOPE, [["Parler à une personne"]]), (Reason.UNSAFE, [["Parler à une personne"]]),
     (Reason.MISSING_KNOWLEDGE, []), (Reason.REQUESTED, [])],
)  # fmt: skip
def test_a_handoff_offers_a_person_unless_it_went_to_one(reason: str, buttons: list[list[str]]) -> None:
    sent = only(rendered(replied(Reply("?", Decision.HANDOFF, "Je ne sais pas.", reason)), LOOK))
    assert sent.html.endswith(f"</b>\n\nJe ne sais pas.\n\n{NOTE}")
    assert labels(sent) == buttons


def test_a_handoff_says_which_one_it_is() -> None:
    sent = only(rendered(replied(Reply("?", Decision.HANDOFF, "Une panne.", "technical_failure")), LOOK))
    assert sent.html.startswith("<b>Une panne m’empêche de répondre</b>\n\n")


def test_a_person_is_named_and_what_they_cite_is_shown() -> None:
    message = said(
        Author.STAFF,
        "Bonjour,\n\nOui : <b>voyez</b> *ceci*.",
        name="Camille\nMartin",
        citations=(asdict(CITED),),
    )
    sent = only(rendered(message, LOOK))
    assert sent.html == (
        "<b>Camille Martin, de l’équipe</b>\n\n"
        "Bonjour,\n\nOui : &lt;b&gt;voyez&lt;/b&gt; *ceci*.\n\n"
        f"<blockquote expandable><i>{LEAD}</i>\n{QUOTE}</blockquote>\n"
        "Communiqué de presse n° 727, 2e alinéa, page 2\n"
        "<i>Communiqué de presse, publié, 15 juillet 2013</i>"
    )
    assert labels(sent) == [["Lire dans le texte"], ["Utile", "Pas utile"]]


def test_a_person_without_a_name_is_the_team() -> None:
    assert only(rendered(said(Author.STAFF, "Oui."), LOOK)).html == "<b>L’équipe</b>\n\nOui."


def test_the_system_says_things_plainly() -> None:
    text = "Je transmets votre message à l’équipe. La réponse est attendue demain avant 17\u00a0h."
    sent = only(rendered(said(Author.SYSTEM, text), LOOK))
    assert (sent.html, sent.buttons) == (f"ℹ️ {text}", ())


@pytest.mark.parametrize("author", [Author.SYSTEM, Author.ASSISTANT])
@pytest.mark.parametrize("text", ["", " \n", "\u200b\u202e"])
def test_no_message_is_blank(author: Author, text: str) -> None:
    shown, _ = cleaned(*parse_html(only(rendered(said(author, text), LOOK)).html))
    assert any(sign.isalpha() for sign in shown)


def test_a_private_note_is_never_sent() -> None:
    with pytest.raises(ValueError, match="private"):
        rendered(said(Author.STAFF, "Entre nous.", private=True), LOOK)


def test_what_was_asked_by_a_button_and_of_what_it_is_come_first() -> None:
    look = replace(LOOK, asked="Qui  choisit ?", about="Le R&D ?")
    assert only(rendered(said(Author.SYSTEM, "Bien."), look)).html == (
        "<i>Au sujet d’une autre de vos conversations\u00a0: «\u00a0Le R&amp;D\u00a0?\u00a0»</i>\n\n"
        "<i>Vous avez demandé\u00a0: «\u00a0Qui choisit\u00a0?\u00a0»</i>\n\nℹ️ Bien."
    )


def test_a_group_reads_the_questions_and_has_buttons_for_the_texts_alone() -> None:
    reply = replace(FakeDesk().reply("Un pôle ?"), citations=(CITED,))
    sent = only(rendered_reply(reply, replace(LOOK, reply_to=3)))
    assert "Vous pouvez demander\u00a0:\n1. Qu’est-ce qu’un pôle\u00a0?" in sent.html
    assert (labels(sent), asked(sent), sent.reply_to) == ([["Lire dans le texte"]], [], 3)


def test_what_to_choose_comes_before_what_to_read() -> None:
    reply = replace(FakeDesk().reply("Un pôle ?"), citations=(CITED,))
    assert labels(only(rendered(replied(reply), LOOK)))[2:] == [
        ["Parler à une personne"],
        ["Lire dans le texte"],
    ]


def test_a_very_long_message_is_several_and_the_buttons_come_last() -> None:
    message = said(Author.STAFF, "Une phrase & une autre. " * 400, name="Camille", citations=(asdict(CITED),))
    sent = rendered(message, replace(LOOK, reply_to=9))
    assert [one.reply_to for one in sent] == [9, None, None]
    assert [bool(one.buttons) for one in sent] == [False, False, True]
    assert all(one.html.endswith(".") for one in sent[:-1])


TEXTS = st.one_of(
    st.text(st.characters(), max_size=300),
    st.sampled_from(
        [
            "",
            " \n ",
            "\u200b",
            "<b>",
            "</blockquote>",
            "&lt;&#0;",
            "*_`[x](y)||",
            "\u202eabc\u2066",
            "😀" * 3_000,
        ]
    ),
    st.builds(lambda text, times: text * times, st.text(st.characters(), max_size=20), st.integers(200, 700)),
)
URLS = st.one_of(TEXTS, st.sampled_from([PAGE, "http://localhost/", "https://exemple.fr/" + "a" * 3_000]))
CITATIONS = st.lists(
    st.builds(
        Quotation, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, st.none() | st.integers(), TEXTS, URLS,
        st.none() | TEXTS, TEXTS,
    ),
    max_size=4,
).map(tuple)  # fmt: skip
REPLIES = st.builds(
    Reply, TEXTS, st.sampled_from(Decision), TEXTS, st.sampled_from([None, *Reason]), CITATIONS, st.just(0.5),
    st.lists(TEXTS, max_size=3).map(tuple), st.none() | TEXTS, st.none(), st.none() | TEXTS,
)  # fmt: skip
LOOKS = st.builds(
    Look, st.just(SIGNER.write), st.just("7f" * 16), st.just(7), TEXTS, TEXTS,
    st.sampled_from(["", "http://localhost:8000", "https://guichet.exemple.fr"]),
)  # fmt: skip


def received(sent: Sequence[Outgoing]) -> str:
    """What Telegram shows of messages, all of which it accepts."""
    assert [one.reply_to for one in sent] == [7] + [None] * (len(sent) - 1)
    assert not any(one.buttons for one in sent[:-1])
    assert len([button for row in sent[-1].buttons for button in row]) <= 100
    for button in (button for row in sent[-1].buttons for button in row):
        assert cleaned(button.label, [])[0]
        assert len(button.data.encode()) <= 64
        assert bool(button.data) is not bool(button.url and check_link(button.url))
    whole = ""
    for one in sent:
        text, entities = cleaned(*parse_html(one.html))
        assert 0 < units(text) <= 4_096
        assert len(entities) <= 100
        whole += text
    return seen(whole)


def seen(text: str) -> str:
    """The letters and figures of a text, which nothing may take away."""
    return "".join(sign for sign in text if sign.isalnum())


@settings(max_examples=30, deadline=None)
@given(REPLIES, LOOKS)
def test_any_reply_is_received_whole(reply: Reply, look: Look) -> None:
    message = replied(reply)
    for shown in (received(rendered(message, look)), received(rendered_reply(reply, look))):
        for part in (
            *reply.suggestions,
            *(one for c in reply.citations for one in (c.lead, c.quote, c.title)),
        ):
            assert seen(cleaned(part, [])[0] if part.isprintable() else "") in shown


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([Author.STAFF, Author.SYSTEM]), TEXTS, TEXTS, CITATIONS, LOOKS)
def test_whatever_a_person_writes_is_received_whole(
    author: Author, text: str, name: str, citations: tuple[Quotation, ...], look: Look
) -> None:
    message = said(author, text, name=name, citations=tuple(asdict(one) for one in citations))
    shown = received(rendered(message, look))
    for part in (text, *(one.quote for one in citations)):
        assert seen(cleaned(part, [])[0] if part.isprintable() else "") in shown
