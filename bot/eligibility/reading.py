"""Reads an answer to one question in people's own words: what is not sure is for them to confirm."""

import re
from dataclasses import dataclass, replace
from typing import Final

from bot.eligibility.days_said import day_of
from bot.eligibility.hearing import asks, key
from bot.eligibility.left_over import says_more
from bot.eligibility.numbers_said import number_of, number_with
from bot.eligibility.numerals import NUMERAL
from bot.eligibility.types_said import Named, beside, is_exactly, named_types
from bot.eligibility.wording import ABROAD, WORDS, capital
from bot.eligibility.wording import said as in_french
from bot.eligibility.yes_no_said import begins_by, unsure, yes_or_no
from knowledge.eligibility.answers import ELSEWHERE, MOST_PARTNERS, BadAnswer, normal
from knowledge.eligibility.criteria import UNSURE, Answer, Option, Question, Takes
from knowledge.french import fold, stems
from knowledge.legal_forms import LegalForm, load_legal_forms
from knowledge.places import Level, Place, load_places

MOST_CHOICES: Final = 6
"""Names that are offered when words name several."""

LONGEST: Final = 300
"""Characters of an answer; more is a story, which the assistant reads."""

_LOOKED_AT: Final = 1000
"""Characters of a free message in which what people say of themselves is looked for."""

_ABROAD = re.compile(r"(?:(?:a |de )?l )?etranger|(?:en dehors|hors)(?: de)?(?: la)? france|pas en france")
_LEAD_IN: Final = re.compile(
    r"^\W*(?:(?:oui|alors|bonjour|ben|bah|euh)\b\W*)?"
    r"(?:(?:nous sommes|on est|je suis|c'est|ce sera|ce serait|il s'agit d[e']|elle est|il est"
    r"|(?:notre|le|mon) siege est|on se trouve|nous nous trouvons|j'habite|on a|nous avons|j'ai"
    r"|il y a|y a)\b\s*)?"
    r"(?:(?:bas[eé]e?s?|implant[eé]e?s?|situ[eé]e?s?|install[eé]e?s?|domicili[eé]e?s?)\b\s*)?",
    re.IGNORECASE,
)
_OURSELVES: Final = re.compile(
    r"\b(?:nous (?:sommes|avons|comptons|reunissons|regroupons)|on (?:est|a|compte)"
    r"|je (?:suis|dirige|preside|gere|represente|travaille)|j'ai|chui|jsui\w*|jai|g (?:une?|des|\d)"
    r"|mon|ma|mes|notre|nos|moi|basee?s? a)\b"
)
"""Words by which people say what they are, in passing."""

_PLACE_SAID: Final = re.compile(
    r"\b(?:à|en|dans (?:le|la|les|l[’'])|au|aux|du|de|d[’'])\s*"
    r"((?:L[eas’']+\s?)?[A-ZÀ-Ü][\w’'-]+(?:[ -][A-ZÀ-Ü][\w’'-]+)*(?:\s?\(\d[\dAB]\d?\))?)"
)
"""A name with a capital letter after the words that come before a place."""


@dataclass(frozen=True, slots=True)
class Read:
    """An answer as it was read; one `interpreted` must be confirmed, `words` say then what was understood.

    `choices` are the names among which to choose when the words name several, and `value` is then none;
    `left` are the parts of the words that were not recognised.
    """

    value: Answer
    interpreted: bool = False
    words: str = ""
    choices: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def read_answer(question: Question, text: str) -> Read | None:
    """Return what `text` answers to a question, None if it is no answer to it: a question, or unclear.

    Partners are those that this text names, to be added to those told before.
    """
    said = key(text)
    if not said or len(text) > LONGEST:
        return None
    if exact := _pressed(question, said):
        return exact
    if asks(text):
        return None
    if unsure(said):
        return Read(UNSURE)
    return _READERS[question.takes](question, text.strip(), said)


