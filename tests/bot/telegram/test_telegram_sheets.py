from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversations.events import Author, Message
from bot.eligibility.path import Path
from bot.eligibility.shown import OUTCOMES, ShownAnswer, ShownCriterion, ShownPiece, ShownSheet, ShownStep
from bot.replies import Decision, Quotation, Reply
from bot.telegram.buttons import Action, Signer
from bot.telegram.html import Written
from bot.telegram.keyboards import answers
from bot.telegram.rendering import Look, rendered
from bot.telegram.sheets import MARKS, OURS, sheet_written, steps_written
from knowledge.eligibility.criteria import Outcome
from tests.bot.clocks import MONDAY
from tests.bot.desks import QUOTE
from tests.bot.guided import SHEET, TO_MEET
from tests.bot.telegram.chatting import plain
from tests.bot_api.entities import cleaned, units
from tests.bot_api.markup import parse_html

SIGNER = Signer(b"secret")
LOOK = Look(SIGNER.write, "7f" * 16, site="https://guichet.exemple.fr")
HERE = replace(SHEET.criteria[0].citations[0], url="https://guichet.exemple.fr/textes/c#passage-2")


def blocks(written: Written) -> list[str]:
    return plain(written.html).split("\n\n")


def test_every_outcome_has_a_mark_of_its_own_and_words() -> None:
    assert set(MARKS) == set(Outcome) == set(OUTCOMES)
    assert len(set(MARKS.values())) == len(Outcome)


def test_a_criterion_is_a_block_with_its_outcome_its_reason_and_its_passage() -> None:
    _, met, not_met, not_stated, *_ = blocks(sheet_written(SHEET))
    assert met.startswith(
        "✅ Rempli, d’après vos réponses\nAu moins deux partenaires\n"
        "Votre réponse à « Êtes-vous au moins deux partenaires ? » : oui\n"
    )
    assert QUOTE in met
    assert OURS.format(help=TO_MEET) in not_met
    assert not_stated == (
        "❔ Non précisé par les textes\nLes conditions du cahier des charges\n"
        "Attendu dans « Cahier des charges »."
    )


def test_names_are_bold_and_passages_fold_with_a_link() -> None:
    criterion = replace(SHEET.criteria[0], citations=(HERE,))
    html = sheet_written(ShownSheet((criterion,))).html
    assert "<b>Au moins deux partenaires</b>" in html
    assert html.count("<blockquote expandable>") == 1
    assert '<a href="https://guichet.exemple.fr/textes/c#passage-2">Lire dans le texte</a>' in html


def test_drafts_stand_apart_behind_the_criteria_in_force() -> None:
    said = blocks(sheet_written(SHEET))
    titled = "Textes en projet, pas en vigueur\n"
    (apart,) = (at for at, one in enumerate(said) if one.startswith(titled))
    assert "La définition du projet de loi" in said[apart]
    assert not any("projet de loi" in one for one in said[:apart])
    assert "Textes en projet" not in plain(sheet_written(replace(SHEET, criteria=())).html)


def test_who_decides_the_steps_and_the_way_to_the_page_come_last() -> None:
    said = plain(sheet_written(SHEET).html)
    order = [
        said.index(one)
        for one in ("Qui décide\nSeul le ministère décide.", "Étapes", "Pièces à fournir", "/site vous donne")
    ]
    assert order == sorted(order)
    assert "– Formulaire\n✓ Prête, d’après vous\nLe porteur\nÀ demander à la préfecture." in said
    assert "/chat/" not in said  # nobody but who asks for it is given the secret link


def test_without_steps_nothing_is_said_of_them() -> None:
    assert steps_written(ShownSheet()).blank


def test_short_answers_stand_two_in_a_row() -> None:
    long = "Une entreprise de l’économie sociale et solidaire"
    rows = answers(("Oui", "Non", "Je ne sais pas", long, "Une commune"), SIGNER.write, "7f" * 16, 4)
    assert [len(row) for row in rows] == [2, 1, 1, 1]
    presses = [SIGNER.read(one.data) for row in rows for one in row]
    assert [(one.action, one.number, one.index) for one in presses] == [
        (Action.CHOOSE, 4, index) for index in range(5)
    ]


def test_an_answer_too_long_for_its_button_is_in_the_text_too() -> None:
    long = "Une entreprise " + "très " * 20 + "sociale"
    reply = Reply(
        "?", Decision.CLARIFICATION, "Qui ?", suggestions=(long, "Autre"), path=Path("7f").as_json()
    )
    (sent,) = rendered(Message(4, Author.ASSISTANT, "Qui ?", MONDAY, answer=reply.as_json()), LOOK)
    assert plain(sent.html).endswith(f"Répondez :\n– {long}\n– Autre")


TEXTS = st.one_of(
    st.text(st.characters(), max_size=120),
    st.sampled_from(["", " \n", "<b>", "</blockquote>", "&lt;", "\u202eabc", "😀" * 900, "un mot " * 700]),
)
CITED = st.lists(
    st.builds(
        Quotation, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, st.none() | st.integers(), TEXTS,
        st.sampled_from(["", "http://localhost/", "https://exemple.fr/x", "javascript:1"]),
    ),
    max_size=2,
).map(tuple)  # fmt: skip
SAID = st.lists(st.builds(ShownAnswer, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple)
SHEETS = st.builds(
    ShownSheet,
    st.lists(
        st.builds(
            ShownCriterion, TEXTS, TEXTS, st.sampled_from(Outcome), SAID, TEXTS, TEXTS, st.booleans(), CITED
        ),
        max_size=6,
    ).map(tuple),
    SAID,
    st.lists(
        st.builds(ShownStep, TEXTS, TEXTS, TEXTS, TEXTS, st.booleans(), st.tuples(TEXTS), TEXTS, CITED),
        max_size=2,
    ).map(tuple),
    st.lists(st.builds(ShownPiece, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, st.booleans(), CITED), max_size=2).map(
        tuple
    ),
    TEXTS,
    TEXTS,
    CITED,
)


@settings(max_examples=60, deadline=None)
@given(SHEETS)
def test_telegram_takes_any_sheet(sheet: ShownSheet) -> None:
    reply = Reply("?", Decision.ANSWER, "Voici.", path=Path("7f").as_json(), sheet=sheet.as_json())
    sent = rendered(Message(4, Author.ASSISTANT, "Voici.", MONDAY, answer=reply.as_json()), LOOK)
    for one in sent:
        text, entities = cleaned(*parse_html(one.html))
        assert 0 < units(text) <= 4_096
        assert len(entities) <= 100
