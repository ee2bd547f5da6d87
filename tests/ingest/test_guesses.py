"""What a text without a manifest is can be told from its name and its first lines."""

from datetime import date

import pytest

from ingest.guesses import infer_kind, published_date
from knowledge.documents import Kind


@pytest.mark.parametrize(
    ("name", "title", "opening", "kind"),
    [
        ("loi-2014-856-titre-Ier.md", "", "", Kind.LAW),
        ("texte.md", "LOI n° 2014-856 du 31 juillet 2014", "", Kind.LAW),
        ("decret_2015-431.pdf", "", "", Kind.DECREE),
        ("a.pdf", "Projet de loi relatif à l’économie sociale", "", Kind.BILL),
        ("AACEIG4_Reglement.pdf", "", "", Kind.SPECIFICATIONS),
        ("AAPEIG4_Cahierdescharges.pdf", "", "", Kind.SPECIFICATIONS),
        ("appel-a-projets-2025.pdf", "", "", Kind.SPECIFICATIONS),
        ("communique-de-presse-2013-07-15.md", "", "", Kind.PRESS_RELEASE),
        ("a.md", "", "BENOIT HAMON\nCommuniqué de presse", Kind.PRESS_RELEASE),
        ("FAQ.html", "", "", Kind.FAQ),
        ("page.html", "Foire aux questions", "", Kind.FAQ),
        ("page.html", "Guide du candidat au regard de la loi n° 1", "", Kind.GUIDE),
        ("notes.txt", "Notes", "Bonjour", Kind.GUIDE),
    ],
)
def test_the_kind_of_a_text_is_guessed(name: str, title: str, opening: str, kind: Kind) -> None:
    assert infer_kind(name, title, opening) is kind


@pytest.mark.parametrize(
    ("opening", "published"),
    [
        ("Communiqué\nParis, le 15 juillet 2013\nN° 727", date(2013, 7, 15)),
        ("Fait à Saint-Denis, le 1er février 2024.", date(2024, 2, 1)),
        ("Objet\n3 août 2020\nTexte", date(2020, 8, 3)),
        ("Publié le 3 AOÛT 2020", date(2020, 8, 3)),
        ("Paris, le 31 février 2020\nParis, le 1 mars 2020", date(2020, 3, 1)),
        ("Les dossiers sont reçus le 30 juin 2015 au plus tard.", None),
        ("Lyon, le 30 juin 2015 à minuit, le dépôt ferme.", None),
        ("La loi du 31 juillet 2014\ns’applique.", None),
        ("x" * 2000 + "\nParis, le 15 juillet 2013", None),
        ("", None),
    ],
)
def test_a_date_counts_after_a_place_or_alone_on_its_line(opening: str, published: date | None) -> None:
    assert published_date(opening) == published
