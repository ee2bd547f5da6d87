import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sites.origins import BadOrigin, normal_origin, origin_of

AS_BROWSERS_WRITE = {
    "https://www.ville.fr": "https://www.ville.fr",
    "HTTPS://WWW.Ville.FR/": "https://www.ville.fr",
    " https://ville.fr\n": "https://ville.fr",
    "https://ville.fr:443": "https://ville.fr",
    "http://ville.fr:80": "http://ville.fr",
    "https://ville.fr:": "https://ville.fr",
    "https://ville.fr:0443": "https://ville.fr",
    "https://ville.fr:80": "https://ville.fr:80",
    "http://ville.fr:443": "http://ville.fr:443",
    "http://localhost:8000": "http://localhost:8000",
    "http://mon_serveur": "http://mon_serveur",
    "https://ville.fr.": "https://ville.fr.",
    "https://préfecture-du-rhône.fr": "https://xn--prfecture-du-rhne-ctb6t.fr",
    "https://PRE\u0301FECTURE-DU-RHO\u0302NE.fr": "https://xn--prfecture-du-rhne-ctb6t.fr",
    "https://xn--prfecture-du-rhne-ctb6t.fr": "https://xn--prfecture-du-rhne-ctb6t.fr",
    "https://ΑΣ.fr": "https://xn--mxa0b.fr",
    "https://ville。fr": "https://ville.fr",
    "http://127.0.0.1:8123": "http://127.0.0.1:8123",
    "http://[::1]:8000": "http://[::1]:8000",
    "http://[2001:DB8:0:0::1]": "http://[2001:db8::1]",
}
REFUSED = {
    "": "elle ne commence ni par",
    "ville.fr": "elle ne commence ni par",
    "//ville.fr": "elle ne commence ni par",
    "https:/ville.fr": "elle ne commence ni par",
    "ftp://ville.fr": "elle ne commence ni par",
    "file:///etc": "elle ne commence ni par",
    "chrome-extension://abc": "elle ne commence ni par",
    "javascript:alert(1)": "elle ne commence ni par",
    "null": "une page sans origine",
    "NULL": "une page sans origine",
    "*": "l’étoile",
    "https://*.ville.fr": "l’étoile",
    "https://ville.fr:*": "l’étoile",
    "https://ville.fr/appel": "après le domaine",
    "https://ville.fr//": "après le domaine",
    "https://ville.fr?a": "après le domaine",
    "https://ville.fr#a": "après le domaine",
    "https://ville.fr\\a": "après le domaine",
    "https://anne:secret@ville.fr": "un identifiant ou un mot de passe",
    "https://ville.fr@autre.fr": "un identifiant ou un mot de passe",
    "https://ville.fr:0": "« 0 » n’est pas un port",
    "https://ville.fr:65536": "« 65536 » n’est pas un port",
    "https://ville.fr:-1": "« -1 » n’est pas un port",
    "https://ville.fr:٨": "n’est pas un port",
    "https://ville.fr:1:2": "n’est pas un port",
    "https://": "le domaine ne peut pas être lu",
    "https://:443": "le domaine ne peut pas être lu",
    "https://a..fr": "le domaine ne peut pas être lu",
    "https://.": "le domaine ne peut pas être lu",
    "https://ma ville.fr": "le domaine ne peut pas être lu",
    "https://ville%2efr": "le domaine ne peut pas être lu",
    "https://ville.fr,https://autre.fr": "le domaine ne peut pas être lu|après le domaine|un port",
    "https://[::1": "le domaine ne peut pas être lu",
    "https://\ud800.fr": "le domaine ne peut pas être lu",
    f"https://{'a' * 64}.fr": "le domaine ne peut pas être lu",
    f"https://{'a.' * 127}fr": "le domaine ne peut pas être lu",
    "http://127.1": "l’adresse IP",
    "http://0x7f.0.0.1": "l’adresse IP",
    "http://2130706433": "l’adresse IP",
    "http://127.0.0.256": "le domaine ne peut pas être lu",
    "http://[::g]": "l’adresse IP",
    "http://[::ffff:127.0.0.1]": "l’adresse IP",
    "http://[fe80::1%eth0]": "l’adresse IP",
}


@pytest.mark.parametrize(("text", "origin"), AS_BROWSERS_WRITE.items())
def test_an_origin_is_written_as_browsers_do(text: str, origin: str) -> None:
    assert normal_origin(text) == origin


@pytest.mark.parametrize(("text", "why"), REFUSED.items())
def test_what_is_no_origin_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(BadOrigin, match=why):
        normal_origin(text)


def test_an_origin_that_the_database_cannot_hold_is_refused() -> None:
    label = "a" * 60
    with pytest.raises(BadOrigin, match="elle dépasse 255 caractères"):
        normal_origin(f"https://{label}.{label}.{label}.{label}.abcde:65535")


@given(st.one_of(st.text(), st.from_regex(r"https?://[^/]{0,20}(:[0-9]{0,6})?/?", fullmatch=True)))
def test_any_text_is_an_origin_written_for_good_or_is_refused(text: str) -> None:
    try:
        origin = normal_origin(text)
    except BadOrigin:
        return
    assert origin.isascii()
    assert normal_origin(origin) == origin == origin_of(f"{origin}/a?b#c")


@pytest.mark.parametrize(
    "url", ["https://Ville.fr/a:b@c/", "https://ville.fr:443?q=https://autre.fr/", "https://ville.fr#a"]
)
def test_the_origin_of_an_address_is_what_stands_before_its_path(url: str) -> None:
    assert origin_of(url) == "https://ville.fr"


def test_what_is_no_web_address_has_no_origin() -> None:
    for text in ("data:text/html,a", "ville", "https://a@ville.fr/b"):
        with pytest.raises(BadOrigin):
            origin_of(text)
