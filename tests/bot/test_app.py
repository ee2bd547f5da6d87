import re
from pathlib import Path

from starlette.testclient import TestClient

from bot.app import create_app
from bot.desk import Reception
from tests.bot.applicants import parts_of
from tests.bot.desks import FakeDesk


def test_a_page_that_is_not_there_is_said_in_french(client: TestClient) -> None:
    response = client.get("/nulle-part")
    assert response.status_code == 404
    assert "<h1" in response.text and "Page introuvable" in response.text


def test_a_wrong_method_on_a_page_is_said_in_french(client: TestClient) -> None:
    response = client.put("/textes")
    assert response.status_code == 405
    assert "Méthode refusée" in response.text
    assert "GET" in response.headers["allow"]


def test_a_failure_shows_a_page_without_anything_internal(client: TestClient) -> None:
    response = client.post("/chat", data={"question": "panne"})
    assert response.status_code == 500
    assert "Une erreur s’est produite de notre côté." in response.text
    assert "secret" not in response.text


def test_a_form_that_is_too_large_shows_a_page(client: TestClient, desk: FakeDesk) -> None:
    response = client.post("/chat", data={"question": "a" * 300_000})
    assert response.status_code == 413
    assert "Ce message est trop long" in response.text
    assert desk.asked == []


def test_a_form_that_cannot_be_read_shows_a_page(client: TestClient) -> None:
    response = client.post("/chat", content=b"--x", headers={"Content-Type": "multipart/form-data"})
    assert response.status_code == 400
    assert "Demande illisible" in response.text


def test_a_form_with_a_file_is_refused_and_the_file_never_read(client: TestClient, desk: FakeDesk) -> None:
    response = client.post("/chat", files={"question": b"une commune"})
    assert response.status_code == 400
    assert desk.asked == []


def test_pages_say_so_while_the_desk_is_closed(tmp_path: Path) -> None:
    client = TestClient(create_app(parts_of(tmp_path, Reception())))
    for path in ("/", "/textes"):
        response = client.get(path)
        assert response.status_code == 503
        assert "L’assistant ouvre ses textes." in response.text


def test_what_a_page_loads_is_kept_for_good_under_a_name_that_follows_its_content(client: TestClient) -> None:
    paths = re.findall(r'href="(/static/[0-9a-f]{12}/[^"]+)"', client.get("/").text)
    assert [path.rpartition("/")[2] for path in paths] == ["guichet.css", "icone.svg"]
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]
    assert client.get("/static/000000000000/guichet.css").status_code == 404


def test_the_documentation_that_would_load_scripts_from_elsewhere_is_not_served(client: TestClient) -> None:
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404
