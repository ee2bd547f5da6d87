"""The language model where no server runs: made for one command, its figures written at once."""

from dataclasses import replace

from bot.hours import parse_zone
from bot.model.making import LanguageModel, make_language_model
from bot.model.shell_counts import ShellCounts
from bot.settings import Settings
from knowledge.chat.values import Use
from knowledge.writing.likely import LikelyQuestions


def shell_model(settings: Settings, url: str) -> LanguageModel | None:
    """Return the language model that is set, None without one; its figures go to the database at `url`.

    Raises:
        KnowledgeError: the setting names no model, or one that may not be asked, or cannot be.
    """
    counts = ShellCounts(url, settings.model_monthly_budget, parse_zone(settings.time_zone))
    return make_language_model(settings, counts)


def shell_likely(settings: Settings, url: str, *, whole: bool) -> LikelyQuestions | None:
    """Return what proposes questions of passages, if asked for; not the `whole`: what it proposed before.

    Raises:
        KnowledgeError: as `shell_model`.
    """
    asked = shell_model(settings, url) if Use.LIKELY_QUESTIONS in settings.asked_for else None
    proposes = asked.likely() if asked else None
    return proposes if whole or proposes is None else replace(proposes, whole=0.0)
