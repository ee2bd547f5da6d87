from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import Response
from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.conversations.states import Status
from bot.desk import Reception
from bot.eligibility.commands import SHEET, START
from bot.settings import load_settings
from knowledge.eligibility.criteria import UNSURE, Rules
from tests.bot.applicants import (
    ANSWERED,
    MAIL,
    UNSAID,
    Applicants,
    applicants,
    one,
    page_of,
    words,
)
from tests.bot.desks import CALL, CORPUS, QUOTE, FakeDesk
from tests.bot.guides import DEADLINE, OPEN, PROCEDURE, QUESTIONS, guide_of

ALL = {
    "r-partners-ess": "2",
    "r-pooling": "yes",
    "r-sort": "old",
    "r-length": "12,5",
    "r-founded": "2013-07-15",
    "r-place": "Saint-Denis (93)",
    "r-form": "association déclarée",
}
NORMAL = {
    "partners": {"ess": 2},
    "pooling": "yes",
    "sort": "old",
    "length": "12.5",
    "founded": "2013-07-15",
    "place": "commune:93066 departement:93 region:11 metropole",
    "form": "9220",
}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Applicants]:
    async with applicants(tmp_path, reception=Reception(FakeDesk(OPEN), guide_of())) as office:
        yield office


async def begun(office: Applicants, text: str = START) -> str:
    """Begin a conversation; return the path of its sheet."""
    _, token = await office.contacts.begin(text)
    return f"/chat/{token}/fiche"


async def shown(office: Applicants, path: str) -> LexborHTMLParser:
    return page_of(await office.client.get(path))


async def sent(office: Applicants, path: str, **values: str) -> Response:
    """Fill the form of the sheet as a browser does: what is there already, and what is typed."""
    data = filled(one(await shown(office, path), "form.fill")) | {
        name.replace("__", "-"): value for name, value in values.items()
    }
    office.clock.forward(seconds=1)
    return await office.client.post(path, data=data)


def filled(form: LexborNode) -> dict[str, str]:
    """Return what a browser sends of a form that nobody touches."""
    found = {}
    for field in form.css("input"):
        checked = "checked" in field.attributes
        if checked or field.attributes["type"] not in ("radio", "checkbox"):
            found[str(field.attributes["name"])] = field.attributes.get("value") or ""
    return found


async def answers(office: Applicants, path: str) -> object:
    led = await office.contacts.path(await office.of(path))
    return led.answers if led else None


async def test_the_sheet_shows_each_criterion_with_its_passage_in_words_and_not_by_colour(
    office: Applicants,
) -> None:
    path = await begun(office)
    await office.client.post(path, data=filled(one(await shown(office, path), "form.fill")) | ALL)
    page = await shown(office, path)
    governing, drafts = page.css("ol.criteria")
    assert len(governing.css("li.criterion")) == 7 and len(drafts.css("li.criterion")) == 1
    first = words(governing.css("li.criterion")[0])
    assert "Critère partners ✓ Rempli, d’après vos réponses" in first
    assert "D’après votre réponse : Qui participe ? 2 entreprises de l’ESS" in first
    assert QUOTE in first
    third = words(governing.css("li.criterion")[2])
    assert "✕ Non rempli, d’après vos réponses" in third
    assert "Comment le remplir (notre synthèse, pas un texte officiel) : Prévoyez du neuf." in third
    last = words(governing.css("li.criterion")[-1])
    assert last.startswith("Conditions de clôture – Non précisé par les textes Ce point devrait figurer dans")
    headings = [words(node) for node in page.css("h2")]
    assert "Projet de loi : pas en vigueur, donné pour information" in headings
    assert headings.index("Ce que seul le ministère décide") < headings.index("Les étapes")
    assert "ni un avis ni une décision" in words(page.body)
    assert DEADLINE in words(page.body)
    assert all(node.attributes.get("aria-hidden") == "true" for node in page.css(".mark"))


async def test_the_page_is_private_and_nobody_keeps_or_finds_it(office: Applicants) -> None:
    response = await office.client.get(await begun(office))
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-robots-tag"] == "noindex, nofollow"
    page = page_of(response)
    assert words(one(page, "title")) == f"Votre fiche – {CALL.name}"
    assert not page.css("script, [style], [onclick]")


