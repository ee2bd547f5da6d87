"""Steps and pieces are read with their lines, and rest on what the texts still say."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from ingest.errors import ManifestError
from ingest.preparation import PreparedQuote
from ingest.procedure import PROCEDURE, load_procedure, read_procedure, settle_procedure
from knowledge.documents import Status
from knowledge.preparation import Quoted
from knowledge.procedure import Piece, Step
from tests.knowledge.examples import BILL, NOTICE, PASSAGES, RULES

DOCUMENTS = (NOTICE, BILL, RULES)
VALID = """\
[[step]]
id = "filing"
name = "Déposer le dossier"
who = "Le porteur"
begins = 2020-01-15
ends = 2020-02-28T17:00:00+01:00
said = "Une enveloppe de trois"
pieces = [
  "form",
  "letter",
]
passages = [{ document = "communique", quote = "Une enveloppe de trois millions d'euros" }]

[[step]]
id = "hearing"
name = "Être entendu"
state = "not_stated"
announced = "cahier"

[[piece]]
id = "form"
name = "Le formulaire"
help = "En ligne."
passages = [{ document = "projet", quote = "définis par la loi" }]

[[piece]]
id = "letter"
name = "Une lettre"
who = "Chaque partenaire"
state = "not_stated"
"""
NO_DATES = "".join(line for line in VALID.splitlines(True) if not line.startswith(("begins", "ends")))
UNDATED = read_procedure(NO_DATES, Path("/corpus/procedure.toml"))
WRITTEN = read_procedure(VALID, Path("/corpus/procedure.toml"))


def read_fault(text: str) -> str:
    with pytest.raises(ManifestError) as caught:
        read_procedure(text, Path("procedure.toml"))
    return str(caught.value)


def test_steps_and_pieces_are_read_in_their_order() -> None:
    filing, hearing = WRITTEN.procedure.steps
    assert filing == Step(
        "filing",
        "Déposer le dossier",
        "Le porteur",
        date(2020, 1, 15),
        datetime(2020, 2, 28, 17, tzinfo=timezone(timedelta(hours=1))),
        "Une enveloppe de trois",
        ("form", "letter"),
    )
    assert hearing == Step("hearing", "Être entendu", stated=False, announced="cahier")
    assert WRITTEN.procedure.pieces == (
        Piece("form", "Le formulaire", help="En ligne."),
        Piece("letter", "Une lettre", "Chaque partenaire", stated=False),
    )


def test_quotations_are_kept_by_step_and_piece_with_their_lines() -> None:
    assert WRITTEN.quotes == {
        "step:filing": (PreparedQuote("communique", "Une enveloppe de trois millions d'euros"),),
        "step:hearing": (),
        "piece:form": (PreparedQuote("projet", "définis par la loi"),),
        "piece:letter": (),
    }
    assert [WRITTEN.quotes[name][0].line for name in ("step:filing", "piece:form")] == [12, 24]
    assert (WRITTEN.line("step:hearing", "announced"), WRITTEN.line("piece:letter")) == (18, 26)
    assert WRITTEN.line("piece:hearing") is None


def test_a_folder_without_the_file_has_no_procedure(tmp_path: Path) -> None:
    assert load_procedure(tmp_path) is None
    (tmp_path / PROCEDURE).write_text(VALID, encoding="utf-8")
    assert load_procedure(tmp_path) == WRITTEN


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("[[step]]", "[[steps]]", 1, "la clé « steps » est inconnue. Attendu : [[step]] ou [[piece]]"),
        ("who = ", "whom = ", 4, "écrivez « who »"),
        ("2020-02-28T17:00:00+01:00", "2020-02-28T17:00:00", 6, "une heure avec son décalage"),
        ("2020-02-28T17:00:00+01:00", '"2020-02-28"', 6, "sans guillemets"),
        ("begins = 2020-01-15", "begins = 2020-02-29", 6, "précède begins (2020-02-29)"),
        ("begins = 2020-01-15", "begins = 2020-02-28T17:00:01+01:00", 6, "précède begins"),
        ('said = "Une', 'said = "Deux', 7, "n’est dans aucune citation"),
        (
            '  "letter",\n',
            '  "lettre",\n',
            10,
            "la pièce « lettre » n’est pas déclarée. Attendu : une pièce du",
        ),
        ('  "letter",\n', '  "form",\n', 10, "la pièce « form » est déjà à la ligne 9"),
        ('id = "hearing"', 'id = "filing"', 15, "l’étape « filing » est déjà à la ligne 2"),
        ('id = "letter"', 'id = "form"', 27, "la pièce « form » est déjà à la ligne 21"),
        ('state = "not_stated"\n', "", 14, "aucun passage n’est cité"),
        ('state = "not_stated"', 'state = "not_stated"\nends = 2020-01-01', 18, "une date est donnée"),
        ('help = "En ligne."', 'state = "not_stated"', 24, "pourtant des passages sont cités"),
        ('quote = "définis par la loi"', 'quote = ""', 24, "des mots du document"),
    ],
)
def test_each_fault_is_told_with_its_line(old: str, new: str, line: int, said: str) -> None:
    assert old in VALID
    fault = read_fault(VALID.replace(old, new, 1))
    assert fault.startswith(f"procedure.toml, ligne {line} : ")
    assert said in fault


def test_a_step_may_end_on_the_day_it_begins() -> None:
    text = VALID.replace("begins = 2020-01-15", "begins = 2020-02-28")
    assert read_procedure(text).procedure.steps[0].begins == date(2020, 2, 28)


def test_steps_and_pieces_get_their_passages_as_the_texts_print_them() -> None:
    procedure, warnings = settle_procedure(UNDATED, DOCUMENTS, PASSAGES)
    assert warnings == ()
    filing, hearing = procedure.steps
    assert filing.passages == (Quoted("c:1", "Une enveloppe de trois millions d’euros"),)
    assert (filing.pieces, hearing.passages) == (("form", "letter"), ())
    assert procedure.pieces[0].passages == (Quoted("p:1", "définis par la loi"),)


def test_words_of_a_time_are_those_that_the_passage_prints() -> None:
    text = NO_DATES.replace('said = "Une enveloppe de trois"', 'said = "trois millions d\'euros"')
    procedure, _ = settle_procedure(read_procedure(text), DOCUMENTS, PASSAGES)
    assert procedure.steps[0].said == "trois millions d’euros"


def test_a_piece_whose_quotation_is_gone_is_set_aside_and_no_step_names_it() -> None:
    changed = replace(PASSAGES[2], text="Rien.")
    procedure, (warning,) = settle_procedure(UNDATED, DOCUMENTS, (*PASSAGES[:2], changed))
    assert [piece.id for piece in procedure.pieces] == ["letter"]
    assert [step.pieces for step in procedure.steps] == [("letter",), ()]
    assert warning.name == "form"
    assert warning.why == (
        "procedure.toml, ligne 22 : la pièce « Le formulaire » (form) est mise de côté. La citation "
        "« définis par la loi » n’est plus valable : elle n’est pas dans le document « projet ». Relisez-la "
        "d’après les textes, corrigez, puis relancez « guichet ingest »."
    )


def test_a_step_that_announces_a_text_that_is_there_is_set_aside() -> None:
    published = replace(RULES, status=Status.IN_FORCE)
    procedure, (warning,) = settle_procedure(UNDATED, (NOTICE, BILL, published), PASSAGES)
    assert [step.id for step in procedure.steps] == ["filing"]
    assert warning.why.startswith("procedure.toml, ligne 16 : l’étape « Être entendu » (hearing) est mise")
    assert "« cahier » n’est plus attendu" in warning.why


@pytest.mark.parametrize(
    ("dates", "key"),
    [
        ("begins = 2020-01-15\nends = 2020-02-28T17:00:00+01:00", None),
        ("begins = 2020-01-16", "begins"),
        ("ends = 2020-02-28T18:00:00+01:00", "ends"),
        ("ends = 2021-02-28", "ends"),
    ],
)
def test_a_step_whose_dates_no_quotation_prints_is_set_aside(dates: str, key: str | None) -> None:
    quote = "ouvert du 15 janvier au 28 février 2020 à 17 h"
    text = f"""[[step]]\nid = "filing"\nname = "Déposer"\n{dates}
passages = [{{ document = "communique", quote = "{quote}" }}]"""
    passage = replace(PASSAGES[0], text=f"L’appel est {quote}.")
    procedure, warnings = settle_procedure(read_procedure(text), DOCUMENTS, (passage,))
    if key is None:
        assert (len(procedure.steps), warnings) == (1, ())
    else:
        assert procedure.steps == ()
        assert f"ligne 4 : l’étape « Déposer » (filing) est mise de côté. La date de {key} n’est" in str(
            warnings[0]
        )
