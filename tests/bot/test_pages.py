import re
from dataclasses import replace
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.testclient import TestClient

from bot.app import create_app
from bot.background import SENT_AGAIN
from bot.desk import Reception
from bot.links import passage_path
from bot.settings import Settings, load_settings
from knowledge.coverage import Basis, Coverage, Covered
from knowledge.documents import Corpus
from knowledge.preparation import Quoted, State
from tests.bot.applicants import MAIL, parts_of
from tests.bot.desks import CALL, CORPUS, COVERAGE, PASSAGES, QUOTE, FakeDesk

TOKEN = "123456:ABC-secret"  # noqa: S105 - of a bot that does not exist
PATHS = ("/", "/textes", "/textes/communique", "/textes/cahier", "/couverture", "/accessibilite", "/mentions")


@pytest.fixture
def client() -> TestClient:
    return opened(FakeDesk())


def opened(desk: FakeDesk, settings: Settings | None = None) -> TestClient:
    """Return a client of the application in front of a desk."""
    return TestClient(create_app(parts_of(Path.cwd(), Reception(desk), settings)))


def read(client: TestClient, path: str) -> LexborHTMLParser:
    response = client.get(path)
    assert response.status_code == 200
    return LexborHTMLParser(response.text)


def one(page: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    found = page.css(selector)
    assert len(found) == 1, (selector, len(found))
    return found[0]


def words(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text().replace("\xa0", " ").split())


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_a_whole_french_page_without_script(client: TestClient, path: str) -> None:
    page = read(client, path)
    assert one(page, "html").attributes["lang"] == "fr"
    assert one(page, "title").text().endswith(f" – {CALL.name}")
    for landmark in ("header", "nav", "main", "footer", "h1"):
        one(page, landmark)
    assert one(page, ".skip a").attributes["href"] == f"#{one(page, 'main').id}"
    assert not page.css("script, iframe, img, [style], [onclick]")
    levels = [int(str(node.tag)[1]) for node in page.css("h1, h2, h3, h4, h5, h6")]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    ids = [node.id for node in page.css("[id]")]
    assert len(ids) == len(set(ids))


def test_home_says_who_speaks_what_it_knows_and_what_not_to_tell_it(client: TestClient) -> None:
    text = words(read(client, "/").body)
    assert CALL.name in text
    assert "Assistant automatique" in text
    assert "Vous n’échangez pas avec une personne, mais vous pouvez en demander une." in text
    assert "Ne donnez aucune information personnelle" in text
    assert "Communiqué de presse publié, 15 juillet 2013" in text
    assert "Clôture : 1er octobre 2013." in text


def test_the_field_has_a_label_and_its_help(client: TestClient) -> None:
    page = read(client, "/")
    field = one(page, "textarea")
    assert words(one(page, f"label[for={field.id}]")) == "Votre question"
    assert one(page, f"#{field.attributes['aria-describedby']}").css_matches(".hint")


def test_a_call_without_examples_shows_none() -> None:
    desk = FakeDesk(replace(CORPUS, call=replace(CALL, examples=())))
    page = read(opened(desk), "/")
    assert "Exemples de questions" not in words(page.body)
    assert not page.css(".choices")


def test_texts_are_listed_by_rank_and_the_awaited_last(client: TestClient) -> None:
    listed = [words(link) for link in read(client, "/textes").css(".documents a")]
    assert listed == [
        "Communiqué de presse n° 727",
        "Projet de loi n° 805",
        "Ce que l’on sait du projet de loi",
        "Cahier des charges",
        "Ancienne foire aux questions",
    ]


@pytest.mark.parametrize(
    ("path", "warning"),
    [
        ("/textes/synthese", "Synthèse – n’est pas un texte officiel"),
        ("/textes/projet%20de%20loi", "Projet de loi : n’est pas en vigueur"),
        ("/textes/cahier", "Texte annoncé, que l’assistant n’a pas encore"),
        ("/textes/ancien", "Texte remplacé par un autre : l’assistant ne le cite plus"),
    ],
)
def test_a_text_that_is_no_rule_says_so(client: TestClient, path: str, warning: str) -> None:
    assert words(one(read(client, path), ".warning")) == warning


def test_an_awaited_text_lists_its_topics(client: TestClient) -> None:
    assert [words(item) for item in read(client, "/textes/cahier").css("main h2 + ul li")] == [
        "date limite",
        "dépenses éligibles",
    ]


def test_a_text_is_shown_in_order_with_its_headings_pages_and_origin(client: TestClient) -> None:
    page = read(client, "/textes/communique")
    shown = [words(node) for node in page.css("article > *")]
    assert shown[:2] == ["Page 1", "Annonce"]
    assert shown[2].startswith("Une enveloppe")
    assert shown[3:5] == ["Page 2", "Les pôles"]
    assert one(page, "main a[rel=external]").attributes["href"] == "https://www.economie.gouv.fr/communique"
    assert "Licence de ce texte : Licence ouverte 2.0." in words(page.body)


def test_a_passage_that_is_gone_is_said_to_be(client: TestClient) -> None:
    page = read(client, "/textes/communique?passage=ailleurs")
    assert "Le passage demandé n’est plus dans ce texte" in words(one(page, ".warning"))
    assert not page.css("mark")


def test_a_text_that_is_not_there_is_a_404(client: TestClient) -> None:
    response = client.get("/textes/../inconnu")
    assert response.status_code == 404
    response = client.get("/textes/inconnu")
    assert response.status_code == 404
    assert "Ce texte n’est pas, ou n’est plus, parmi ceux de l’assistant." in response.text


def test_what_a_text_says_cannot_be_markup() -> None:
    passage = replace(PASSAGES[0], text="<script>alert(1)</script>", headings=("<b>Titre</b>",))
    document = replace(CORPUS.documents[2], title="<i>Texte</i>", url=None)
    quoted = Quoted(passage.id, passage.text)
    topic = Covered("jury", "<i>le jury</i>", "?", State.STATED, Basis.STAFF, (quoted,), "<script>")
    desk = FakeDesk(Corpus(CALL, (document,), (passage,)), coverage=Coverage((topic,)))
    client = opened(desk)
    for path in ("/", "/textes/communique", "/couverture"):
        html = client.get(path).text
        assert "&lt;script&gt;" in html
        assert not re.search("<(script|b|i)>", html)


def test_a_model_that_is_online_is_named_in_the_notices() -> None:
    settings = load_settings(embedder="openai:bge-m3@https://albert.example/v1")
    text = words(LexborHTMLParser(opened(FakeDesk(), settings).get("/mentions").text).body)
    assert "le texte de votre question au modèle en ligne « bge-m3 (albert.example) »" in text


def test_the_notices_name_who_answers_for_the_data_and_whom_to_write_to() -> None:
    settings = load_settings(controller="Préfecture de l’Essai", dpo="dpo@essai.example", audit_days=200)
    text = words(LexborHTMLParser(opened(FakeDesk(), settings).get("/mentions").text).body)
    assert "Responsable du traitement : Préfecture de l’Essai." in text
    assert "Délégué à la protection des données : dpo@essai.example." in text
    assert "mission d’intérêt public" in text
    assert "Il est gardé 200 jours." in text


def test_the_notices_say_what_is_kept_and_for_how_long(client: TestClient) -> None:
    text = words(read(client, "/mentions").body)
    assert "Ce site ne dépose aucun cookie et ne garde pas votre adresse internet." in text
    assert "Elle est effacée 180 jours après le dernier message." in text
    assert "télécharger la conversation et ce qui la concerne, et l’effacer" in text
    assert "modèle en ligne" not in text
    assert "votre adresse électronique" not in text.casefold()
    mailing = opened(FakeDesk(), load_settings(**MAIL, conversation_days=30))
    text = words(read(mailing, "/mentions").body)
    assert (
        "votre adresse électronique si vous la laissez pour être prévenu. Elle est effacée 30 jours" in text
    )


def test_the_notices_speak_of_telegram_and_of_notices_to_staff_only_where_they_are_on(
    client: TestClient,
) -> None:
    without = words(read(client, "/mentions").body)
    assert "Telegram" not in without and "un avis peut en avertir l’équipe" not in without
    settings = load_settings(telegram_token=TOKEN, notify="telegram:-1001")
    page = read(opened(FakeDesk(), settings), "/mentions")
    text = words(page.body)
    for said in (
        "Elle ne fait pas partie des services de l’État.",
        "Nous gardons le numéro de votre discussion avec notre robot",
        "ils ne sont pas montrés à l’équipe, et sont effacés dès que le message est traité, au plus tard "
        "sept jours après.",
        "sous « Mes données », ou sur Telegram par les commandes /mesdonnees et /supprimer, vous pouvez",
        "ni qui vous êtes, ni ce que vous avez écrit.",
    ):
        assert said in text, said
    assert page.css_first("h3#telegram")
    assert SENT_AGAIN.days == 7 and text.count("sept jours") == 4
    assert page.html and TOKEN not in page.html


def test_a_call_that_says_little_still_has_its_page() -> None:
    call = replace(CALL, authority="", opened=None, closes=None)
    desk = FakeDesk(Corpus(call, (), ()), coverage=Coverage())
    client = opened(desk)
    page = read(client, "/")
    assert "Aucun texte pour le moment." in words(page.body)
    assert "None" not in words(page.body)
    assert not page.css("#essentiel, dl")
    assert "Aucun sujet n’a encore été cherché dans les textes." in words(read(client, "/couverture").body)


def facts(page: LexborHTMLParser) -> dict[str, str]:
    """Return what stands in each line of the facts, by its label."""
    lines = page.css(".facts > div")
    return {words(one(line, "dt")): words(one(line, "dd")) for line in lines}


def test_home_gives_the_facts_in_short_each_with_its_quotation(client: TestClient) -> None:
    page = read(client, "/")
    shown = facts(page)
    assert list(shown) == ["Enveloppe totale", "Qui décide", "Où déposer le dossier"]
    assert shown["Enveloppe totale"] == (
        "trois millions Une enveloppe de trois millions. Communiqué de presse n° 727, 1er alinéa, page 1 "
        "Relevé automatiquement, à vérifier dans le texte."
    )
    assert shown["Qui décide"].startswith(f"Les textes se contredisent. {QUOTE} Communiqué")
    draft = "Les pôles sont définis. Projet de loi n° 805, Article 5 Projet de loi : n’est pas en vigueur"
    assert draft in shown["Qui décide"]
    assert shown["Où déposer le dossier"] == (
        "Non précisé dans les textes D’après une recherche automatique."
    )
    assert one(page, ".facts .value + blockquote + p a").attributes["href"] == passage_path(PASSAGES[0])
    assert page.css("#essentiel ~ p a")[-1].attributes["href"] == "/couverture"


def test_home_says_that_a_vital_date_is_unknown_unless_the_call_gives_it() -> None:
    desk = FakeDesk(replace(CORPUS, call=replace(CALL, closes=None)))
    shown = facts(read(opened(desk), "/"))
    assert shown["Date limite de dépôt"] == (
        "Non précisé dans les textes, attendu dans « Cahier des charges »"
    )


def test_the_coverage_page_gives_all_facts_even_those_that_nobody_settled(client: TestClient) -> None:
    shown = facts(read(client, "/couverture"))
    assert list(shown) == [
        "Date limite de dépôt", "Enveloppe totale", "Aide par projet", "Qui décide",
        "Où déposer le dossier", "Contact",
    ]  # fmt: skip
    assert shown["Aide par projet"] == (
        "Le projet de loi a été déposé au Sénat. Ce que l’on sait du projet de loi, 1er alinéa "
        "Synthèse – n’est pas un texte officiel Non précisé : le montant maximum, attendu dans "
        "« Cahier des charges » 1 autre passage : Aide par projet"
    )
    assert shown["Contact"] == "À vérifier dans les textes"


def test_the_coverage_page_lists_topics_by_what_the_texts_say(client: TestClient) -> None:
    page = read(client, "/couverture")
    assert [words(title) for title in page.css("h2")] == [
        "L’essentiel", "Sujets contradictoires (1)", "Sujets traités (2)", "Sujets traités en partie (1)",
        "Sujets non traités (2)", "Sujets à vérifier (3)",
    ]  # fmt: skip
    assert "comparés à 9 sujets" in words(one(page, ".intro"))
    assert words(one(page, "#sujet-partners")) == (
        "Les partenaires Communiqué de presse n° 727, 2e alinéa, page 2 "
        "Projet de loi n° 805, Article 5 Projet de loi : n’est pas en vigueur"
    )
    assert words(one(page, "#sujet-grant_amount")).startswith(
        "L’aide par projet Non précisé : le montant maximum, attendu dans « Cahier des charges ». Ce que"
    )
    assert words(one(page, "h3 + ul #sujet-closing_date")) == "La date limite"
    assert [words(title) for title in page.css("section[aria-labelledby=a-verifier] h3")] == [
        "Semblent traités", "Ne semblent pas traités",
    ]  # fmt: skip
    assert words(one(page, "h3 + .topics #sujet-sector .topic")) == "Les secteurs concernés"
    assert words(one(page, ".names #sujet-audit")) == "Les contrôles"


def test_every_link_of_the_coverage_page_leads_somewhere(client: TestClient) -> None:
    page = read(client, "/couverture")
    links = [str(link.attributes["href"]) for link in page.css("main a")]
    assert len(links) > 15
    for link in dict.fromkeys(links):
        path, _, anchor = link.partition("#")
        target = read(client, path or "/couverture")
        assert not anchor or target.css_first(f"#{anchor}") is not None, link


def test_a_page_that_no_person_has_looked_over_says_so(client: TestClient) -> None:
    unread = "Personne n’a encore relu cette page"
    assert unread not in words(read(client, "/couverture").body)
    topics = tuple(topic for topic in COVERAGE.topics if topic.basis is not Basis.STAFF)
    desk = FakeDesk(coverage=Coverage(topics))
    page = read(opened(desk), "/couverture")
    assert unread in words(one(page, ".intro + .warning"))


def test_the_coverage_page_is_linked_from_every_page_and_from_the_texts(client: TestClient) -> None:
    assert len(read(client, "/mentions").css("nav a[href='/couverture']")) == 1
    assert len(read(client, "/textes").css("main a[href='/couverture']")) == 1
    assert words(one(read(client, "/couverture"), "nav [aria-current=page]")) == "Sujets traités"
