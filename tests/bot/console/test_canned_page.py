from bot.console.canned_page import HOME
from tests.bot.console.signed import Console

READY = {"title": "Accusé de  réception", "text": "Bonjour,\r\n\r\nBien reçu."}


def only(console: Console) -> str:
    (canned,) = console.run(console.office.stores.canned.all)
    return f"{HOME}/{canned.id}"


def test_an_answer_is_added_changed_and_deleted(console: Console) -> None:
    console.enter()
    assert "Aucune réponse type" in console.get(HOME).text
    added = console.post(HOME, READY)
    assert (added.status_code, added.headers["location"]) == (303, f"{HOME}?fait=ajoutee")
    shown = console.get(f"{HOME}?fait=ajoutee").text
    for said in ("Réponse type ajoutée.", "Accusé de réception", "<p>Bien reçu.</p>", "par Claire"):
        assert said in shown
    assert "Bien reçu." in console.get(only(console)).text
    console.post(only(console), READY | {"text": "Autre texte"})
    assert "Autre texte" in console.get(HOME).text
    assert console.post(f"{only(console)}/suppression").headers["location"] == f"{HOME}?fait=supprimee"
    assert "Aucune réponse type" in console.get(HOME).text
    assert [act.action for act in console.acts("canned_answer")] == [
        "canned_answer.added",
        "canned_answer.changed",
        "canned_answer.deleted",
    ]


def test_what_is_missing_is_said_and_what_was_typed_stays(console: Console) -> None:
    console.enter()
    refused = console.post(HOME, {"title": " ", "text": "Un texte"})
    assert refused.status_code == 422
    assert "Donnez un titre" in refused.text
    assert "Un texte" in refused.text
    assert "dépasse 255" in console.post(HOME, {"title": "x" * 256, "text": "Un texte"}).text
    assert "Écrivez la réponse." in console.post(HOME, {"title": "Titre", "text": " "}).text
    assert "dépasse 10" in console.post(HOME, {"title": "Titre", "text": "x" * 10_001}).text
    console.post(HOME, READY)
    assert console.post(only(console), {"title": "", "text": "Autre"}).status_code == 422


def test_an_answer_that_is_not_there_is_not_found(console: Console) -> None:
    console.enter()
    for path in (f"{HOME}/0", f"{HOME}/{'0' * 32}"):
        assert console.get(path).status_code == 404
        assert console.post(path, READY).status_code == 404
        assert console.post(f"{path}/suppression").status_code == 404
