"""Tells when to lead to the criteria: people ask for a verdict on themselves, not what the texts say.

The policy, in three parts. The words must be of who may apply (`_ELIGIBLE`, `_MAY`, `_FITS`); they must be
said of oneself (`_ONESELF`); and the question must be a yes or a no on that, so not how, when, where, who,
which or how much (`_OPEN`), nor the way of applying (`_WAY`), nor what is paid for (`_EXPENSE`).
"""

import re
from collections.abc import Sequence
from typing import Final

from knowledge.french import fold

OF_ANYONE: Final = "Qui peut candidater ?"
"""What the texts say of what one asks of oneself."""

_SHORT_FORMS: Final = (
    (re.compile(r"\b(?:chui|jsuis?|j suis?|je sui)\b"), "je suis"),
    (re.compile(r"\b(?:jpeu[xt]?|j peu[xt]?|je peu)\b"), "je peux"),
    (re.compile(r"\b(?:jai|g)\b(?=\s)"), "j'ai"),
    (re.compile(r"\bpeu\b"), "peut"),
    (re.compile(r"\b[kq]an[dt]?\b"), "quand"),
    (re.compile(r"\b(?:es[ck]e?|est\s?ce)\s?(?:ke?|que?)\b"), "est-ce que"),
    (re.compile(r"\bel+i[gj]+i?bl"), "eligibl"),
    (re.compile(r"\bc bon\b"), "c'est bon"),
    (re.compile(r"(?<=\w)-(?=(?:je|nous|on|il|elle|ils|elles|ce|t)\b)"), " "),
)
"""How people write in a hurry, and what they mean."""

_ONESELF: Final = re.compile(
    r"\b(?:je|moi|nous|mon|ma|mes|notre|nos)\b|\bj'|\bon (?:est|a|peut|pourrait|rentre|entre|remplit|repond"
    r"|coche|serait|respecte)\b|\best on\b"
)
_ELIGIBLE: Final = re.compile(
    r"\b(?:(?<!vous etes )(?<!vous serez )eligibles?"
    r"|(?:mon|notre) eligibilite|admissibles?|recevables?|concernee?s?)\b"
    r"|\bdroit (?:a|au|aux) (?:l'|la |l |cette |ces |les |une |un |d'|des )?(?:aide|subvention"
    r"|financement|appel|dispositif|argent|soutien)"
)
_MAY: Final = re.compile(
    r"\b(?:peu[xt]|puis|peuvent|pouvons|pouvez nous|pourr\w+|droit de|suffit|suffisant|c'est bon|ca (?:passe"
    r"|marche|va)|autorise\w*|possible)\b(?:(?!\bquand (?!meme)).){0,40}?\b(?:candidate[rz]?|candidatons"
    r"|postul\w+|(?:participe[rz]?|participons)(?! aux? (?!appel|projet|dispositif|pole|ptce))|repondre"
    r"|(?:deposer|presenter|soumettre|porter|proposer) (?:un|une|ma|mon|notre) \w+)\b"
)
_FITS: Final = re.compile(
    r"\b(?:rempli\w+|respect\w+|rentr\w+|entr(?:e|ent|ons|er)|repond\w*|coch\w+|satisfai\w+|correspond\w*|coll\w+)\b"
    r".*\b(?:criteres?|conditions?|cases?|cadre|exigences?)\b"
)
_OPEN: Final = re.compile(
    r"(?:^|[,.;:!?]|\bbonjour\b|\bet\b)\W*(?:(?:a|au|aux|avec|dans|de|depuis|en|jusqu'a|par|pour|sous|sur|vers)"
    r"\s)?(?:comment(?! savoir si| verifier)|quand|quel\w*|lequel|laquelle|qui|que|qu'est|combien|pourquoi"
    r"|ou (?=puis|peut|doi|est|sont|faut|trouve|depose|envoye))\b"
)
_WAY: Final = re.compile(
    r"\b(?:en ligne|par (?:mail|email|e-mail|courriel|courrier|internet|telephone|voie)"
    r"|sur (?:internet|le site)|(?<!pas )encore|a nouveau|une (?:2e|deuxieme|seconde) fois"
    r"|(?:deux|trois|plusieurs|2|3) (?:fois|candidatures|projets|dossiers|appels)|a plusieurs|cumul\w*"
    r"|en meme temps|envoy\w+|aupres de?|modifi\w+|corrig\w+|sign\w+"
    r"|apres (?:le|la)|avant (?:le|la)|dois|doit|doivent|faut)\b"
)
_EXPENSE: Final = re.compile(
    r"\b(?:depenses?|frais|salaires?|loyers?|materiels?|achats?|couts?|investissements?|travaux|charges"
    r"|equipements?|tva|vehicules?|logiciels?|factures?|prestations?)\b[^,.;:]*\beligib"
    r"|\beligib\w+[^,.;:]*\b(?:depenses?|frais|couts?)\b"
)
_STEPS: Final = re.compile(
    r"\b(?:etapes?|demarches?|procedure|marche a suivre|calendrier)\b"
    r"|\bque (?:dois je|doit on|devons nous|faut il|je dois|on doit)\b.*\bfaire\b|\bquoi faire\b"
    r"|\bcomment (?:candidater|postuler|deposer|faire|puis je candidater|je candidate|s'inscrire)\b"
    r"|\b(?:pieces?|documents?|justificatifs?)\b.*\b(?:fournir|joindre|envoyer|deposer|demand\w+)\b"
)

