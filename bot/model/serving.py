"""The language model of a server: made once, it outlives the texts, and jobs run beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.hours import parse_zone
from bot.model.grouping import Grouping
from bot.model.ledger import Ledger
from bot.model.making import LanguageModel, make_language_model
from bot.model.telemetry import Telemetry, telemetry_of
from bot.parts import Job, present
from bot.settings import Settings
from bot.store.stores import Stores


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A language model, the `jobs` that run while it is asked, and where its traces go, None for nowhere."""

    model: LanguageModel
    jobs: Sequence[Job]
    telemetry: Telemetry | None

    def close(self) -> None:
        """Send the last traces; it blocks for two seconds at most."""
        if self.telemetry:
            self.telemetry.close()


def serve_model(settings: Settings, stores: Stores, environ: Mapping[str, str]) -> ServedModel | None:
    """Return the language model that is set, None without one.

    Raises:
        KnowledgeError: the setting names no model, or one that may not be asked, or cannot be.
    """
    if settings.model is None:
        return None
    zone = parse_zone(settings.time_zone)
    ledger = Ledger(stores.model_calls, settings.model_monthly_budget, zone, present)
    telemetry = telemetry_of(environ)
    model = make_language_model(settings, ledger, telemetry.tracer if telemetry else None)
    if model is None:
        return None
    same = model.same()
    grouping = (Grouping(stores.same_pairs, same, present).run,) if same else ()
    return ServedModel(model, (ledger.run, *grouping), telemetry)
