"""What staff edit is written so that it is read again as it was, whatever they typed."""

import unicodedata
from dataclasses import replace
from datetime import timedelta, timezone
from decimal import Decimal
from pathlib import Path
from string import ascii_lowercase, digits

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.applying import load_applying
from ingest.cases import read_cases
from ingest.eligibility import DECISION_KEY, WrittenRules, read_eligibility
from ingest.eligibility_write import write_cases, write_eligibility
from ingest.preparation import PreparedQuote
from knowledge.eligibility.cases import Case
from knowledge.eligibility.conditions import Comparison, Condition, Operator, read_condition
from knowledge.eligibility.criteria import Criterion, Option, Outcome, Question, Rules, Takes
from knowledge.french import fold

SHIPPED = Path(__file__).parents[2] / "knowledge/corpora/ptce-2013"
EIG4 = Path(__file__).parents[1] / "corpora/eig4"


def clean(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").strip()).strip()


def folded(text: str) -> str:
    return " ".join(fold(text).split())


AWKWARD = st.sampled_from(
    ['dit "oui"', "l’été\nà Paris", "'''", '"""', "a\\b", "# non", "[x] = {y}", "un\tdeux\x7f"]
)
TEXT = (st.text(st.characters(exclude_categories=["Cs"]), max_size=9) | AWKWARD).map(clean)
WORDS = TEXT.filter(bool)
IDS = st.text(ascii_lowercase + digits + "_", min_size=1, max_size=9)
DOCUMENTS = st.sampled_from(["communique", "cahier-des-charges-2013"])
QUOTES = st.lists(st.builds(PreparedQuote, DOCUMENTS, WORDS), max_size=3).map(tuple)
OFFSETS = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))


BOUNDS = st.sampled_from(
    [
        (None, None),
        (Decimal(0), None),
        (None, Decimal("36.5")),
        (Decimal(1), Decimal(1)),
        (Decimal("0.000001"), None),
    ]
)


@st.composite
def rules(draw: st.DrawFn) -> WrittenRules:
    names = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    asks = draw(st.lists(WORDS, min_size=len(names), max_size=len(names), unique_by=folded))
    questions, criteria = [], []
    for name, ask in zip(names, asks, strict=True):
        takes = draw(st.sampled_from([Takes.CHOICE, Takes.NUMBER, Takes.PARTNERS]))
        options = () if takes is Takes.NUMBER else draw(OPTIONS)
        unit = draw(TEXT) if takes is Takes.NUMBER else ""
        least, most = draw(BOUNDS) if takes is Takes.NUMBER else (None, None)
        question = Question(name, ask, takes, draw(TEXT), unit, least, most, options)
        questions.append(question)
        met, not_met, staff = (draw(conditions(question)) for _ in range(3))
        criterion = Criterion(name, draw(WORDS), met=met, not_met=not_met, staff=staff, to_meet=draw(TEXT))
        criteria.append(replace(criterion, announced=draw(TEXT), draft=draw(st.booleans())))
    quotes = {one.id: draw(QUOTES.filter(bool)) for one in criteria}
    criteria.append(Criterion("z" * 20, draw(WORDS), stated=False, announced=draw(TEXT)))
    quotes |= {criteria[-1].id: (), DECISION_KEY: draw(QUOTES)}
    return WrittenRules(Rules(tuple(questions), tuple(criteria)), quotes)


OPTION = st.builds(
    Option,
    IDS.filter(lambda name: name not in ("unsure", "total")),
    WORDS,
    st.lists(WORDS, max_size=2).map(tuple),
    st.lists(st.sampled_from(["9220", "54*"]), max_size=2).map(tuple),
)
OPTIONS = st.lists(
    OPTION, min_size=2, max_size=4, unique_by=(lambda one: one.id, lambda one: folded(one.name))
).map(tuple)


def conditions(question: Question) -> st.SearchStrategy[Condition]:
    """Conditions that look at one question, with one line at least."""
    values = [option.id for option in question.options] if question.takes is Takes.CHOICE else ["1", "12"]
    operators = (Operator.IS, Operator.IS_NOT) if question.takes is Takes.CHOICE else tuple(Operator)
    parts = [option.id for option in question.options] if question.takes is Takes.PARTNERS else [""]
    one = st.builds(
        Comparison,
        st.just(question.id),
        st.sampled_from(operators),
        st.sampled_from(values).map(lambda value: (value,)),
        st.sampled_from(parts),
    )
    return st.lists(st.lists(one, min_size=1, max_size=2).map(tuple), min_size=1, max_size=2).map(tuple)


@settings(max_examples=40, deadline=None)
@given(rules())
def test_rules_are_read_again_as_they_were(written: WrittenRules) -> None:
    assert read_eligibility(write_eligibility(written)) == written


ANSWERS = (
    TEXT | st.integers() | st.floats(allow_nan=False) | st.dates() | st.dictionaries(TEXT, st.integers())
)
CASES = st.lists(
    st.builds(Case, WORDS, st.dictionaries(TEXT, ANSWERS), st.dictionaries(TEXT, st.sampled_from(Outcome))),
    unique_by=lambda one: folded(one.name),
)


@settings(max_examples=40, deadline=None)
@given(CASES)
def test_cases_are_read_again_as_they_were(cases: list[Case]) -> None:
    assert read_cases(write_cases(tuple(cases))) == tuple(cases)


def test_files_are_written_key_by_key_without_what_is_empty() -> None:
    question = Question(
        "structure",
        'Qui "porte" ?',
        Takes.CHOICE,
        options=(
            Option("exists", "oui", ("elle existe",)),
            Option("none", "non"),
        ),
    )
    met = read_condition(["structure = exists", "structure != none & structure = exists"])
    written = WrittenRules(
        Rules((question,), (Criterion("structure", "Une structure", met=met, draft=True),)),
        {"structure": (PreparedQuote("communique", "une\nstructure"),)},
    )
    head, _, text = write_eligibility(written).partition("\n\n")
    assert all(line.startswith("#") and len(line) <= 110 for line in head.splitlines())
    assert (
        text
        == r"""[[question]]
id = "structure"
ask = "Qui \"porte\" ?"
takes = "choice"
options = [
  { id = "exists", name = "oui", words = ["elle existe"] },
  { id = "none", name = "non" },
]

[[criterion]]
id = "structure"
name = "Une structure"
passages = [
  { document = "communique", quote = "une\nstructure" },
]
met = [
  "structure = exists",
  "structure != none & structure = exists",
]
draft = true
"""
    )


def test_a_case_is_written_as_staff_write_it() -> None:
    case = Case("Deux", {"partners": {"ess": 2}, "pooling": "yes", "months": 12}, {"ess": Outcome.MET})
    assert write_cases((case,)).partition("\n\n")[2] == (
        '[[case]]\nname = "Deux"\nanswers = { partners = { ess = 2 }, pooling = "yes", months = 12 }\n'
        'sheet = { ess = "met" }\n'
    )


@pytest.mark.parametrize("folder", [SHIPPED, EIG4], ids=lambda folder: folder.name)
def test_the_files_of_a_call_are_read_again_as_they_were(folder: Path) -> None:
    found = load_applying(folder)
    assert found.rules is not None
    assert read_eligibility(write_eligibility(found.rules)) == found.rules
    assert read_cases(write_cases(found.cases)) == found.cases
