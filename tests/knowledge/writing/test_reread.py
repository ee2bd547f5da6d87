from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from knowledge.decision import Answer, Clarification, Model, Reading
from knowledge.evidence import Read
from knowledge.writing.reread import read_again
from knowledge.writing.synthesis import Source
from tests.knowledge.test_decision import evidence, model
from tests.knowledge.writing.test_reading import SOURCES

WEIGHED = replace(model(0.5), reading=Reading("openai:m", 2.0, 0.0, -2.0, alone=0.6))


@dataclass
class Says:
    read_: Read | None
    asked: list[str] = field(default_factory=list)

    def read(self, question: str, sources: Sequence[Source]) -> Read | None:
        assert sources
        self.asked.append(question)
        return self.read_


def test_what_was_read_is_evidence_and_decides() -> None:
    reader = Says(Read.YES)
    found, outcome = read_again(evidence(), WEIGHED, "Qui ?", SOURCES, reader)
    assert found.read is Read.YES and isinstance(outcome, Answer)
    assert reader.asked == ["Qui ?"]


def test_a_reader_that_says_nothing_leaves_the_plain_decision() -> None:
    found, outcome = read_again(evidence(), WEIGHED, "Qui ?", SOURCES, Says(None))
    assert found == evidence() and isinstance(outcome, Clarification)


def test_nobody_is_asked_without_weights_without_sources_or_where_it_cannot_matter() -> None:
    reader = Says(Read.YES)
    cases: list[tuple[Model, dict[str, object], Sequence[Source]]] = [
        (model(0.5), {}, SOURCES), (WEIGHED, {}, ()), (WEIGHED, {"adrift": True}, SOURCES),
    ]  # fmt: skip
    for weighed, rest, sources in cases:
        found, _ = read_again(evidence(**rest), weighed, "Qui ?", sources, reader)
        assert found.read is None
    assert reader.asked == []
    assert read_again(evidence(), WEIGHED, "Qui ?", SOURCES, None)[0].read is None
