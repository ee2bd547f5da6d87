import pytest

from knowledge.chat.footprint import Grams, Grid, Prices, carbon_of, cost, unknown
from knowledge.chat.values import Usage

MODEL = "mistralai:mistral-small-latest"
SOME = Usage(2_000, 200)


def grams(model: str, usage: Usage = SOME, seconds: float = 3.0, grid: Grid = Grid.EUROPE) -> Grams:
    found = carbon_of(model, grid)(usage, seconds)
    assert found is not None
    return found


def test_tokens_read_and_written_have_their_own_price() -> None:
    assert cost(Usage(1_000_000, 0), Prices(0.1, 0.3)) == pytest.approx(0.1)
    assert cost(Usage(0, 1_000_000), Prices(0.1, 0.3)) == pytest.approx(0.3)
    assert cost(Usage(), Prices(0.1, 0.3)) == 0


def test_emissions_lie_between_a_clean_grid_and_the_average_one() -> None:
    found = grams(MODEL)
    assert 0.0005 < found.least < found.most < 1
    assert found.most / found.least > 2


def test_the_world_emits_more_than_europe_at_most() -> None:
    europe, world = grams(MODEL), grams(MODEL, grid=Grid.WORLD)
    assert world.least == europe.least
    assert world.most > europe.most


def test_more_tokens_written_emit_more_and_none_emits_nothing() -> None:
    assert grams(MODEL, Usage(10, 400)).least > grams(MODEL, Usage(10, 200)).least
    assert grams(MODEL, Usage(9_999, 200)) == grams(MODEL, Usage(10, 200))
    assert grams(MODEL, Usage(9_999, 0)) == Grams(0, 0)


def test_a_model_of_unknown_size_has_a_wider_range_than_one_whose_size_is_published() -> None:
    published, guessed = grams("openai:Mistral-7B-Instruct-v0.3"), grams("openai:gpt-4o")
    assert guessed.most / guessed.least > published.most / published.least


@pytest.mark.parametrize(
    "name", ["openai:mistralai/Mistral-7B-Instruct-v0.3", "ollama:mistral-7b-instruct-v0.3"]
)
def test_a_model_is_known_by_the_name_of_its_weights_whoever_runs_it(name: str) -> None:
    assert grams(name) == grams("huggingface_hub:mistralai/Mistral-7B-Instruct-v0.3")


@pytest.mark.parametrize(
    "name", ["openai:albert-large", "ollama:gemma3:270m", "openai:mistral", "mistralai:"]
)
def test_nothing_is_said_of_the_emissions_of_an_unknown_model(name: str) -> None:
    assert carbon_of(name) is unknown
    assert carbon_of(name)(SOME, 1.0) is None
