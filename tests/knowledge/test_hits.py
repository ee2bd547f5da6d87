import pytest

from tests.knowledge.drafts import hit, passage

PASSAGE = passage("Un jury choisit.\nIl motive.")


@pytest.mark.parametrize(
    ("sentences", "similarity"),
    [((0.2, 0.9), 0.9), ((0.0, 0.1), 0.1), ((0.0, 0.0), 0.5), ((), 0.5), ((-0.2,), -0.2)],
)
def test_a_hit_is_as_near_as_its_nearest_sentence_or_its_passage_if_none_is_searched(
    sentences: tuple[float, ...], similarity: float
) -> None:
    assert hit(PASSAGE, sentences, dense=0.5).sentence == similarity


def test_nothing_is_held_or_approved_until_it_is_measured() -> None:
    unmeasured = hit(PASSAGE, [0.9])
    assert not (unmeasured.approved or unmeasured.holds or unmeasured.holds_nearest)
    assert (unmeasured.settled, unmeasured.distinct, unmeasured.covered, unmeasured.gathered) == (0, 0, 0, 0)