async def test_the_page_is_well_formed_for_assistive_technologies(office: Applicants) -> None:
    path = await begun(office)
    for page in (
        await shown(office, path),
        page_of(await sent(office, path, r__length="beaucoup", r__place="Nullepart"), 422),
    ):
        levels = [int(str(node.tag)[1]) for node in page.css("h1, h2, h3, h4, h5, h6")]
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
        ids = [node.id for node in page.css("[id]")]
        assert len(ids) == len(set(ids))
        for field in page.css("input:not([type=hidden])"):
            assert page.css(f"label[for='{field.id}']"), field.id
        named = [node.attributes["aria-describedby"] for node in page.css("[aria-describedby]")]
        assert {id for ids in named for id in str(ids).split()} <= {node.id for node in page.css("[id]")}
        assert all(fieldset.css("legend") for fieldset in page.css("fieldset"))


async def test_the_form_has_every_question_that_may_still_change_something(office: Applicants) -> None:
    form = one(await shown(office, await begun(office)), "form.fill")
    assert [words(node) for node in form.css("legend, .question > p:first-child > label")] == [
        "Qui participe ?",
        "Mettez-vous des moyens en commun ?",
        "De quelle sorte ?",
        "Combien de temps ? (mois)",
        "Depuis quand ?",
        "Où ?",
        "Sous quelle forme ?",
        "Les pièces à fournir",
    ]


async def test_every_sort_of_answer_is_kept_and_shown_again_as_it_was_understood(office: Applicants) -> None:
    path = await begun(office)
    response = await office.client.post(path, data=filled(one(await shown(office, path), "form.fill")) | ALL)
    assert response.headers["location"] == f"{path}?enregistree=oui"
    assert await answers(office, path) == NORMAL
    page = await shown(office, response.headers["location"])
    assert words(one(page, "[role=status]")) == "Vos réponses sont enregistrées."
    assert words(one(page, "title")).startswith("Vos réponses sont enregistrées.")
    again = filled(one(page, "form.fill"))
    assert {name: again[name] for name in ALL} == ALL | {"r-form": "Association déclarée"}
    understood = [words(node) for node in page.css(".understood")]
    assert understood == [
        "Compris : Saint-Denis (93). Si ce n’est pas cela, précisez.",
        "Compris : Association déclarée (code 9220 de l’Insee). Si ce n’est pas cela, précisez.",
    ]


async def test_a_form_sent_twice_changes_nothing_the_second_time(office: Applicants) -> None:
    path = await begun(office)
    data = filled(one(await shown(office, path), "form.fill")) | ALL
    await office.client.post(path, data=data)
    number = (await office.of(path)).number
    assert (await office.client.post(path, data=data)).status_code == 303
    assert (await office.of(path)).number == number


async def test_who_does_not_know_says_so_to_any_question(office: Applicants) -> None:
    path = await begun(office)
    unsure = {f"ignore__{one.id}": "oui" for one in QUESTIONS} | {"r__pooling": UNSURE, "r__sort": UNSURE}
    assert (await sent(office, path, **unsure)).status_code == 303
    assert await answers(office, path) == {one.id: UNSURE for one in QUESTIONS}
    form = one(await shown(office, path), "form.fill")
    assert len(form.css("[id^=ignore-][checked]")) == 5


