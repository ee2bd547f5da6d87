import json
from pathlib import Path
from typing import TypeVar

import pytest

from bot.cli.site import FIRST_SITE, NOBODY, TELEGRAM, add_site
from bot.errors import MisusedCommand
from bot.sites.checks import DEFAULT_CLOSED_MESSAGE
from bot.sites.site import Site
from bot.sites.snippet import snippet
from bot.store.audit import Act
from bot.store.sites import UnknownSite
from bot.widget_files import integrity
from tests.bot.databases import new_url
from tests.bot.shells import Shell

T = TypeVar("T")
Capture = pytest.CaptureFixture[str]
ADDRESS = "https://guichet.exemple.fr"
VILLE, WWW = "https://ville.fr", "https://www.ville.fr"


class SiteShell(Shell):
    """The commands, and what they are tested for."""

    def sites(self) -> list[Site]:
        return self.ask(lambda stores: stores.sites.all())

    def acts(self) -> list[Act]:
        return [act for _, act in reversed(self.ask(lambda stores: stores.audit.page()))]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SiteShell:
    monkeypatch.setenv("GUICHET_PUBLIC_URL", f"{ADDRESS}/")
    return SiteShell(new_url(tmp_path), "site", add_site)


@pytest.fixture
def key(shell: SiteShell, capsys: Capture) -> str:
    """The key of a site that is there."""
    shell.run("add", "Ville", "--origin", VILLE)
    capsys.readouterr()
    return shell.sites()[0].key


def test_a_site_is_added_and_its_snippet_printed(shell: SiteShell, capsys: Capture) -> None:
    shell.run("add", " Ville  d’Ici", "--origin", "HTTPS://Ville.fr:443/", "--origin", WWW, "--origin", VILLE)
    out, err = capsys.readouterr()
    (site,) = shell.sites()
    assert site == Site(site.key, "Ville d’Ici", (VILLE, WWW))
    assert len(site.key) == 32
    assert out == snippet(site, ADDRESS, integrity()) + "\n"
    assert err == f"Site ajouté : Ville d’Ici, clé {site.key}.\n"
    assert [(act.actor, act.action, act.object) for act in shell.acts()] == [
        ("operator", "site.added", site.key)
    ]


def test_a_program_reads_the_key_and_the_snippet_on_one_line(shell: SiteShell, capsys: Capture) -> None:
    shell.run("add", "Ville", "--origin", VILLE, "--json")
    out = capsys.readouterr().out
    (site,) = shell.sites()
    assert out.count("\n") == 1
    assert json.loads(out) == {"key": site.key, "snippet": snippet(site, ADDRESS, integrity())}


def test_two_sites_of_one_name_have_their_own_keys(shell: SiteShell) -> None:
    shell.run("add", "Ville", "--origin", VILLE)
    shell.run("add", "Ville", "--origin", VILLE)
    assert len({site.key for site in shell.sites()}) == 2


def test_a_site_that_nobody_may_embed_is_warned_of(shell: SiteShell, capsys: Capture) -> None:
    shell.run("add", "Ville")
    assert NOBODY in capsys.readouterr().err.splitlines()
    assert shell.sites()[0].origins == ()


def test_an_address_that_the_public_cannot_reach_is_warned_of(
    shell: SiteShell, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUICHET_PUBLIC_URL")
    monkeypatch.setenv("GUICHET_PORT", "8123")
    shell.run("add", "Ville", "--origin", VILLE)
    out, err = capsys.readouterr()
    assert "http://localhost:8123/widget/v1/guichet.js" in out
    assert "mène à http://localhost:8123, que le public ne peut pas atteindre" in err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((" ",), "Donnez un nom"),
        (("n" * 256,), "dépasse 255 caractères"),
        (("Ville", "--origin", "https://ville.fr/appel"), "quelque chose après le domaine"),
        (("Ville", "--origin", VILLE, "--origin", "*"), "l’étoile n’est pas admise"),
        (("Ville", "--origin", "null"), "une page sans origine"),
        (("Ville", *(f"--origin=https://{n}.fr" for n in range(21))), "20 adresses au plus"),
        (("Ville", "de", "Lyon"), "est en trop"),
    ],
)
def test_words_that_are_not_accepted_are_a_misuse(shell: SiteShell, args: tuple[str, ...], said: str) -> None:
    with pytest.raises(MisusedCommand, match=said):
        shell.run("add", *args)
    assert shell.acts() == []


