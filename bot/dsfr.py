"""The console's style sheet: what it uses of the State's design system, then its own rules.

The design system (https://www.systeme-de-design.gouv.fr) is read from the package that holds its files. Its
scripts are not used: the dark scheme, which they switch on, follows the reader's preference instead.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

SHEETS: Final = ("core/core", "scheme/scheme") + tuple(
    f"component/{name}/{name}"
    for name in (
        "link", "button", "input", "select", "checkbox", "radio", "form", "password", "alert", "badge", "tag",
        "table", "navigation", "logo", "header", "footer", "skiplink", "notice", "pagination", "search",
        "highlight", "breadcrumb",
    )
)  # fmt: skip
"""The style sheets the console uses, in the order in which the design system puts them together."""

FONTS: Final = ("Marianne-Regular", "Marianne-Bold")

UNUSED: Final = re.compile(
    # Utilities that depend on the width, or that the console has no use for.
    r"\.fr-[mp][trblxy]?-(?:n|sm|md|lg|xl)|\.fr-col-(?:offset|sm-offset|md-offset|lg-offset|xl-offset)"
    r"|fr-(?:fi-|artwork|ratio|enlarge-button|display-|responsive|container-|hr-or|unhidden|text--(?:alt|light|heavy))"
    # Parts of components: those that need scripts, and those for something other than a console.
    r"|fr-(?:mega-menu|menu|modal|collapse|collapsing|translate|consent|radio-rich|segmented|table__shadow)"
    r"|fr-(?:header__(?:menu|navbar|tools|search)|footer__(?:top|partners)|logo--|search-bar--lg|quote__image)"
    r"|fr-btn--(?:tooltip|account|briefcase|fullscreen|display|team|sort|close)|fr-notice--(?:weather|attack|witness)"
    r"|fr-notice--(?:cyberattack|kidnapping|video)|fr-badge--new|data-fr-(?:mourning|scrolling|js)|type=range"
    # Illustrative colours; blue-france, the one colour of actions, stays.
    r"|--(?:green|pink|purple|yellow|orange|brown|beige|blue)-(?!france)"
)
"""Selectors that are left out, whatever follows them."""

_RULE = re.compile(r"([^{}]+)\{((?:[^{}]+|\{[^{}]*\})*)\}")
_ROOT = re.compile(r"(:root(?::root)?)\{([^{}]*)\}")
_EMPTY = re.compile(r"@[^{}]+\{(?:@[^{}]+\{\})?\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SELECTOR = re.compile(r"(?:[^,(]+|\((?:[^()]|\([^()]*\))*\))+")
_NOT = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
_DECLARATION = re.compile(r"""(?:[^;"']+|"[^"]*"|'[^']*')+""")
_VARIABLE = re.compile(r"var\((--[\w-]+)")
_URL = re.compile(r"url\((?!['\"]?data:)['\"]?(?:\.\./)*([^)'\"]+)['\"]?\)")
_DARK, _ANY = "[data-fr-theme=dark]", ":root"
_DARK_MEDIA = "@media screen and (prefers-color-scheme:dark)"


@lru_cache(maxsize=1)
def console_sheet(ours: str) -> str:
    """Return the style sheet whose last rules are `ours`, with `url(icons/…)` and `url(fonts/…)` to rewrite.

    Raises:
        FileNotFoundError: when the package of the design system lacks one of `SHEETS`.
    """
    sources = [(_dist() / f"{name}{_suffix(name)}").read_text(encoding="utf-8") for name in SHEETS]
    licence = _COMMENT.match(sources[0])
    sheet = "".join("".join(_kept(_COMMENT.sub("", source))) for source in sources)
    whole = _without_unused_variables(sheet + _shortened(ours))
    return (licence[0] if licence else "") + _URL.sub(r"url(\1)", whole)


def files_of(sheet: str) -> dict[str, bytes]:
    """Read the fonts and icons that a sheet asks for, by their path in the design system.

    Raises:
        FileNotFoundError: when the design system has no such file.
    """
    return {path: (_dist() / path).read_bytes() for path in sorted(set(_URL.findall(sheet)))}


def with_addresses(sheet: str, addresses: dict[str, str]) -> str:
    """Rewrite the paths of fonts and icons to where they are served.

    Raises:
        KeyError: when one of them is served nowhere.

    >>> with_addresses("a{mask:url(icons/a.svg)}", {"icons/a.svg": "/static/1/a.svg"})
    'a{mask:url(/static/1/a.svg)}'
    """
    return _URL.sub(lambda found: f"url({addresses[found[1]]})", sheet)


def _dist() -> Traversable:
    return files("dsfr") / "static" / "dsfr" / "dist"


def _suffix(name: str) -> str:
    return ".min.css" if name.startswith("scheme") else ".main.min.css"


def _kept(css: str) -> Iterator[str]:
    """Yield the rules that the console uses, the dark ones under the reader's preference."""
    for prelude, body in _RULE.findall(css):
        selector = prelude.strip()
        if selector == "@font-face":
            yield from _font(body)
        elif selector.startswith("@"):
            inner = "".join(_kept(body))
            yield f"{selector}{{{inner}}}" if inner else ""
        else:
            yield _rule(selector, body)


def _font(body: str) -> Iterator[str]:
    for name in FONTS:
        if f"{name}.woff2" in body:
            yield "@font-face{" + re.sub(r",url\([^)]*\.woff\) format\(\"woff\"\)", "", body) + "}"


def _rule(selector: str, body: str) -> str:
    """Return a rule without its unused selectors; each keeps its specificity.

    >>> _rule(".fr-a,.fr-fi-b,[data-fr-theme=dark] .fr-a", "color:red")
    '.fr-a{color:red}@media screen and (prefers-color-scheme:dark){:root .fr-a{color:red}}'
    """
    if _DARK not in selector and not UNUSED.search(selector):
        return f"{selector}{{{body}}}"
    used = [one for one in _SELECTOR.findall(selector) if not UNUSED.search(_NOT.sub("", one))]
    light = ",".join(one for one in used if _DARK not in one)
    dark = ",".join(one.replace(_DARK, _ANY) for one in used if _DARK in one)
    plain = f"{light}{{{body}}}" if light else ""
    return f"{plain}{_DARK_MEDIA}{{{dark}{{{body}}}}}" if dark else plain


def _without_unused_variables(sheet: str) -> str:
    """Drop from `:root` the variables that no rule reads, nor any variable that is read."""
    reads: dict[str, set[str]] = {}
    for name, value in _variables(sheet):
        reads.setdefault(name, set()).update(_VARIABLE.findall(value))
    wanted = set(_VARIABLE.findall(_ROOT.sub("", sheet)))
    found = set(wanted)
    while wanted := set().union(*(reads.get(name, ()) for name in wanted)) - found:
        found |= wanted

    def filtered(rule: re.Match[str]) -> str:
        parts = [part for part in _DECLARATION.findall(rule[2]) if _is_read(part, found)]
        return f"{rule[1]}{{{';'.join(parts)}}}" if parts else ""

    return _EMPTY.sub("", _ROOT.sub(filtered, sheet))


def _variables(sheet: str) -> Iterator[tuple[str, str]]:
    for _, body in _ROOT.findall(sheet):
        for part in _DECLARATION.findall(body):
            name, _, value = part.strip().partition(":")
            yield name, value


def _is_read(declaration: str, found: set[str]) -> bool:
    name = declaration.strip().partition(":")[0]
    return not name.startswith("--") or name in found


def _shortened(css: str) -> str:
    r"""Drop the comments and the indentation of our own rules.

    >>> _shortened("/* Why */\na {\n  color: red;\n}\n")
    'a{color: red;}'
    """
    return re.sub(r"\s*([{};,])\s*", r"\1", _COMMENT.sub("", css)).strip()