async def test_an_answer_is_taken_back_by_emptying_its_field(office: Applicants) -> None:
    path = await begun(office)
    await sent(office, path, r__length="3", r__partners__ess="1")
    assert await answers(office, path) == {"partners": {"ess": 1}, "length": "3"}
    await sent(office, path, r__length="", r__partners__ess="")
    assert await answers(office, path) == {}


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("r__partners__ess", "deux", "Écrivez chaque nombre de partenaires en chiffres, par exemple 2."),
        ("r__partners__ess", "-1", "Écrivez chaque nombre de partenaires en chiffres, par exemple 2."),
        ("r__partners__local", "1000", "Un nombre de partenaires est un entier, de 0 à 999."),
        ("r__length", "longtemps", "Écrivez un nombre en chiffres et sans signe, par exemple 12 ou 12,5."),
        ("r__length", "-3", "Écrivez un nombre en chiffres et sans signe, par exemple 12 ou 12,5."),
        (
            "r__length",
            "une douzaine",
            "Précisez : nous avons compris « 12 mois ». Si c’est exact, écrivez « 12 ».",
        ),
        (
            "r__founded",
            "avant le 28 février 2020",
            "Précisez : nous avons compris « 28 février 2020 ». Si c’est exact, écrivez « 28/02/2020 ».",
        ),
        ("r__founded", "0020-01-01", "Écrivez une date à partir de 1900"),
        ("r__founded", "demain", "Écrivez une date, par exemple 28/02/2020."),
        ("r__form", "SCIC", "Plusieurs réponses portent ce nom."),
        ("r__founded", "31/02/2013", "Écrivez une date, par exemple 28/02/2020."),
        (
            "r__place",
            "Saint-Denis",
            "Plusieurs réponses portent ce nom. Écrivez celle qui est la vôtre, en entier : Saint-Denis (",
        ),
        ("r__place", "Syldavie", "Ce lieu n’est pas reconnu."),
        ("r__form", "truc", "Cette forme juridique n’est pas reconnue."),
        ("r__pooling", "peut-être", "Cette réponse n’est pas l’une de celles qui sont proposées."),
    ],
)
async def test_what_cannot_be_kept_is_listed_first_and_nothing_typed_is_lost(
    office: Applicants, name: str, typed: str, said: str
) -> None:
    path = await begun(office)
    response = await sent(office, path, **{"r__sort": "new", "fait__budget": "oui", name: typed})
    page = page_of(response, 422)
    summary = one(page, ".errors")
    assert "autofocus" in summary.attributes and summary.attributes["tabindex"] == "-1"
    assert said in words(summary)
    target = str(one(summary, "a").attributes["href"])
    assert one(page, target).tag == "input"
    assert said in words(one(page, ".question .error"))
    assert words(one(page, "title")).startswith("Erreur")
    form = one(page, "form.fill")
    again = filled(form)
    assert (again["r-sort"], again["fait-budget"]) == ("new", "oui")
    if name != "r__pooling":
        assert again[name.replace("__", "-")] == typed
        assert form.css("[aria-invalid]")
    assert await answers(office, path) == {}


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("founded", "28 février 2020", "2020-02-28"),
        ("founded", "28.02.2020", "2020-02-28"),
        ("founded", "1/1/20", "2020-01-01"),
        ("founded", "2020-02-28", "2020-02-28"),
        ("length", "1.500", "1500"),
        ("length", "1 500,5", "1500.5"),
        ("length", "12 mois", "12"),
        ("place", "étranger", "etranger"),
        ("place", "je ne sais pas", UNSURE),
        ("form", "5192", "5192"),
    ],
)
async def test_what_is_typed_is_read_as_the_assistant_reads_it(
    office: Applicants, name: str, typed: str, kept: str
) -> None:
    path = await begun(office)
    assert (await sent(office, path, **{f"r__{name}": typed})).status_code == 303
    assert await answers(office, path) == {name: kept}
    shown_again = filled(one(await shown(office, path), "form.fill"))
    assert (await office.client.post(path, data=shown_again)).status_code == 303
    assert await answers(office, path) == {name: kept}


@pytest.mark.parametrize(("name", "typed"), [("place", "pas à l'étranger"), ("form", "coopérative")])
async def test_what_is_only_guessed_is_not_kept(office: Applicants, name: str, typed: str) -> None:
    path = await begun(office)
    assert (await sent(office, path, **{f"r__{name}": typed})).status_code == 422
    assert await answers(office, path) == {}


async def test_an_answer_beside_a_ticked_box_is_not_guessed(office: Applicants) -> None:
    path = await begun(office)
    page = page_of(await sent(office, path, r__place="93", ignore__place="oui"), 422)
    assert "pas les deux" in words(one(page, ".errors"))
    again = filled(one(page, "form.fill"))
    assert (again["r-place"], again["ignore-place"]) == ("93", "oui")


async def test_answers_given_elsewhere_meanwhile_are_not_written_over_unseen(office: Applicants) -> None:
    path = await begun(office)
    data = filled(one(await shown(office, path), "form.fill")) | {"r-length": "24"}
    await sent(office, path, r__length="12")
    page = page_of(await office.client.post(path, data=data), 409)
    assert "Vos réponses ont changé entre-temps" in words(one(page, ".errors"))
    assert await answers(office, path) == {"length": "12"}
    again = filled(one(page, "form.fill"))
    assert again["r-length"] == "24"
    assert (await office.client.post(path, data=again)).status_code == 303
    assert await answers(office, path) == {"length": "24"}


async def test_pieces_that_are_ticked_stay_ticked_until_they_are_not(office: Applicants) -> None:
    path = await begun(office)
    await sent(office, path, fait__budget="oui")
    form = one(await shown(office, path), "form.fill")
    assert [node.id for node in form.css(".pieces [checked]")] == ["fait-budget"]
    data = filled(form)
    del data["fait-budget"]
    await office.client.post(path, data=data)
    assert not (await shown(office, path)).css(".pieces [checked]")


