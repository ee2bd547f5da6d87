"""A preparation is written as staff can read it, and read again as it was."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from ingest.manifest import PREPARATION
from ingest.preparation import Prepared, PreparedQuote, PreparedTopic, load_preparation
from ingest.preparation_render import render
from knowledge.preparation import State

TOPICS = (
    PreparedTopic(
        "total_budget",
        State.PARTLY,
        (
            PreparedQuote("communique", "Une « enveloppe »\nde trois millions"),
            PreparedQuote("projet", 'le "a"'),
        ),
        value="trois millions",
        missing="la part de chacun",
        questions=("Quelle est l’enveloppe ?", "combien"),
        announced="cahier",
    ),
    PreparedTopic("pooling", State.NOT_STATED, name="la mise en commun", question="Que ?", approved=False),
)


def read_again(text: str) -> Prepared:
    with TemporaryDirectory() as folder:
        (Path(folder) / PREPARATION).write_text(text, encoding="utf-8", newline="")
        return load_preparation(Path(folder))


def test_a_preparation_is_written_key_by_key_without_what_is_empty() -> None:
    head, _, written = render(Prepared(TOPICS)).partition("\n\n")
    assert all(line.startswith("#") and len(line) <= 110 for line in head.splitlines())
    assert (
        written
        == r"""[[topic]]
id = "total_budget"
state = "partly"
passages = [
  { document = "communique", quote = "Une « enveloppe »\nde trois millions" },
  { document = "projet", quote = "le \"a\"" },
]
value = "trois millions"
missing = "la part de chacun"
questions = [
  "Quelle est l’enveloppe ?",
  "combien",
]
announced = "cahier"

[[topic]]
id = "pooling"
name = "la mise en commun"
question = "Que ?"
approved = false
state = "not_stated"
"""
    )


def test_what_is_written_is_read_again_as_it_was_and_written_the_same() -> None:
    again = read_again(render(Prepared(TOPICS)))
    assert again == Prepared(TOPICS)
    assert render(again) == render(Prepared(TOPICS))


def test_an_empty_preparation_is_a_file_of_comments() -> None:
    assert read_again(render(Prepared())) == Prepared()


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).map(lambda text: f"a{text}z"))
def test_any_characters_survive(text: str) -> None:
    topic = PreparedTopic(
        "jury", State.PARTLY, (PreparedQuote("a", text),), missing=text, questions=(text,), approved=False
    )
    (again,) = read_again(render(Prepared((topic,)))).topics
    assert again.missing == again.questions[0] == again.passages[0].quote
    assert read_again(render(Prepared((again,)))) == Prepared((again,))
