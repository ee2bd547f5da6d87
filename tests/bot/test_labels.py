from bot.labels import KINDS, STATUSES, kind_label, status_label, warning_of
from bot.plain_text import citation_as_text
from bot.replies import Quotation
from knowledge.documents import Document, Kind, Status


def test_every_kind_and_status_has_a_french_name() -> None:
    assert set(KINDS) == set(Kind)
    assert set(STATUSES) == set(Status)


def test_a_validated_answer_is_told_from_a_list_of_questions() -> None:
    assert kind_label("validated_answer") == "Réponse validée"
    assert status_label("in_force", "validated_answer") == "publiée"
    assert warning_of(Document("d", "Réponses validées", Kind.VALIDATED)) == ""
    shown = Quotation(
        "reponses-validees", "Réponses validées", "validated_answer", "in_force",
        "Réponse validée le 3 novembre 2026", None, "Oui.", "http://x/",
    )  # fmt: skip
    assert citation_as_text(shown).splitlines() == [
        "« Oui. »",
        "  Réponses validées (Réponse validée, publiée)",
        "  Réponse validée le 3 novembre 2026",
        "  http://x/",
    ]


def test_what_is_published_agrees_with_its_kind() -> None:
    said = {kind: status_label("in_force", kind) for kind in Kind}
    assert {kind for kind in Kind if said[kind].startswith("publié")} == {
        Kind.FAQ, Kind.VALIDATED, Kind.GUIDE, Kind.PRESS_RELEASE,
    }  # fmt: skip
    assert said[Kind.GUIDE] == said[Kind.PRESS_RELEASE] == "publié"
    assert said[Kind.FAQ] == "publiée"
    assert status_label("draft", "guide") == "projet, pas en vigueur"