async def test_a_form_of_another_site_or_one_with_too_many_fields_changes_nothing(office: Applicants) -> None:
    path = await begun(office)
    stranger = {"Origin": "https://ailleurs.example"}
    for place in ("", "/envoyer", "/rappel"):
        response = await office.client.post(path + place, data={"r-length": "3"}, headers=stranger)
        assert response.status_code == 403
    many = {f"x{number}": "1" for number in range(500)}
    assert (await office.client.post(path, data=many)).status_code == 400
    assert await answers(office, path) == {}


async def test_the_sheet_goes_to_the_staff_by_one_button(office: Applicants) -> None:
    path = await begun(office)
    await sent(office, path, r__pooling="yes")
    form = one(await shown(office, path), "form[action$=envoyer]")
    assert words(one(form, "button")) == "Envoyer cette fiche à l’équipe"
    office.clock.forward(seconds=1)
    response = await office.client.post(str(form.attributes["action"]), data=filled(form))
    assert response.status_code == 303
    chat, _, anchor = response.headers["location"].partition("#")
    assert chat == path.removesuffix("/fiche")
    page = await shown(office, chat)
    assert one(page, "#fil > li:last-child").id == anchor
    assert (await office.of(path)).status is Status.OPEN


async def test_a_sheet_emptied_of_its_answers_is_not_offered_to_the_staff(office: Applicants) -> None:
    path = await begun(office)
    await sent(office, path, r__length="12")
    assert "fiche/envoyer" in (await office.client.get(path)).text
    await sent(office, path, r__length="")
    assert await answers(office, path) == {}
    assert "fiche/envoyer" not in (await office.client.get(path)).text


async def test_whoever_has_the_conversation_the_sheet_can_still_be_corrected(office: Applicants) -> None:
    path = await begun(office, UNSAID)
    assert (await office.of(path)).status is Status.OPEN
    assert "Une personne de l’équipe suit votre conversation." in words((await shown(office, path)).body)
    assert (await sent(office, path, r__pooling="no")).status_code == 303
    assert await answers(office, path) == {"pooling": "no"}


async def test_a_reminder_is_asked_for_and_taken_back_with_what_it_means(office: Applicants) -> None:
    path = await begun(office)
    page = await shown(office, path)
    text = words(one(page, "form[action$=rappel]"))
    assert "7 jours et 1 jour avant la date limite" in text and "changer d’avis à tout moment" in text
    response = await office.client.post(f"{path}/rappel", data={"rappel": "oui"})
    page = await shown(office, response.headers["location"])
    assert words(one(page, "[role=status]")) == "Nous vous rappellerons la date limite."
    assert await office.contacts.reminded(await office.of(path))
    assert words(one(page, "[name=rappel]")) == "Ne plus me rappeler la date limite"
    await office.client.post(f"{path}/rappel", data={"rappel": "non"})
    assert not await office.contacts.reminded(await office.of(path))
    assert (await office.client.post(f"{path}/rappel", data={"rappel": "peut-être"})).status_code == 422


async def test_where_letters_are_sent_the_reminder_says_by_which_address(tmp_path: Path) -> None:
    reception, settings = Reception(FakeDesk(OPEN), guide_of()), load_settings(**MAIL)
    async with applicants(tmp_path, reception=reception, settings=settings) as office:
        path = await begun(office)
        link = one(await shown(office, path), "form[action$=rappel] a")
        assert str(link.attributes["href"]) == path.removesuffix("/fiche") + "#prevenir"
        await office.contacts.leave_address(await office.of(path), "moi@exemple.fr")
        assert "par courriel à moi@exemple.fr" in words(
            one(await shown(office, path), "form[action$=rappel]")
        )


async def test_once_the_call_has_closed_the_page_says_so_first(office: Applicants) -> None:
    office.reception.renew(guide_of(corpus=CORPUS))
    page = await shown(office, await begun(office))
    closed = "Attention : cet appel à projets est clos depuis le 1er octobre 2013 à 12 h (heure de Paris)."
    assert words(one(page, "main .warning")) == closed
    assert not page.css(".deadline")


async def test_nobody_is_offered_a_reminder_of_a_date_that_is_past(tmp_path: Path) -> None:
    async with applicants(tmp_path, reception=Reception(FakeDesk(), guide_of())) as office:
        path = await begun(office)
        assert not (await shown(office, path)).css("form[action$=rappel]")
        await office.contacts.remind(await office.of(path), True)
        assert words(one(await shown(office, path), "[name=rappel]")).startswith("Ne plus")


