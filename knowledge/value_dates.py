"""Recognise French dates in a sentence: a day, several, from one to another, with or without a time."""

import re
from dataclasses import replace

from knowledge.value_meanings import Bound, Folded, Found, Moment, Part, Period, ValueKind

_MONTHS = (
    r"janv(?:ier|\.)?", r"fevr(?:ier|\.)?", "mars", "avril", "mai", "juin",
    r"juil(?:let|\.)", "aout", r"sept(?:embre|\.)?", r"oct(?:obre|\.)?", r"nov(?:embre|\.)?",
    r"dec(?:embre|\.)?",
)  # fmt: skip
_MONTH = rf"(?:{'|'.join(_MONTHS)})(?!\w)"
_DAY = r"(?<![\w.,/])(?:1\s?er|3[01]|[12]\d|0?[1-9])(?![\w%€]|[.,]\d)"
_YEAR = r"(?:19|20)\d\d(?!\w)"
_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s)?"
_ZONE = r"(?:\s?\((?:utc|gmt|heure)[^)]{0,40}\)|,?\sheure (?:locale|de paris))?"
_TIME = (
    r"(?:(?:\s?[,–-])?\s?(?:a\s|avant\s)?(?:(?:[01]?\d|2[0-4])\s?(?:h(?:eures?)?(?:\s?[0-5]\d)?|:[0-5]\d)"
    rf"|minuit|midi)(?!\w){_ZONE})?"
)
_FULL = rf"{_WEEKDAY}{_DAY}\s{_MONTH}(?:\s{_YEAR})?{_TIME}"
_BARE = rf"{_WEEKDAY}{_DAY}"
_JOIN = r"\s?(?:,\s?(?:et\s)?|[–—-]\s?|&\s|(?<=\s)(?:et|ou|au|a|jusqu'au)\s)(?:les?\s|du\s|au\s)?"
_CHAIN = re.compile(rf"(?:(?:{_FULL}|{_BARE}){_JOIN})*{_FULL}")
_NUMERIC = re.compile(rf"(?<![\w./])([0-3]?\d)([/.])([01]?\d)\2((?:20|19)?\d\d)(?![\w/])(?P<time>{_TIME})")
_MONTHLY = re.compile(
    rf"(?:(?P<part>debut|mi|fin)(?:\s(?:du\smois\s)?(?:de\s|d')?|\s?-\s?)"
    r"|(?P<in>\b(?:en|courant|mois de|d'ici)\s)|(?P<row>^[-–•]?\s?))?"
    rf"(?<!\w)(?P<month>{_MONTH})(?!-)(?:\s(?P<year>{_YEAR}))?"
)
_ITEM = re.compile(rf"{_WEEKDAY}({_DAY})(?:\s({_MONTH})(?:\s({_YEAR}))?)?({_TIME})")
_CLOCK = re.compile(r"(\d\d?)\s?(?:h(?:eures?)?|:)\s?(\d\d)?|minuit|midi")
_RANGE = re.compile(r"\s?(?:[–—-]\s?|(?<=\s)(?:au|a|jusqu'au)\s)(?:le\s|au\s)?")
_TODAY = re.compile(r"\baujourd'hui\b|\bce jour\b")

_ANY = re.compile(rf"(?<!\w){_MONTH}|\d[/.]\d|{_TODAY.pattern}")
_PREFIX = re.compile(
    r"(?:(?P<before>avant(?: la)?|d'ici(?: a)?|au plus tard|jusqu'(?:au|a))"
    r"|(?P<from>a partir|a compter|des le)|(?P<after>apres|depuis|posterieur\w*)|(?P<at>courant|entre))"
    r"(?:\s(?:le|les|du|de|au|d'))*[\s']$"
)
_OF_A_TEXT = re.compile(
    r"(?:\bn[°o]s?\s?[\w/-]+(?:\s\([^)]{0,30}\))?,?"
    r"|\b(?:loi|decret|arrete|ordonnance|circulaire|directive|reglement|amendement|rapport|avis|communique"
    r"|instruction|deliberation|decision|version|journal officiel)"
    r"(?:\s(?:de finances|organique|de presse|ministeriel|interministeriel|europeen|\(?ue\)?))*"
    r"|\b(?:modifiee?|datee?s?|en date|publiee?s? au journal officiel))\s(?:du|le|en)\s$"
)
"""What stands before the date of a law, a decree or a letter: never a date of the call."""

_LOOK_BACK = 60
"""Characters before a date in which its preposition, or the text it dates, is looked for."""


