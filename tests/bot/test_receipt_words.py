from dataclasses import fields

import pytest

from bot.pages.receipt_words import (
    INTENTS,
    SIGNALS,
    STANDINGS,
    STATES,
    THRESHOLDS,
    Named,
    decision_of,
    reason_of,
)
from bot.receipts import Standing
from knowledge.decision import Answer, Clarification, Handoff, Model, Reason
from knowledge.entries import intents
from knowledge.preparation import State
from knowledge.signals import Signals
from tests.knowledge.made_up_receipts import evidence

TOPICS = {"closing_date": "la date limite"}
TITLES = {"cahier": "Cahier des charges"}


def test_every_signal_and_threshold_has_a_name_and_one_line_of_meaning() -> None:
    assert list(SIGNALS) == [field.name for field in fields(Signals)]
    assert list(THRESHOLDS) == [
        field.name for field in fields(Model) if field.name not in ("weights", "bias", "ranking", "reading")
    ]
    named: list[Named] = [*SIGNALS.values(), *THRESHOLDS.values()]
    assert len({one.name for one in named}) == len(named)
    assert all(one.name and one.meaning and "\n" not in one.meaning for one in named)


def test_every_intent_state_standing_and_reason_has_its_words() -> None:
    assert set(INTENTS) == set(intents())
    assert set(STATES) == set(State)
    assert set(STANDINGS) == set(Standing)
    said = [reason_of(Handoff(reason, 0.1), evidence(), {}, {}) for reason in Reason]
    assert len(set(said)) == len(Reason)


@pytest.mark.parametrize(
    ("outcome", "decision", "reason"),
    [
        (
            Answer(0.9),
            "L’assistant a répondu en citant les textes.",
            "La probabilité que les passages trouvés répondent à la question atteignait le seuil fixé.",
        ),
        (
            Clarification(0.4),
            "L’assistant a montré les passages les plus proches, sans affirmer qu’ils répondent.",
            "La probabilité que les passages trouvés répondent à la question était trop faible pour "
            "répondre, assez forte pour les montrer.",
        ),
        (
            Clarification(0.4, "thanks"),
            "L’assistant n’a pas cherché de réponse dans les textes : il a demandé une question.",
            "Le message a été pris pour un remerciement.",
        ),
        (
            Handoff(Reason.UNSAFE, 0.1),
            "L’assistant n’a pas répondu.",
            "Le message ressemblait à une tentative de détourner l’assistant de son rôle.",
        ),
        (
            Handoff(Reason.MISSING_KNOWLEDGE, 0.1, "closing_date", "date limite de dépôt", "cahier"),
            "L’assistant n’a pas répondu et a renvoyé vers une personne.",
            "Les textes ne semblaient pas répondre à la question. Point en cause : la date limite. "
            "Un texte annoncé, « Cahier des charges », devait porter sur ce point : date limite de dépôt.",
        ),
    ],
)
def test_what_was_decided_and_why_is_said_in_plain_sentences(
    outcome: Answer | Clarification | Handoff, decision: str, reason: str
) -> None:
    assert decision_of(outcome) == decision
    assert reason_of(outcome, evidence(), TOPICS, TITLES) == reason