async def test_without_criteria_there_is_no_such_page(tmp_path: Path) -> None:
    for number, guide in enumerate((None, guide_of(Rules(), PROCEDURE))):
        folder = tmp_path / str(number)
        folder.mkdir()
        async with applicants(folder, reception=Reception(FakeDesk(), guide)) as office:
            assert (await office.client.get(await begun(office, ANSWERED))).status_code == 404


async def test_a_token_that_opens_nothing_opens_no_sheet(office: Applicants) -> None:
    for method, place in (("GET", ""), ("POST", ""), ("POST", "/envoyer"), ("POST", "/rappel")):
        data = {"rappel": "oui"} if method == "POST" else None
        response = await office.client.request(method, f"/chat/inconnue/fiche{place}", data=data)
        assert response.status_code == 404
        assert response.headers["cache-control"] == "no-store"


async def test_what_is_typed_cannot_be_markup(office: Applicants) -> None:
    path = await begun(office)
    page = page_of(await sent(office, path, r__place='"><script>alert(1)</script>'), 422)
    assert not page.css("script")
    assert filled(one(page, "form.fill"))["r-place"] == '"><script>alert(1)</script>'


async def test_the_conversation_leads_to_the_sheet_once_the_path_has_begun(office: Applicants) -> None:
    path = await begun(office)
    chat = path.removesuffix("/fiche")
    link = one(await shown(office, chat), f"main a[href='{path}']")
    assert words(link) == "Voir et imprimer ma fiche"
    other = (await begun(office, ANSWERED)).removesuffix("/fiche")
    assert not (await shown(office, other)).css("a[href$=fiche]")


async def test_in_the_conversation_only_the_last_question_can_be_answered(office: Applicants) -> None:
    path = await begun(office)
    chat = path.removesuffix("/fiche")
    conversation = await office.of(path)
    form = one(await shown(office, chat), "form.along")
    assert words(one(form, "p")) == "Répondez :"
    assert [words(button) for button in form.css("button")] == [
        "Une entreprise de l’ESS",
        "Une collectivité",
        "Je ne sais pas",
        "Voir le texte",
        "Arrêter pour l’instant",
    ]
    office.clock.forward(seconds=1)
    await office.contacts.post(conversation, START)
    page = await shown(office, chat)
    assert one(page, "form.along").parent == one(page, "#m-4")
    assert not page.css(".led .opinion")


async def test_a_message_with_a_sheet_shows_it_and_is_called_so(office: Applicants) -> None:
    path = await begun(office)
    chat = path.removesuffix("/fiche")
    await sent(office, path, r__pooling="yes")
    office.clock.forward(seconds=1)
    await office.contacts.post(await office.of(path), SHEET)
    page = await shown(office, chat)
    message = one(page, "#fil > li:last-child")
    assert words(one(message, ".outcome")) == "Votre fiche"
    assert len(message.css(".sheet .criterion")) == 8
    assert words(one(message.css(".criterion")[0], "summary")) == "Le passage du texte : Critère partners"
    assert words(one(page, "title")).startswith("Votre fiche")
    assert words(one(message, ".sheet .deadline")) == DEADLINE
    assert words(message).count(DEADLINE) == 1
    assert words(one(message, "form.along > p")) == "Choisissez :"


async def test_what_the_form_changed_is_said_in_the_conversation(office: Applicants) -> None:
    path = await begun(office)
    await sent(office, path, r__pooling="yes")
    message = one(await shown(office, path.removesuffix("/fiche")), "#fil > li:last-child")
    assert words(one(message, "h3")) == "Information"
    assert "J’ai noté les réponses de votre fiche." in words(message)
    assert len(message.css(".sheet .criterion")) == 8


async def test_the_first_page_says_until_when_and_begins_the_criteria(
    office: Applicants,
) -> None:
    page = await shown(office, "/")
    assert DEADLINE in words(page.body) and "Clôture :" not in words(page.body)
    form = one(page, "section[aria-labelledby=criteres] form")
    assert words(one(form, "button")) == START
    data = filled(form) | {"question": str(one(form, "button").attributes["value"])}
    location = (await office.client.post("/chat", data=data)).headers["location"]
    assert "Répondez :" in words((await shown(office, location.partition("#")[0])).body)