def mentions(question: Question, text: str) -> Read | None:
    """Return what a free message says in passing that answers a question, always to be confirmed.

    Only who speaks of themselves is heard, and only of what people tell of themselves: what they are, how
    many, where, with whom; never a yes or a no, nor a date.
    """
    text = text[:_LOOKED_AT]
    if _OURSELVES.search(fold(text)) is None:
        return None
    found = _mentioned(question, text)
    return replace(found, interpreted=True, left=()) if found else None


def _mentioned(question: Question, text: str) -> Read | None:
    match question.takes:
        case Takes.PARTNERS:
            return _counted(named_types(text, question.options), question.options)
        case Takes.CHOICE:
            return _one_option(named_types(text, question.options))
        case Takes.LEGAL_FORM:
            forms = [one.forms[0] for one in load_legal_forms().mentioned(text)]
            return Read(forms[0].code, words=forms[0].name) if len({one.code for one in forms}) == 1 else None
        case Takes.NUMBER:
            return _number_read(question, number_with(text, question.unit) if question.unit else None)
        case Takes.PLACE:
            named = (load_places().find(found[1]) for found in _PLACE_SAID.finditer(text))
            places = {one.code: one for found in named if len(found) == 1 for one in found}
            return _placed(question, next(iter(places.values()))) if len(places) == 1 else None
        case Takes.YES_NO | Takes.DATE:
            return None


def _pressed(question: Question, said: str) -> Read | None:
    """Return the answer of a button, word for word."""
    for option in question.options:
        if said in (option.id, *map(key, (option.name, *option.words))):
            return Read({option.id: 1} if question.takes is Takes.PARTNERS else option.id)
    return None


def _yes_no(question: Question, text: str, said: str) -> Read | None:
    del text
    heard = yes_or_no(said)
    if heard is None or heard.surely:
        return Read(heard.value) if heard else None
    about = {*stems(f"{question.ask} {question.help}")}
    if heard.rest and about.isdisjoint(stems(heard.rest)):
        return None
    return Read(heard.value, interpreted=True, words=WORDS[heard.value])


def _choice(question: Question, text: str, said: str) -> Read | None:
    named = named_types(text, question.options)
    if named and says_more(beside(text, named)):
        return None
    found = _one_option(named) or _begun_by(said, question.options)
    sure = bool(found) and all(one.declared for one in named) and is_exactly(text, named)
    return replace(found, interpreted=False, words="") if found and sure else found


def _begun_by(said: str, options: tuple[Option, ...]) -> Read | None:
    """Return the option whose name begins by the yes or the no that is said, or those to choose from."""
    heard = yes_or_no(said)
    if heard is None or not heard.surely:
        return None
    meant = [option for option in options if begins_by(key(option.name)) == heard.value]
    if len(meant) > 1:
        return Read("", choices=tuple(capital(option.name) for option in meant))
    return Read(meant[0].id, True, f"« {meant[0].name} »") if meant else None


def _one_option(named: tuple[Named, ...]) -> Read | None:
    options = {one.option.id: one for one in named}
    if len(options) != 1:
        return None
    one = next(iter(options.values()))
    return Read(one.option.id, True, one.understood)


def _partners(question: Question, text: str, said: str) -> Read | None:
    if said in ("aucun", "aucun autre", "personne", "rien d autre", "aucun partenaire"):
        return Read({})
    named = named_types(text, question.options)
    found = _counted(named, question.options)
    rest = beside(text, named)
    if found is None or NUMERAL.search(_WITHOUT_ARTICLES.sub(" ", fold(rest))) or says_more(rest):
        return None
    left = left_parts(text, named)
    sure = all(one.declared and one.count_said for one in named) and is_exactly(text, named)
    return replace(found, interpreted=not sure, words="" if sure else found.words, left=left)


def _counted(named: tuple[Named, ...], options: tuple[Option, ...]) -> Read | None:
    counts: dict[str, int] = {}
    for one in named:
        counts[one.option.id] = counts.get(one.option.id, 0) + one.count
    if not counts or max(counts.values()) > MOST_PARTNERS:
        return None
    ordered = {option.id: counts[option.id] for option in options if option.id in counts}
    return Read(ordered, True, " ; ".join(one.understood for one in named))


