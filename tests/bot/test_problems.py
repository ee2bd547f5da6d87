import json

import pytest

from bot.api.problems import SENTENCES, Fault, faults, problem


def test_a_problem_is_an_rfc_9457_document() -> None:
    response = problem(404)
    assert response.media_type == "application/problem+json"
    assert json.loads(bytes(response.body)) == {
        "type": "about:blank",
        "title": "Page introuvable",
        "status": 404,
        "detail": "Cette adresse ne correspond à aucune page.",
    }


def test_a_problem_lists_the_wrong_values() -> None:
    response = problem(422, errors=[Fault(pointer="#/question", detail="un texte est attendu")])
    assert json.loads(bytes(response.body))["errors"] == [
        {"pointer": "#/question", "detail": "un texte est attendu"}
    ]


@pytest.mark.parametrize("status", SENTENCES)
def test_every_sentence_is_whole(status: int) -> None:
    title, detail = SENTENCES[status]
    assert title[0].isupper() and not title.endswith(".")
    assert detail[0].isupper() and detail.endswith(".")


def test_the_branches_of_a_union_are_one_fault() -> None:
    errors = [
        {"type": "string_type", "loc": ("body", "history", 0, "str")},
        {"type": "model_attributes_type", "loc": ("body", "history", 0, "Turn")},
    ]
    assert [fault.pointer for fault in faults(errors)] == ["#/history/0"]


def test_a_field_inside_a_message_is_pointed_at() -> None:
    errors = [{"type": "literal_error", "loc": ("body", "history", 2, "Turn", "author")}]
    assert faults(errors)[0].pointer == "#/history/2/author"
