"""Read the form of a site: whatever was typed comes back whole, with what is wrong in it."""

from dataclasses import dataclass, replace

from bot.console.forms import Form, number
from bot.sites.checks import faults
from bot.sites.origins import BadOrigin, normal_origin
from bot.sites.site import PER_MINUTE, PER_VISITOR, Position, Site

NOWHERE = "Choisissez une place dans la liste."


@dataclass(frozen=True, slots=True)
class Typed:
    """All that the form holds, as it was typed; `origins` and `questions` have one a line."""

    name: str = ""
    origins: str = ""
    welcome: str = ""
    questions: str = ""
    position: str = Position.RIGHT.value
    accent: str = ""
    accent_dark: str = ""
    hours: str = ""
    per_minute: str = str(PER_MINUTE)
    per_visitor: str = str(PER_VISITOR)


@dataclass(frozen=True, slots=True)
class Read:
    """The site that a form describes, and what is wrong with it, by field: it is to be kept if nothing is."""

    site: Site
    errors: dict[str, str]


def typed_in(form: Form) -> Typed:
    """Return what was typed."""
    return Typed(
        name=form.line("name"),
        origins=_text(form["origins"]),
        welcome=_text(form["welcome"]),
        questions=_text(form["questions"]),
        position=form["position"],
        accent=form.line("accent"),
        accent_dark=form.line("accent_dark"),
        hours=form.line("hours"),
        per_minute=form.line("per_minute"),
        per_visitor=form.line("per_visitor"),
    )


def typed_of(site: Site) -> Typed:
    r"""Return the form as a site fills it in.

    >>> typed_of(Site("k", "Ville", ("https://a.fr", "https://b.fr"))).origins
    'https://a.fr\nhttps://b.fr'
    """
    return Typed(
        name=site.name,
        origins="\n".join(site.origins),
        welcome=site.welcome,
        questions="\n".join(site.questions),
        position=site.position.value,
        accent=site.accent,
        accent_dark=site.accent_dark,
        hours=site.hours,
        per_minute=str(site.per_minute),
        per_visitor=str(site.per_visitor),
    )


def read_site(typed: Typed, kept: Site) -> Read:
    """Return what `kept` becomes with what was typed; what no form holds stays as it was.

    >>> read_site(Typed("Ville", "HTTPS://Ville.fr/"), Site("k", "")).site.origins
    ('https://ville.fr',)
    >>> read_site(Typed("Ville", position="haut"), Site("k", "")).errors
    {'position': 'Choisissez une place dans la liste.'}
    """
    origins, errors = _origins(typed.origins)
    place = Position(typed.position) if typed.position in set(Position) else None
    site = replace(
        kept,
        name=typed.name,
        origins=origins,
        welcome=typed.welcome,
        questions=tuple(_lines(typed.questions)),
        position=place or kept.position,
        accent=typed.accent.lower(),
        accent_dark=typed.accent_dark.lower(),
        hours=typed.hours,
        per_minute=number(typed.per_minute),
        per_visitor=number(typed.per_visitor),
    )
    if place is None:
        errors["position"] = NOWHERE
    return Read(site, errors | {name: fault for name, fault in faults(site).items() if name not in errors})


def _origins(text: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """Read the origins, each once, and the fault of the first that is none."""
    found: dict[str, None] = {}
    for line in _lines(text):
        try:
            found[normal_origin(line)] = None
        except BadOrigin as error:
            return (), {"origins": str(error)}
    return tuple(found), {}


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _text(given: str) -> str:
    return given.replace("\r\n", "\n").strip()
