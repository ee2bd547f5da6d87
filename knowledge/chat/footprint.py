"""What a request to a language model costs, in euros and in grams of CO2 equivalent.

The emissions are an estimate by EcoLogits, from its own tables, without any network:
https://ecologits.ai/latest/methodology/llm_inference/
It counts what making and running the servers of a data centre takes for the tokens written, not for
those read; of a model that runs on a machine of one's own, it says what it would take there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from knowledge.chat.values import Usage
from knowledge.ondemand import load

MILLION: Final = 1_000_000
GRAMS: Final = 1_000
"""In a kilogram, which EcoLogits counts in."""

LEAST_OVERHEAD, MOST_OVERHEAD = 1.09, 1.20
"""Power usage effectiveness of data centres: the least and the most of the providers that EcoLogits knows."""

NO_WATER: Final = 0.0
"""EcoLogits counts water apart, and we do not show it."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Euros of a million tokens, `read` then `written`."""

    read: float
    written: float


@dataclass(frozen=True, slots=True)
class Grams:
    """Between which two numbers of grams of CO2 equivalent something lies."""

    least: float
    most: float


class Grid(Enum):
    """Where the electricity comes from: the zones of EcoLogits with the least and the most carbon.

    Nobody tells in which country a request is answered. In Europe it is said to lie between Sweden
    (0.035 kg per kWh, where EcoLogits has Mistral AI) and the European average (0.283); France has
    0.041. Elsewhere, between Sweden and the world's average (0.458).
    """

    EUROPE = ("SWE", "EEE")
    WORLD = ("SWE", "WOR")


Carbon = Callable[[Usage, float], Grams | None]
"""Tells the emissions of a request from what it used and its seconds, None if nobody can tell."""


def cost(usage: Usage, prices: Prices) -> float:
    """Return what some tokens cost, in euros.

    >>> cost(Usage(2_000_000, 500_000), Prices(0.1, 0.4))
    0.4
    """
    return (usage.input_tokens * prices.read + usage.output_tokens * prices.written) / MILLION


def unknown(_usage: Usage, _seconds: float) -> Grams | None:
    """Tell nothing of the emissions of a model that nobody has measured."""
    return None


def carbon_of(model: str, grid: Grid = Grid.EUROPE) -> Carbon:
    """Return what tells the emissions of a model, set as PROVIDER:MODEL; `unknown` if EcoLogits has it not.

    It loads EcoLogits, which takes a fraction of a second; what it returns takes some milliseconds.
    """
    found = _found(model)
    return unknown if found is None else _Estimated(found, grid)


class _Estimated:
    """Estimates the emissions of a model that EcoLogits describes."""

    def __init__(self, model: Any, grid: Grid) -> None:
        parameters = model.architecture.parameters
        self._deployed = model.deployment
        self._active = getattr(parameters, "active", parameters)
        self._total = getattr(parameters, "total", parameters)
        self._compute = load("ecologits.impacts.llm").compute_llm_impacts
        mixes = load("ecologits.electricity_mix_repository").electricity_mixes
        self._mixes = tuple(mixes.find_electricity_mix(zone=zone) for zone in grid.value)

    def __call__(self, usage: Usage, seconds: float) -> Grams | None:
        """Return the emissions of a request, none for one that wrote nothing."""
        if not usage.output_tokens:
            return Grams(0.0, 0.0)
        (least, _), (_, most) = (self._bounds(mix, usage, seconds) for mix in self._mixes)
        return Grams(GRAMS * least, GRAMS * most)

    def _bounds(self, mix: Any, usage: Usage, seconds: float) -> tuple[float, float]:
        """Return the least and the most kilograms with a mix of electricity."""
        overhead = load("ecologits.utils.range_value").RangeValue(min=LEAST_OVERHEAD, max=MOST_OVERHEAD)
        impacts = self._compute(
            model_active_parameter_count=self._active,
            model_total_parameter_count=self._total,
            output_token_count=usage.output_tokens,
            request_latency=seconds,
            if_electricity_mix_adpe=mix.adpe,
            if_electricity_mix_pe=mix.pe,
            if_electricity_mix_gwp=mix.gwp,
            if_electricity_mix_wue=mix.wue,
            datacenter_pue=overhead,
            datacenter_wue=NO_WATER,
            tps=self._deployed.tps if self._deployed else None,
            ttft=self._deployed.ttft if self._deployed else None,
        )
        value = impacts.gwp.value
        return float(value.min), float(value.max)


def _found(model: str) -> Any | None:
    """Return what EcoLogits knows of a model, from the name of its provider or else of its weights."""
    provider, _, name = model.partition(":")
    known = load("ecologits.model_repository").models.list_models()
    same = [one for one in known if name.casefold() in _names(one.name)]
    of_provider = (one for one in same if one.provider.value == provider)
    return next(of_provider, same[0] if same else None)


def _names(name: str) -> Iterator[str]:
    """Yield the ways to write the name of a model: with who published it, or without.

    >>> list(_names("mistralai/Mistral-7B-v0.3"))
    ['mistralai/mistral-7b-v0.3', 'mistral-7b-v0.3']
    """
    whole = name.casefold()
    yield whole
    if "/" in whole:
        yield whole.rpartition("/")[2]
