"""A corpus folder is read with its manifest or without, and a faulty manifest is said to be, line by line."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ingest.errors import ManifestError
from ingest.manifest import MANIFEST, load_manifest
from knowledge.documents import Kind, Status

VALID = """\
[call]
id = "ptce-2013"
name = "Appel à projets PTCE"
authority = "Ministère"
opened = 2013-07-15
closes = 2013-10-15T12:00:00Z

[[document]]
id = "communique"
title = "Communiqué"
kind = "press_release"
published = 2013-07-15
file = "textes/communique.md"
url = "https://www.economie.gouv.fr/communique"
licence = "Texte officiel"

[[document]]
id = "page"
title = "Page du ministère"
kind = "guide"
status = "superseded"
in_force_from = "2013-07-15"
url = "https://www.economie.gouv.fr/page"
official = false

[[document]]
id = "cahier"
title = "Cahier des charges"
kind = "specifications"
status = "expected"
topics = ["date limite", "dépenses éligibles"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    corpus = tmp_path / "ptce"
    (corpus / "textes").mkdir(parents=True)
    (corpus / "textes" / "communique.md").write_text("Texte.", encoding="utf-8")
    (tmp_path / "dehors.md").write_text("Ailleurs.", encoding="utf-8")
    return corpus


def fault(folder: Path, text: str) -> ManifestError:
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(ManifestError) as caught:
        load_manifest(folder)
    return caught.value


def test_a_valid_manifest_gives_its_call_and_documents(folder: Path) -> None:
    (folder / MANIFEST).write_text(VALID, encoding="utf-8")
    manifest = load_manifest(folder)
    assert manifest.declared
    assert (manifest.call.id, manifest.call.opened) == ("ptce-2013", date(2013, 7, 15))
    assert manifest.call.closes == datetime(2013, 10, 15, 12, tzinfo=UTC)
    assert manifest.call.examples == ()
    communique, page, cahier = manifest.documents
    assert (communique.source, communique.kind, communique.status) == (
        "textes/communique.md",
        Kind.PRESS_RELEASE,
        Status.IN_FORCE,
    )
    assert communique.url == "https://www.economie.gouv.fr/communique"
    assert communique.official
    assert (page.source, page.status, page.in_force_from) == (None, Status.SUPERSEDED, date(2013, 7, 15))
    assert not page.official
    assert (cahier.status, cahier.topics) == (Status.EXPECTED, ("date limite", "dépenses éligibles"))


def test_a_call_may_give_examples_of_questions(folder: Path) -> None:
    examples = 'authority = "Ministère"\nexamples = ["Qui peut candidater ?", "Quand ?"]'
    (folder / MANIFEST).write_text(VALID.replace('authority = "Ministère"', examples), encoding="utf-8")
    assert load_manifest(folder).call.examples == ("Qui peut candidater ?", "Quand ?")


@pytest.mark.parametrize(
    ("valid", "faulty", "line", "said"),
    [
        ('id = "ptce-2013"\n', "", 1, "la clé « id » manque"),
        ('name = "Appel à projets PTCE"', 'nom = "Appel"', 3, "la clé « nom » est inconnue"),
        ("opened = 2013-07-15", 'opened = "15/07/2013"', 5, "une date AAAA-MM-JJ"),
        ("opened = 2013-07-15", "opened = 2013-07-15T00:00:00Z", 5, "une date AAAA-MM-JJ"),
        ("closes = 2013-10-15T12:00:00Z", "closes = 2013-10-15", 6, "une heure avec son décalage"),
        ("closes = 2013-10-15T12:00:00Z", "closes = 2013-10-15T12:00:00", 6, "une heure avec son décalage"),
        ('authority = "Ministère"', 'examples = "Qui ?"', 4, "une liste de questions"),
        ('id = "communique"', 'id = "Communiqué 1"', 9, "minuscules sans accent"),
        ('id = "communique"', "id = 12", 9, "« id » vaut « 12 »"),
        ('title = "Communiqué"', 'titel = "Communiqué"', 10, "écrivez « title »"),
        ('title = "Communiqué"', 'title = ""', 10, "un texte entre guillemets"),
        ('kind = "press_release"', 'kind = "press"', 11, "l’un de law, decree"),
        ('kind = "press_release"', 'kind = "validated_answer"', 11, "bill, summary. Pour corriger"),
        ('id = "communique"', 'id = "reponses-validees"', 9, "est celui du document « Réponses validées »"),
        ('licence = "Texte officiel"', 'official = "oui"', 15, "true ou false"),
        ('url = "https://www.economie.gouv.fr/communique"', 'url = "ftp://a.fr/c"', 14, "http(s)"),
        (
            'file = "textes/communique.md"',
            'file = "textes/communiqué.md"',
            13,
            "écrivez « textes/communique.md »",
        ),
        ('file = "textes/communique.md"', 'file = "../dehors.md"', 13, "hors du dossier"),
        ('file = "textes/communique.md"', 'file = "/etc/hostname"', 13, "hors du dossier"),
        ('file = "textes/communique.md"', 'file = "a\\u0000b"', 13, "hors du dossier"),
        ('file = "textes/communique.md"', 'file = "textes"', 13, "n’existe pas"),
        ('url = "https://www.economie.gouv.fr/page"\n', "", 18, "n’a pas de texte"),
        ('status = "superseded"', 'status = "perimé"', 21, "in_force, draft, superseded"),
        ('id = "page"', 'id = "communique"', 18, "déjà celui du document de la ligne 9"),
        ('topics = ["date limite", "dépenses éligibles"]\n', "", 30, "de quoi il traitera"),
        ('topics = ["date limite", "dépenses éligibles"]', "topics = []", 31, "une liste de textes"),
        (
            'topics = ["date limite"',
            'file = "textes/communique.md"\ntopics = ["date limite"',
            31,
            "sans fichier",
        ),
        ('[[document]]\nid = "cahier"', '[règles]\nid = "cahier"', 26, "syntaxe TOML"),
        ('[[document]]\nid = "cahier"', '[rules]\nid = "cahier"', 26, "« rules » est inconnue"),
        ('name = "Appel à projets PTCE"', 'name = "Appel', 3, "syntaxe TOML"),
        ('name = "Appel à projets PTCE"', 'name = "Appel"\nname = "Appel"', 4, "syntaxe TOML"),
    ],
)
def test_a_fault_is_named_with_its_line(folder: Path, valid: str, faulty: str, line: int, said: str) -> None:
    assert valid in VALID
    error = fault(folder, VALID.replace(valid, faulty, 1))
    assert error.line == line
    assert said in str(error)
    assert f"{MANIFEST}, ligne {line} : " in str(error)
    assert "Pour corriger : " in str(error)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "la table [call] manque"),
        ('call = "ptce"', "la table [call] manque"),
        ('[call]\nid = "a"\nname = "A"', "aucun document"),
        ('[call]\nid = "a"\nname = "A"\n[document]\nid = "b"', "deux crochets"),
        ('document = []\n[call]\nid = "a"\nname = "A"', "aucun document"),
    ],
)
def test_a_manifest_without_call_or_documents_is_refused(folder: Path, text: str, said: str) -> None:
    assert said in str(fault(folder, text))


