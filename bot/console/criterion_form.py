"""Read the form of a criterion and of one question: whatever was typed comes back, with what is wrong."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, TypeVar

from bot.console.forms import Form, number
from ingest.eligibility import WrittenRules
from ingest.preparation import PreparedQuote
from knowledge.eligibility.answers import BadAnswer, number_in
from knowledge.eligibility.conditions import BadCondition, Condition, read_condition, written
from knowledge.eligibility.criteria import Criterion, Option, Question, Rules, Takes
from knowledge.eligibility.judging import mentioned

One = TypeVar("One", bound=Criterion | Question)

BLANKS: Final = 1
"""Empty places for one more quotation."""

LINES: Final = ("id", "name", "to_meet", "question", "ask", "help", "unit", "least", "most", "reason")
"""The fields that are one line each, however long."""

_ID: Final = re.compile(r"[a-z0-9_]+")
_OPTION: Final = re.compile(r"([a-z0-9_]+) ?: ?(.*?[^ ])(?: ?\(([^()]*)\))?(?: ?\[([^\[\]]*)\])?")
"""An answer on its line, its blanks made single spaces: identifier, name, other words, legal forms."""

NO_NAME = "Donnez un nom à ce critère, tel que le texte le dit."
NO_ID = "Un identifiant n’a que des lettres de a à z, des chiffres et des traits bas."
TAKEN = "Cet identifiant est déjà pris."
NO_ASK = "Écrivez la question."
NO_KIND = "Choisissez le type de réponse dans la liste."
BAD_OPTION = "« {line} » ne se lit pas comme une réponse, telle que « ess : une entreprise de l’ESS »."
NOT_ASKED = "Aucune condition de ce critère ne regarde cette question."
HALF_QUOTE = "Une citation a un document et des mots exacts."


@dataclass(frozen=True, slots=True)
class Typed:
    """All that the form holds, as it was typed; `seen` is the number of the text that it began from."""

    id: str = ""
    name: str = ""
    state: str = "stated"
    announced: str = ""
    draft: bool = False
    met: str = ""
    not_met: str = ""
    staff: str = ""
    to_meet: str = ""
    passages: tuple[tuple[str, str], ...] = ()
    question: str = ""
    ask: str = ""
    takes: str = Takes.YES_NO.value
    help: str = ""
    unit: str = ""
    least: str = ""
    most: str = ""
    options: str = ""
    reason: str = ""
    despite: bool = False
    previewed: str = ""
    seen: int = 0

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """The quotations, and empty places for others."""
        return (*self.passages, *((("", ""),) * BLANKS))


@dataclass(frozen=True, slots=True)
class Edited:
    """The criteria with what was typed, and what is wrong with it, by field; `dropped` are questions."""

    written: WrittenRules
    errors: Mapping[str, str]
    dropped: tuple[Question, ...] = ()


def typed_in(form: Form) -> Typed:
    """Return what was typed."""
    quotes = zip(form.all("document"), form.all("quote"), strict=False)
    passages = ((document, " ".join(quote.split())) for document, quote in quotes)
    return Typed(
        **{name: form.line(name) for name in LINES},
        **{name: _text(form[name]) for name in ("met", "not_met", "staff", "options")},
        **{name: form[name] for name in ("state", "announced", "takes", "previewed")},
        draft=bool(form["draft"]),
        despite=bool(form["despite"]),
        passages=tuple((document, quote) for document, quote in passages if quote),
        seen=number(form["seen"]),
    )


def typed_of(rules: WrittenRules, criterion: Criterion, question: Question | None, seen: int) -> Typed:
    """Return the form as a criterion, and one question, fill it in."""
    return replace(
        typed_question(question),
        id=criterion.id,
        name=criterion.name,
        state="stated" if criterion.stated else "not_stated",
        announced=criterion.announced,
        draft=criterion.draft,
        met="\n".join(written(criterion.met)),
        not_met="\n".join(written(criterion.not_met)),
        staff="\n".join(written(criterion.staff)),
        to_meet=criterion.to_meet,
        passages=tuple((one.document, one.quote) for one in rules.quotes.get(criterion.id, ())),
        seen=seen,
    )


def typed_question(question: Question | None) -> Typed:
    """Return a form in which nothing but a question is filled in."""
    if question is None:
        return Typed()
    return Typed(
        question=question.id,
        ask=question.ask,
        takes=question.takes.value,
        help=question.help,
        unit=question.unit,
        least=_figures(question.least),
        most=_figures(question.most),
        options="\n".join(map(written_option, question.options)),
    )


def edit(rules: WrittenRules, typed: Typed, changed: str | None) -> Edited:
    """Return the criteria with one of them, `changed`, as it was typed, or with one more if that is None."""
    errors: dict[str, str] = {}
    criterion = _criterion(rules.rules, typed, changed, errors)
    question = _question(typed, errors)
    new = question is not None and rules.rules.question(question.id) is None
    if question and new and not errors and question.id not in mentioned(criterion.conditions):
        errors["question"] = NOT_ASKED
    quotes = tuple(PreparedQuote(document, quote) for document, quote in typed.passages)
    if not all(one.document for one in quotes):
        errors["passages"] = HALF_QUOTE
    criteria = _put(rules.rules.criteria, criterion)
    questions = _put(rules.rules.questions, question) if question else rules.rules.questions
    kept = replace(rules.rules, criteria=criteria, questions=questions)
    kept, dropped = without_orphans(kept)
    return Edited(replace(rules, rules=kept, quotes={**rules.quotes, criterion.id: quotes}), errors, dropped)


def without(rules: WrittenRules, criterion_id: str) -> Edited:
    """Return the criteria without one of them, nor the questions that it alone looked at."""
    criteria = tuple(one for one in rules.rules.criteria if one.id != criterion_id)
    kept, dropped = without_orphans(replace(rules.rules, criteria=criteria))
    quotes = {name: found for name, found in rules.quotes.items() if name != criterion_id}
    return Edited(replace(rules, rules=kept, quotes=quotes), {}, dropped)


def without_orphans(rules: Rules) -> tuple[Rules, tuple[Question, ...]]:
    """Return rules without the questions that no criterion looks at, and those questions."""
    wanted = set(mentioned(condition for one in rules.criteria for condition in one.conditions))
    kept = tuple(one for one in rules.questions if one.id in wanted)
    return replace(rules, questions=kept), tuple(one for one in rules.questions if one.id not in wanted)


def read_option(line: str) -> Option | None:
    """Return the answer that a line describes, None if it is none.

    >>> read_option("ess : une entreprise de l’ESS (scop, scic) [54*]").words
    ('scop', 'scic')
    """
    found = _OPTION.fullmatch(" ".join(line.split()))
    if found is None:
        return None
    return Option(found[1], found[2], _listed(found[3]), _listed(found[4]))


def written_option(option: Option) -> str:
    """Write an answer as `read_option` reads it.

    >>> written_option(Option("ess", "une entreprise", ("scop",), ("54*",)))
    'ess : une entreprise (scop) [54*]'
    """
    said = f"{option.id} : {option.name}"
    if option.words or option.name.endswith((")", "]")):
        said += f" ({', '.join(option.words)})"
    return said + (f" [{', '.join(option.forms)}]" if option.forms else "")


def _criterion(rules: Rules, typed: Typed, changed: str | None, errors: dict[str, str]) -> Criterion:
    id = changed or typed.id
    if not _ID.fullmatch(id):
        errors["id"] = NO_ID
    elif changed is None and rules.criterion(id):
        errors["id"] = TAKEN
    if not typed.name:
        errors["name"] = NO_NAME
    stated = typed.state != "not_stated"
    return Criterion(
        id=id,
        name=typed.name,
        stated=stated,
        met=_condition("met", typed.met, errors),
        not_met=_condition("not_met", typed.not_met, errors),
        staff=_condition("staff", typed.staff, errors),
        to_meet=typed.to_meet,
        announced=typed.announced,
        draft=typed.draft,
    )


def _question(typed: Typed, errors: dict[str, str]) -> Question | None:
    """Return the question that was typed, None if there is none."""
    if not typed.question:
        if typed.ask:
            errors["question"] = NO_ID
        return None
    if not _ID.fullmatch(typed.question):
        errors["question"] = NO_ID
    if not typed.ask:
        errors["ask"] = NO_ASK
    takes = Takes(typed.takes) if typed.takes in set(Takes) else None
    if takes is None:
        errors["takes"] = NO_KIND
    options = _options(typed.options, errors)
    return Question(
        typed.question,
        typed.ask,
        takes or Takes.YES_NO,
        typed.help,
        typed.unit,
        _bound("least", typed.least, errors),
        _bound("most", typed.most, errors),
        options,
    )


def _bound(name: str, text: str, errors: dict[str, str]) -> Decimal | None:
    try:
        return number_in(text) if text else None
    except BadAnswer as error:
        errors[name] = str(error)
        return None


def _figures(bound: Decimal | None) -> str:
    return "" if bound is None else f"{bound:f}".replace(".", ",")


def _options(text: str, errors: dict[str, str]) -> tuple[Option, ...]:
    options: list[Option] = []
    for line in text.splitlines():
        if line.strip():
            option = read_option(line)
            if option is None:
                errors["options"] = BAD_OPTION.format(line=line.strip())
                return ()
            options.append(option)
    return tuple(options)


def _condition(name: str, text: str, errors: dict[str, str]) -> Condition:
    try:
        return read_condition([line for line in text.splitlines() if line.strip()])
    except BadCondition as error:
        errors[name] = f"{error}."
        return ()


def _put(ones: Iterable[One], new: One) -> tuple[One, ...]:
    """Return ones in their order, the new one in the place of its former self, or at the end."""
    former = tuple(ones)
    if any(one.id == new.id for one in former):
        return tuple(new if one.id == new.id else one for one in former)
    return (*former, new)


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(" ".join(one.split()) for one in (text or "").split(",") if one.strip())


def _text(given: str) -> str:
    return given.replace("\r\n", "\n").strip()
