"""Tell a question in another language from one in French, however badly spelt."""

import unicodedata
from functools import cached_property

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from knowledge.french import STOP_WORDS, words

LANGUAGES = ["fr", "en", "es", "de", "it", "pt", "nl", "pl", "ro", "tr", "ru", "uk", "ar", "zh"]
"""Languages told apart: French, and those most spoken by its neighbours and newcomers (ISO 639-1)."""

SURE = 0.9
"""Probability from which a question is taken to be in another language: none of 140 French
questions, text-message spelling included, reaches it, the highest being at 0.44."""


class LanguageGuard:
    """Recognises foreign questions; its model is loaded by the first question that looks foreign."""

    def foreign(self, question: str) -> bool:
        """Whether `question` is surely not in French; a word or two in our alphabet is never sure."""
        letters = [character for character in question if character.isalpha()]
        if letters and not any(unicodedata.name(letter, "").startswith("LATIN") for letter in letters):
            return True
        asked = words(question)
        if len(asked) < 2 or sum(word in STOP_WORDS for word in asked) > len(asked) / 4:
            return False
        language, probability = self._identifier.classify(question)
        return bool(language != "fr" and probability >= SURE)

    @cached_property
    def _identifier(self) -> LanguageIdentifier:
        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        identifier.set_languages(LANGUAGES)
        return identifier