def left_parts(text: str, named: tuple[Named, ...]) -> tuple[str, ...]:
    """Return the parts of a list in which nothing is named, as they are written."""
    start, parts = 0, []
    for end, after in (*(one.span() for one in _BETWEEN.finditer(text)), (len(text), len(text))):
        part = _LEAD_IN.sub("", text[start:end]).strip(" .!")
        known = any(one.start < end and one.end > start for one in named)
        if not known and len(key(part)) > 3 and not _FILLER.fullmatch(key(part)):
            parts.append(part)
        start = after
    return tuple(parts)


def _number(question: Question, text: str, said: str) -> Read | None:
    del said
    return _number_read(question, number_of(text, question.unit))


def _number_read(question: Question, found: tuple[str, bool] | None) -> Read | None:
    if found is None:
        return None
    try:
        value = normal(question, found[0])
    except BadAnswer:
        return None
    return Read(value, interpreted=found[1], words=in_french(question, value))


def _date(question: Question, text: str, said: str) -> Read | None:
    del question, said
    found = day_of(text)
    return Read(found[0], interpreted=found[1]) if found else None


def _place(question: Question, text: str, said: str) -> Read | None:
    if _ABROAD.search(said):
        if says_more(_ABROAD.sub(" ", said)):
            return None
        return Read(ELSEWHERE, interpreted=not _ABROAD.fullmatch(said), words=ABROAD)
    found = load_places().find(text, MOST_CHOICES) or load_places().find(_LEAD_IN.sub("", text), MOST_CHOICES)
    if said.startswith("en ") and all(key(one.label) != said for one in found):  # never of a commune
        found = tuple(one for one in found if one.level is not Level.COMMUNE)
    labels = tuple(dict.fromkeys(one.label for one in found))
    chosen = [one for one in found if key(one.label) == said.removeprefix("en ")] or found
    if len(chosen) == 1 or len(labels) == 1:
        short = said.isalpha() and len(said) < _SHORTEST_NAME
        return replace(
            _placed(question, chosen[0]), interpreted=short, words=chosen[0].label if short else ""
        )
    return Read("", choices=labels) if found else None


def _placed(question: Question, place: Place) -> Read:
    return Read(normal(question, place.code), words=place.label)


def _form(question: Question, text: str, said: str) -> Read | None:
    del question, said
    known = load_legal_forms()
    found = known.find(text) or known.find(_LEAD_IN.sub("", text))
    if not found:
        named = known.mentioned(text)
        if len(named) != 1 or says_more(f"{text[: named[0].start]} {text[named[0].end :]}"):
            return None
        return _of_several(named[0].forms, sure=False)
    return _of_several(found, sure=True)


def _of_several(forms: tuple[LegalForm, ...], *, sure: bool) -> Read:
    """Read forms that one name covers: the only one, a few to choose from, else the most ordinary."""
    if 1 < len(forms) <= MOST_CHOICES:
        return Read("", choices=tuple(form.name for form in forms))
    return Read(forms[0].code, interpreted=not sure or len(forms) > 1, words=forms[0].name)


_SHORTEST_NAME: Final = 3
"""Letters of a name of a place that is taken at once: "y" and "eu" are words too."""

_WITHOUT_ARTICLES: Final = re.compile(r"\bune?\b")
_BETWEEN: Final = re.compile(r"[,;+&\n/.]|\b(?:et|avec|ainsi que|plus|puis)\b", re.IGNORECASE)
_FILLER: Final = re.compile(
    r"(?:nous|on|je|moi|sommes|est|suis|avons|ai|a|il|y|aussi|deja|bonjour|merci|voila|partenaires?|dans|notre|le|la"
    r"|les|l|projet|groupement|consortium|compris|c|tout|pour|instant|moment|deux|trois|\d+| )+"
)

_READERS: Final = {
    Takes.YES_NO: _yes_no,
    Takes.CHOICE: _choice,
    Takes.NUMBER: _number,
    Takes.DATE: _date,
    Takes.PLACE: _place,
    Takes.LEGAL_FORM: _form,
    Takes.PARTNERS: _partners,
}
