"""Read in the HTML of a page what concerns the widget: its policies, and the snippet."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree

from bot.widget_files import LOADER

_META: Final = "content-security-policy"


@dataclass(frozen=True, slots=True)
class Script:
    """A `script` element that loads our loader; an attribute that is missing is ""."""

    integrity: str
    nonce: str
    crossorigin: bool
    key: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What the HTML holds: the contents of policies in its head, our scripts, the keys of our links."""

    policies: tuple[str, ...]
    scripts: tuple[Script, ...]
    keys: tuple[str, ...]


def marks(html: bytes, url: str, address: str) -> Marks:
    """Return what a page at a `url` holds of the widget at a public address, without a slash at the end.

    >>> marks(b'<a class="big guichet" href="//g.fr/chat?site=7f">?</a>', "https://v.fr", "https://g.fr").keys
    ('7f',)
    """
    # UTF-8 or not, what is looked for is ASCII.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    page = etree.fromstring(html.decode("utf-8", "replace").encode(), parser) if html.strip() else None
    if page is None:
        return Marks((), (), ())
    base = urljoin(url, next((_attribute(each, "href") for each in page.iterfind(".//base[@href]")), ""))
    return Marks(
        policies=tuple(
            _attribute(meta, "content")
            for meta in page.iterfind("./head/meta")
            if _attribute(meta, "http-equiv").strip().lower() == _META
        ),
        scripts=tuple(
            _script(each)
            for each in page.iterfind(".//script[@src]")
            if _joined(base, _attribute(each, "src")) == address + LOADER
        ),
        keys=tuple(
            _key(target)
            for each in page.iterfind(".//a[@href]")
            if "guichet" in _attribute(each, "class").split()
            and (target := _joined(base, _attribute(each, "href"))).partition("?")[0] == f"{address}/chat"
        ),
    )


def _script(element: etree._Element) -> Script:
    return Script(
        integrity=_attribute(element, "integrity"),
        nonce=_attribute(element, "nonce"),
        crossorigin="crossorigin" in element.attrib,
        key=_attribute(element, "data-site"),
    )


def _attribute(element: etree._Element, name: str) -> str:
    return element.get(name, "")


def _joined(base: str, address: str) -> str:
    """Return a full address as one can compare it; what is none is ""."""
    try:
        return urlsplit(urljoin(base, address.strip()))._replace(fragment="").geturl()
    except ValueError:
        return ""


def _key(url: str) -> str:
    return "".join(parse_qs(urlsplit(url).query).get("site", []))
