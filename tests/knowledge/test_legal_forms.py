import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.legal_forms import DATE, FILE, SOURCE, LegalForm, LegalForms, load_legal_forms
from tests.tools import make_legal_forms

LINES = files("knowledge").joinpath(FILE).read_text(encoding="utf-8").splitlines()
FORMS = [LegalForm(*line.split("\t")) for line in LINES]
EVERYDAY = tomllib.loads(files("knowledge").joinpath("legal_words.toml").read_text(encoding="utf-8"))["form"]
WORDS = [word for entry in EVERYDAY if entry.get("codes") != [] for word in entry["words"]]


def codes(text: str) -> set[str]:
    return {form.code for form in load_legal_forms().find(text)}


def said(text: str) -> list[tuple[str, int]]:
    return [(mention.words, mention.count) for mention in load_legal_forms().mentioned(text)]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_every_form_is_found_by_its_own_name_and_its_acronym(form: LegalForm) -> None:
    forms = load_legal_forms()
    assert forms.get(form.code) == form
    assert form in forms.find(form.name)
    assert all(form in forms.find(acronym) for acronym in form.acronym.split(" ou ") if acronym)


@pytest.mark.parametrize("word", WORDS)
def test_every_everyday_word_names_forms_that_exist_alone_and_in_a_sentence(word: str) -> None:
    forms = load_legal_forms()
    found = forms.find(word)
    assert found
    assert forms.find(f"Une {word}.") == found
    assert [(mention.words, mention.forms) for mention in forms.mentioned(f"On est une {word}")] == [
        (word, found)
    ]


def test_an_everyday_word_is_written_once_and_says_which_forms_it_names() -> None:
    written = [word for entry in EVERYDAY for word in entry["words"]]
    assert len(written) == len(set(written))
    assert [entry for entry in EVERYDAY if ("codes" in entry) == ("named" in entry)] == []
    known = {form.code for form in FORMS}
    assert [entry for entry in EVERYDAY if not known.issuperset(entry.get("codes", []))] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("une SCIC", {"5462", "5743", "5565", "5662", "5564", "5665"}),
        ("scic sas", {"5743"}),
        ("Association loi 1901", {"9210", "9220", "9221", "9222", "9230"}),
        ("l’association", {"9210", "9220", "9221", "9222", "9230", "9260"}),
        ("une commune", {"7210"}),
        ("mairie", {"7210"}),
        ("le département", {"7220"}),
        ("la Région", {"7230"}),
        ("communauté de communes", {"7346"}),
        ("communautés d'agglomération", {"7348"}),
        ("métropole", {"7344"}),
        ("fondation", {"9300"}),
        ("mutuelle", {"8210"}),
        ("SARL", {"5499", "5499u", "5460"}),
        ("S.A.R.L.", {"5499", "5499u", "5460"}),
        ("EURL", {"5499u"}),
        ("SASU", {"5710u"}),
        ("SAS", {"5710", "5710u", "5757"}),
        ("micro-entreprise", {"1000"}),
        ("GIE", {"6220"}),
        ("un GIP", {"7410"}),
        ("université", {"7383"}),
        ("CCI", {"7381"}),
        ("ministère", {"7113"}),
        ("start-up", set()),
        ("entreprise", set()),
        ("une SCIC et une commune", set()),
        ("communne", set()),
        ("centre-ville", set()),
        ("une", set()),
        ("", set()),
    ],
)
def test_a_whole_answer_names_exactly_these_forms(text: str, found: set[str]) -> None:
    assert codes(text) == found


def test_the_most_ordinary_form_comes_first() -> None:
    first = {
        word: load_legal_forms().find(word)[0].code for word in ("SA", "SARL", "SAS", "association", "EPCI")
    }
    assert first == {"SA": "5599", "SARL": "5499", "SAS": "5710", "association": "9220", "EPCI": "7346"}