def test_sites_are_listed(shell: SiteShell, capsys: Capture) -> None:
    shell.run("list")
    assert capsys.readouterr() == ("", f"Aucun site. Le premier : {FIRST_SITE}\n")
    shell.run("add", "Ville", "--origin", WWW, "--origin", VILLE)
    shell.run("add", "Agglo")
    agglo, ville = shell.sites()
    capsys.readouterr()
    shell.run("list")
    assert capsys.readouterr().out.splitlines() == [
        f"Agglo (clé {agglo.key}, ouvert) : aucune adresse",
        f"Ville (clé {ville.key}, ouvert) : {VILLE}, {WWW}",
    ]
    shell.run("list", "--json")
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()][1] == {
        "key": ville.key,
        "name": "Ville",
        "origins": [VILLE, WWW],
        "closed": False,
        "snippet": snippet(ville, ADDRESS, integrity()),
    }


def test_a_name_and_origins_change_each_alone(shell: SiteShell, key: str, capsys: Capture) -> None:
    shell.run("change", key, "--name", "Agglo")
    assert shell.sites() == [Site(key, "Agglo", (VILLE,))]
    shell.run("change", key, "--origin", WWW)
    assert shell.sites() == [Site(key, "Agglo", (WWW,))]
    assert f"Site modifié : Agglo (clé {key}, ouvert) : {WWW}" in capsys.readouterr().err
    assert [act.action for act in shell.acts()] == ["site.added", "site.changed", "site.changed"]


def test_a_change_that_changes_nothing_is_a_misuse(shell: SiteShell, key: str) -> None:
    with pytest.raises(MisusedCommand, match="Rien à changer"):
        shell.run("change", key)
    with pytest.raises(MisusedCommand, match="dépasse 255 caractères"):
        shell.run("change", key, "--name", "n" * 256)
    assert shell.sites() == [Site(key, "Ville", (VILLE,))]


def test_a_site_is_closed_with_its_message_and_opened(shell: SiteShell, key: str, capsys: Capture) -> None:
    shell.run("close", key)
    assert (
        capsys.readouterr().err
        == f"Site fermé : Ville. Ses visiteurs lisent : « {DEFAULT_CLOSED_MESSAGE} »\n"
    )
    shell.run("close", key, "--message", " Revenez lundi. ")
    shell.run("close", key)
    assert capsys.readouterr().err.endswith("« Revenez lundi. »\n")
    assert shell.sites() == [Site(key, "Ville", (VILLE,), closed=True, closed_message="Revenez lundi.")]
    shell.run("list")
    assert "fermé" in capsys.readouterr().out
    shell.run("open", key)
    assert capsys.readouterr().err == "Site rouvert : Ville.\n"
    assert not shell.sites()[0].closed


def test_a_message_that_is_too_long_leaves_the_site_open(shell: SiteShell, key: str) -> None:
    with pytest.raises(MisusedCommand, match="dépasse 500 caractères"):
        shell.run("close", key, "--message", "m" * 501)
    assert not shell.sites()[0].closed


def test_a_site_is_removed(shell: SiteShell, key: str, capsys: Capture) -> None:
    shell.run("remove", key)
    assert capsys.readouterr().err == f"Site supprimé : {key}. Ses conversations restent.\n"
    assert shell.sites() == []
    assert [act.action for act in shell.acts()] == ["site.added", "site.deleted"]


@pytest.mark.parametrize("command", [("change", "--name", "a"), ("close",), ("open",), ("remove",)])
def test_an_unknown_key_is_said(shell: SiteShell, command: tuple[str, ...]) -> None:
    with pytest.raises(UnknownSite, match="Ce site n’est pas"):
        shell.run(command[0], "inconnue", *command[1:])
    assert shell.acts() == []


def test_the_help_is_in_french(shell: SiteShell, capsys: Capture) -> None:
    shell.run("--help")
    shown = capsys.readouterr().out
    assert "Utilisation : guichet site" in shown
    assert all(name in shown for name in ("add", "list", "change", "close", "open", "remove"))
    shell.run("add", "--help")
    shown = capsys.readouterr().out
    assert "--origin" in shown and "NOM" in shown and "Usage" not in shown


def test_the_options_choose_the_data(shell: SiteShell, tmp_path: Path) -> None:
    shell.run("list", "--data", str(tmp_path / "ailleurs"))
    assert shell.seen[0].data == tmp_path / "ailleurs"


def test_with_telegram_the_end_of_its_link_is_said_and_nobody_is_asked(
    shell: SiteShell, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.run("add", "Ville", "--origin", VILLE)
    shell.run("list")
    assert "Telegram" not in "".join(capsys.readouterr())
    monkeypatch.setenv("GUICHET_TELEGRAM_TOKEN", "123456:ABC-secret")
    shell.run("add", "Affiche", "--json")
    out, err = capsys.readouterr()
    key = json.loads(out)["key"]
    assert TELEGRAM.format(start=f"?start={key}") in err.splitlines()
    shell.run("list")
    assert capsys.readouterr().err == TELEGRAM.format(start="?start=CLÉ") + "\n"
    shell.run("list", "--json")
    assert capsys.readouterr().err == ""
    assert "secret" not in out + err
