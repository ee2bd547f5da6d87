"""What staff approved is read with its lines, and a faulty preparation is said to be, line by line."""

from pathlib import Path

import pytest

from ingest.errors import ManifestError
from ingest.manifest import PREPARATION, load_manifest
from ingest.preparation import Prepared, PreparedQuote, PreparedTopic, load_preparation
from knowledge.preparation import State

VALID = """\
# Relu le 3 mai.
[[topic]]
id = "total_budget"
state = "stated"
passages = [
  { document = "communique", quote = "Une enveloppe de trois millions d'euros" },
  # La synthèse dit { autre chose }.
  { document = "synthese", quote = "dix { projets" },
]
value = "trois millions d’euros"
missing = ""
questions = [
  "Quelle est l’enveloppe ?",
  "combien en tout",
]
announced = ""

[[topic]]
id = "closing_date"
state = "not_stated"
passages = []
announced = "cahier"

[[topic]]
id = "pooling"
name = "la mise en commun"
question = "Que mettre en commun ?"
state = "partly"
missing = "les locaux"
questions = ["Que partager ?"]
[[topic.passages]]
document = "communique"
quote = "des entreprises"

[[topic]]
id = "jury"
approved = false
state = "stated"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def load(folder: Path, text: str) -> Prepared:
    (folder / PREPARATION).write_text(text, encoding="utf-8")
    return load_preparation(folder)


def test_a_preparation_is_read_topic_by_topic(folder: Path) -> None:
    prepared = load(folder, VALID)
    budget, closing, pooling, jury = prepared.topics
    assert budget == PreparedTopic(
        "total_budget",
        State.STATED,
        (
            PreparedQuote("communique", "Une enveloppe de trois millions d'euros"),
            PreparedQuote("synthese", "dix { projets"),
        ),
        value="trois millions d’euros",
        questions=("Quelle est l’enveloppe ?", "combien en tout"),
    )
    assert closing == PreparedTopic("closing_date", State.NOT_STATED, announced="cahier")
    assert (pooling.name, pooling.question) == ("la mise en commun", "Que mettre en commun ?")
    assert (pooling.missing, len(pooling.passages)) == ("les locaux", 1)
    assert not jury.approved
    assert prepared.approved == (budget, closing, pooling)


def test_what_is_read_knows_its_lines(folder: Path) -> None:
    budget, closing, pooling, _ = load(folder, VALID).topics
    assert [quote.line for quote in (*budget.passages, *pooling.passages)] == [6, 8, 31]
    assert (budget.line(), budget.line("value"), budget.line("questions")) == (2, 10, 12)
    assert (closing.line("announced"), closing.line("missing")) == (22, 18)


def test_comments_and_lines_change_nothing_of_what_is_said(folder: Path) -> None:
    first = load(folder, VALID)
    again = load(folder, "# Une remarque.\n\n" + VALID)
    assert repr(again) == repr(first)
    assert again == first


def test_a_folder_without_a_preparation_has_none(folder: Path) -> None:
    assert load_preparation(folder) == Prepared()
    assert load(folder, "# Rien encore.\n").topics == ()


@pytest.mark.parametrize(
    ("valid", "faulty", "line", "said"),
    [
        ('id = "total_budget"\n', "", 2, "la clé « id » manque"),
        ('state = "not_stated"\n', "", 18, "la clé « state » manque"),
        ('state = "not_stated"', 'state = "absent"', 20, "l’un de stated, partly, not_stated, conflicting"),
        ("missing = ", "mising = ", 11, "écrivez « missing »"),
        ("missing = ", "missing = 3 # ", 11, "un texte entre guillemets"),
        ("approved = false", 'approved = "non"', 37, "true ou false"),
        ("passages = []", 'passages = ["a"]', 21, "entre accolades"),
        ('document = "synthese", ', "", 8, "la clé « document » manque"),
        ('quote = "dix { projets"', 'quote = ""', 8, "des mots du document"),
        ('quote = "dix { projets"', 'quotes = "dix"', 8, "écrivez « quote »"),
        ('document = "communique"\n', "", 31, "la clé « document » manque"),
        ('"combien en tout",', '"",', 12, "une liste de questions"),
        ('id = "pooling"', 'id = "Mise en commun"', 25, "minuscules sans accent"),
        ('id = "pooling"', 'id = "closing_date"', 25, "« closing_date » est déjà à la ligne 19"),
        ('id = "jury"', 'id = "pooling"', 36, "« pooling » est déjà à la ligne 25"),
        ('name = "la mise en commun"\n', "", 25, "n’est pas de ceux que Guichet connaît"),
        ('question = "Que mettre en commun ?"\n', "", 25, "name (un groupe nominal) et question"),
        ('state = "partly"', 'state = "conflicting"', 28, "ne contient que 1 citation(s)"),
        ('state = "not_stated"', 'state = "stated"', 20, "ne contient que 0 citation(s)"),
        ('state = "partly"', 'state = "not_stated"', 24, "pourtant des passages sont cités"),
        ('value = "trois', 'value = "deux', 10, "n’est pas dans la première citation"),
        ('value = "trois millions d’euros"', 'value = "dix"', 10, "n’est pas dans la première citation"),
        ("passages = []", 'value = "dix"', 21, "n’est pas dans la première citation"),
        ('"combien en tout"', '"Quelle est l\'enveloppe ?"', 12, "« Quelle est l'enveloppe ? » est déjà"),
        ('"Que partager ?"', '"Combien en tout"', 30, "« Combien en tout » est déjà à la ligne 12"),
        ('[[topic]]\nid = "closing', '[[sujet]]\nid = "closing', 18, "« sujet » est inconnue"),
        ("# Relu le 3 mai.", 'call = "ptce"', 1, "« call » est inconnue"),
        ("# Relu le 3 mai.", "topic = [", 2, "syntaxe TOML"),
        ('value = "trois', 'value = trois"', 10, "syntaxe TOML"),
    ],
)
def test_a_fault_is_named_with_its_line(folder: Path, valid: str, faulty: str, line: int, said: str) -> None:
    assert valid in VALID
    with pytest.raises(ManifestError) as caught:
        load(folder, VALID.replace(valid, faulty, 1))
    assert said in str(caught.value)
    assert f"{PREPARATION}, ligne {line} : " in str(caught.value)
    assert "Pour corriger : " in str(caught.value)


@pytest.mark.parametrize("text", ['[topic]\nid = "jury"', 'topic = "jury"', 'topic = ["jury"]'])
def test_topics_are_tables_with_two_brackets(folder: Path, text: str) -> None:
    with pytest.raises(ManifestError, match=r"ligne 1 : .*deux crochets"):
        load(folder, text)


def test_a_proposal_may_say_what_could_not_be_approved(folder: Path) -> None:
    proposal = '[[topic]]\nid = "new"\napproved = false\nstate = "stated"\nvalue = "a"\nquestions = ["Q ?"]\n'
    prepared = load(folder, f"{VALID}\n{proposal}".replace('"Que partager ?"', '"Q ?"'))
    assert [topic.id for topic in prepared.topics if not topic.approved] == ["jury", "new"]
    with pytest.raises(ManifestError, match="« new »"):
        load(folder, VALID + "\n" + proposal.replace("approved = false\n", ""))


def test_a_file_in_another_encoding_is_refused(folder: Path) -> None:
    (folder / PREPARATION).write_bytes(VALID.encode("cp1252"))
    with pytest.raises(ManifestError, match=r"preparation\.toml, ligne 7 : .*UTF-8"):
        load_preparation(folder)


def test_the_preparation_is_never_a_text_of_the_call(folder: Path) -> None:
    (folder / PREPARATION).write_text(VALID, encoding="utf-8")
    (folder / "communique.md").write_text("Texte.", encoding="utf-8")
    assert [document.source for document in load_manifest(folder).documents] == ["communique.md"]
    declared = '[call]\nid = "a"\nname = "A"\n[[document]]\nid = "b"\ntitle = "B"\nkind = "guide"\n'
    (folder / "corpus.toml").write_text(f'{declared}file = "{PREPARATION}"\n', encoding="utf-8")
    with pytest.raises(ManifestError, match=r"ligne 8 : .*n’est pas un texte de l’appel"):
        load_manifest(folder)