def dates(sentence: Folded) -> list[Found]:
    """Return the dates of a sentence in order, none within another, without those of laws and decrees."""
    if not _ANY.search(sentence.text):
        return []
    chains = list(_CHAIN.finditer(sentence.text))
    taken = [found for match in chains for found in _of_chain(sentence, match)]
    taken += [found for match in _NUMERIC.finditer(sentence.text) for found in _numeric(sentence, match)]
    for match in _TODAY.finditer(sentence.text):
        start, end = sentence.span(*match.span())
        day = Moment(1)
        taken.append(Found(ValueKind.DATE, start, end, Period(day, day), by_reference=True))
    for match in _MONTHLY.finditer(sentence.text):
        if not any(chain.start() <= match.start("month") < chain.end() for chain in chains):
            taken += _monthly(sentence, match)
    return sorted(taken, key=lambda found: found.start)


def _of_chain(sentence: Folded, match: re.Match[str]) -> list[Found]:
    """Read days that hang together; what leaves its month or year out has that of the next one."""
    items = list(_ITEM.finditer(sentence.text, *match.span()))
    while len(items) > 1 and not items[0][2] and not _introduced(sentence.text, items[0].start()):
        items = items[1:]
    moments: list[Moment] = []
    month, year = 0, None
    for item in reversed(items):
        month = _month(item[2]) if item[2] else month
        year = int(item[3]) if item[3] else year
        moments.insert(0, Moment(month, year, int(re.sub(r"\D", "", item[1])), minute=_minute(item[4])))
    start = items[0].start()
    apart = len(items) == 2 and _RANGE.fullmatch(sentence.text[items[0].end() : items[1].start()])
    spread = apart or (len(items) == 2 and re.search(r"\bentre\s(?:le\s)?$", sentence.text[:start]))
    if spread and sentence.text[:start].endswith("du "):
        start -= len("du ")
    whole = _found(sentence, start, items[-1].end(), Period(moments[0], moments[-1]))
    if whole is None:
        return []
    return [_with_ends(sentence, whole, items, moments) if spread else whole]


def _introduced(text: str, start: int) -> bool:
    """Whether a day without its month begins the dates, and is not the number of an article."""
    return bool(re.search(r"(?:\b(?:les?|du|des|entre|au)\s|^[-–•]?\s?|[:|(]\s?)$", text[:start]))


def _with_ends(sentence: Folded, whole: Found, items: list[re.Match[str]], moments: list[Moment]) -> Found:
    ends = []
    for item, moment in zip(items, moments, strict=True):
        start, end = sentence.span(*item.span())
        if not item[2]:
            start, end = whole.start, whole.end
        ends.append(Found(ValueKind.DATE, start, end, Period(moment, moment)))
    return replace(whole, ends=tuple(ends))


def _numeric(sentence: Folded, match: re.Match[str]) -> list[Found]:
    day, month, year = int(match[1]), int(match[3]), int(match[4])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return []
    moment = Moment(month, year + 2000 * (year < 100), day, minute=_minute(match["time"]))
    found = _found(sentence, *match.span(), Period(moment, moment))
    return [found] if found else []


def _monthly(sentence: Folded, match: re.Match[str]) -> list[Found]:
    if all(match[group] is None for group in ("part", "in", "row", "year")):
        return []
    start = match.start("part") if match["part"] else match.start("month")
    if sentence.text[start - 1 : start] == "-":
        return []
    part = {"debut": Part.EARLY, "mi": Part.MIDDLE, "fin": Part.LATE}.get(match["part"] or "")
    moment = Moment(_month(match["month"]), int(match["year"]) if match["year"] else None, part=part)
    found = _found(sentence, start, match.end(), Period(moment, moment))
    return [found] if found else []


def _found(sentence: Folded, start: int, end: int, meaning: Period) -> Found | None:
    """Widen a date to the preposition that bounds it; None if it is the date of another text."""
    before = sentence.text[max(0, start - _LOOK_BACK) : start]
    if _OF_A_TEXT.search(before):
        return None
    bound = Bound.AT
    if prefix := _PREFIX.search(before):
        bound = Bound(prefix.lastgroup or Bound.AT)
        start -= len(prefix.group())
    return Found(ValueKind.DATE, *sentence.span(start, end), meaning, bound)


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if re.fullmatch(month, name))


def _minute(time: str) -> int | None:
    clock = _CLOCK.search(time)
    if clock is None:
        return None
    if clock[1] is None:
        return 12 * 60 if clock.group() == "midi" else 24 * 60
    return 60 * int(clock[1]) + int(clock[2] or 0)