def test_what_has_a_word_in_common_is_found_by_it() -> None:
    names = [form.name.casefold() for form in load_legal_forms().find("coopérative")]
    assert len(names) > 90
    assert all("coopérative" in name for name in names)
    assert codes("SCOP") | codes("SCIC") | codes("CAE") <= codes("coopérative")


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("on est une SCIC et deux communes", [("SCIC", 1), ("communes", 2)]),
        ("Trois associations (loi 1901), 12 SARL", [("associations (loi 1901)", 3), ("SARL", 12)]),
        ("la communauté de communes et sa commune", [("communauté de communes", 1), ("commune", 1)]),
        ("des communes et plusieurs SCICs", [("communes", 2), ("SCICs", 2)]),
        ("trois autres communes, une petite commune", [("communes", 3), ("commune", 1)]),
        ("deux ou trois communes", [("communes", 2)]),
        ("un fonds de dotation, les fonds de dotation", [("fonds de dotation", 1), ("fonds de dotation", 1)]),
        ("Commune de Lyon ; S.C.I.C. du quartier", [("Commune", 1), ("S.C.I.C.", 1)]),
        ("une SASU, pas une SAS", [("SASU", 1)]),
        ("ni commune ni association, sans mairie, aucune SCIC, 0 GIE", []),
        ("on n’est pas seulement une commune", [("commune", 1)]),
        ("Non, une SCIC", [("SCIC", 1)]),
        ("Nous ne savons pas. Une SCIC ?", [("SCIC", 1)]),
        ("pas SCIC, une SARL", [("SARL", 1)]),
        ("30 communes, des GIEs", [("communes", 30), ("GIEs", 2)]),
        ("depuis 2013 deux SAS ; en 2013 SCIC et SARL", [("SAS", 2), ("SCIC", 1), ("SARL", 1)]),
        ("des établissements publics locaux", [("établissements publics locaux", 2)]),
        ("EI, SA et SE", [("EI", 1), ("SA", 1), ("SE", 1)]),
        ("il se dit que sa forme, ei ou sa, sera choisie le 30 sep", []),
        ("une stratégie commune et des ressources communes", []),
        ("une démarche coopérative en politique de la ville", []),
        ("la scicérienne et l’archicommune", []),
        ("une association. Déclarée", [("association", 1)]),
        ("bonjour", []),
        ("", []),
    ],
)
def test_a_sentence_mentions_these_forms_so_many_times(text: str, mentions: list[tuple[str, int]]) -> None:
    assert said(text) == mentions


def test_a_mention_carries_the_forms_that_its_words_stand_for() -> None:
    forms = load_legal_forms()
    assert [mention.forms for mention in forms.mentioned("une SCIC et deux communes")] == [
        forms.find("SCIC"),
        forms.find("commune"),
    ]


@given(
    st.text() | st.lists(st.sampled_from([*WORDS, "deux", "une", "pas", ",", "(", ".", "et"])).map(" ".join)
)
def test_mentions_stand_in_the_text_in_its_order_and_do_not_overlap(text: str) -> None:
    end = 0
    for mention in load_legal_forms().mentioned(text):
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.words
        assert mention.count > 0
        assert mention.forms
        end = mention.end


def test_without_forms_nothing_is_found() -> None:
    empty = LegalForms([], {})
    assert (empty.get("5499"), empty.find("SARL"), empty.mentioned("une SARL")) == (None, (), ())


def test_an_unknown_code_has_no_form() -> None:
    assert load_legal_forms().get("0000") is None


def test_the_shipped_table_is_whole_and_says_its_source_and_its_date() -> None:
    assert len({form.code for form in FORMS}) == len(LINES) == 497
    assert [form for form in FORMS if not form.name] == []
    assert {line.count("\t") for line in LINES} == {2}
    assert date(2024, 11, 6) == DATE
    assert "INPI" in SOURCE


def test_the_file_is_made_of_the_table_and_runs_none_of_the_package(tmp_path: Path) -> None:
    (tmp_path / "data.py").write_text(
        "import no_such_package\nOTHER = 1\nLEGAL_STATUS = {\n"
        '"5499": {"full_name": "Société  à l\'essai", "acronym": "SAE"},\n'
        '"1000": {"full_name": "Seul", "acronymSEL": ""}}\n',
        encoding="utf-8",
    )
    assert list(make_legal_forms.lines(tmp_path)) == ["1000\tSeul\tSEL", "5499\tSociété à l’essai\tSAE"]


def test_a_package_without_the_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data.py").write_text("OTHER = 1\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="LEGAL_STATUS"):
        list(make_legal_forms.lines(tmp_path))