_WHAT_TO_DO: Final = re.compile(
    r"\bque (?:dois je|doit on|devons nous|faut il|je dois|on doit)\b.*\bfaire\b"
    r"|\bquel\w* (?:sont|est) (?:les|la|le) (?:prochaines? )?(?:etapes?|demarches?|procedure)\b"
    r"|\bcomment (?:candidater|postuler|faire pour (?:candidater|postuler)|puis je candidater)\b"
)
_OWN_FILE: Final = re.compile(
    r"\b(?:mon|ma|notre|mes|nos) (?:dossier|candidature|demande|projet|compte|versement|convention)\b"
    r"|\bdepose\b"
)


def asks_verdict(text: str) -> bool:
    """Whether a question asks whether those who write may apply, as no text and no program can tell.

    >>> asks_verdict("On est une asso et une SARL, on peut postuler ?"), asks_verdict("Qui est éligible ?")
    (True, False)
    >>> asks_verdict("Puis-je candidater en ligne ?"), asks_verdict("Nos loyers sont-ils éligibles ?")
    (False, False)
    """
    said = _plainly(text)
    if _ONESELF.search(said) is None or not any(one.search(said) for one in (_ELIGIBLE, _MAY, _FITS)):
        return False
    return not any(one.search(said) for one in (_OPEN, _WAY, _EXPENSE))


def of_anyone(earlier: Sequence[str]) -> tuple[str, ...]:
    """Return earlier questions as the next one may lean on them: what one asked of oneself, as of anyone.

    No text answers the former, nor what leans on it: « suis-je éligible ? », then « et la date limite ? ».

    >>> of_anyone(["Quelle aide ?", "Suis-je éligible ?"])
    ('Quelle aide ?', 'Qui peut candidater ?')
    """
    return tuple(OF_ANYONE if asks_verdict(one) else one for one in earlier)


def asks_steps(text: str) -> bool:
    """Whether a question is about what to do, in which order, or what to provide.

    >>> asks_steps("Que dois-je faire, et quand ?"), asks_steps("Qui peut candidater ?")
    (True, False)
    """
    return _STEPS.search(_plainly(text)) is not None


def asks_what_to_do(text: str) -> bool:
    """Whether a question is about the steps as a whole, and not about a file of one's own.

    >>> asks_what_to_do("Que dois-je faire, et quand ?"), asks_what_to_do("Que faire de mon dossier ?")
    (True, False)
    """
    said = _plainly(text)
    return _WHAT_TO_DO.search(said) is not None and _OWN_FILE.search(said) is None


def _plainly(text: str) -> str:
    """Return the folded words, those of text messages as anyone else writes them."""
    said = fold(text)
    for written, meant in _SHORT_FORMS:
        said = written.sub(meant, said)
    return said