def test_a_line_is_found_beyond_strings_that_look_like_tables(folder: Path) -> None:
    decoy = 'authority = """\n[[document]]\nkind = "x"\n"""'
    error = fault(
        folder, VALID.replace('authority = "Ministère"', decoy).replace('"press_release"', '"press"')
    )
    assert error.line == 14


def test_a_manifest_in_another_encoding_is_refused_at_its_line(folder: Path) -> None:
    (folder / MANIFEST).write_bytes(VALID.encode("cp1252"))
    with pytest.raises(ManifestError, match="UTF-8") as caught:
        load_manifest(folder)
    assert caught.value.line == 3


def test_a_link_that_leaves_the_folder_is_refused(folder: Path) -> None:
    (folder / "lien.md").symlink_to(folder.parent / "dehors.md")
    assert "hors du dossier" in str(fault(folder, VALID.replace("textes/communique.md", "lien.md")))


def test_a_folder_without_manifest_has_a_document_for_each_text(folder: Path) -> None:
    for name in ("Règlement (v2).pdf", "README.md", ".cache.md", "LICENSE", "Règlement-v2.txt", "notes.toml"):
        (folder / name).write_bytes(b"x")
    (folder / ".git").mkdir()
    (folder / ".git" / "a.md").write_bytes(b"x")
    manifest = load_manifest(folder)
    assert not manifest.declared
    assert (manifest.call.id, manifest.call.name) == ("ptce", "ptce")
    assert [(document.id, document.source, document.title) for document in manifest.documents] == [
        ("reglement-v2", "Règlement (v2).pdf", ""),
        ("reglement-v2-2", "Règlement-v2.txt", ""),
        ("textes-communique", "textes/communique.md", ""),
    ]


def test_without_manifest_no_text_has_the_identifier_of_validated_answers(folder: Path) -> None:
    (folder / "Réponses validées.md").write_text("# Réponses", encoding="utf-8")
    assert [document.id for document in load_manifest(folder).documents] == [
        "reponses-validees-2",
        "textes-communique",
    ]


def test_a_missing_or_empty_folder_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="n’existe pas"):
        load_manifest(tmp_path / "ailleurs")
    with pytest.raises(ManifestError, match="aucun texte"):
        load_manifest(tmp_path)
