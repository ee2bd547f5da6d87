"""Say what no sentence of a model may hold, whatever its passages say: promises, markup and such."""

import re
import unicodedata
from collections.abc import Iterator

from knowledge.french import fold
from knowledge.writing.fault_kinds import Fault, FaultKind

LONGEST = 600
"""Characters of one sentence of a *synthèse*; more is a copy that nobody reads, or hides something."""

_FEWEST_WORDS = 4

_PATTERNS = (
    (
        FaultKind.MARKUP,
        re.compile(r"[<>{}\[\]|`*_#\\^~=]|&\w+;|&#|\bjavascript:|\bdata:"),
    ),
    (FaultKind.QUESTION, re.compile(r"\?")),
    (
        FaultKind.VERDICT,
        re.compile(
            r"^(?:oui|non)\b|\b(?:vous|votre|vos|tu|ton|ta|tes|toi)\b.{0,60}\b(?:eligibles?"
            r"|ineligibles?|admissibles?"
            r"|retenue?s?|selectionnee?s?|droit|garantie?s?|beneficier\w*|recevrez|obtiendrez"
            r"|percevrez|toucherez"
            r"|gagnerez|accepte\w*|refuse\w*|laureate?s?|finance\w*|accorde\w*|remplissez|respectez)\b"
            r"|\b(?:eligible|admissible|retenu|droit)\b.{0,40}\b(?:vous|votre|vos)\b"
            r"|\bfelicitations\b|\bassuree?s? d"
            r"|\b(?:vous pouvez|n'hesitez|il suffit|je|j'|nous|notre|nos|mon|moi|tu)\b(?! contacter| vous)"
        ),
    ),
    (
        FaultKind.MACHINE,
        re.compile(
            r"\bprompts?\b|\bmodeles? de langue|\bmodeles? de langage|\bllm\b|\bchat-?gpt\b"
            r"|\bopenai\b|\bassistant virtuel"
            r"|\bsystem\b|\binstructions? (?:systeme|precedentes?|ci-dessus|initiales?|secretes?)"
            r"|\bconsignes? (?:systeme"
            r"|precedentes?|secretes?|initiales?)|\b(?:une?|cette|cet) ia\b|\bgpt\b|\bchatbot\b|\bjailbreak\b"
            r"|\bcles? api\b|\bmots? de passe\b|\b[pq]\d{1,2}\b"
        ),
    ),
    (
        FaultKind.MACHINE,
        re.compile(
            r"^(?:note a l')?(?:assistants?|chatbots?|ia|ai|robots?|intelligences? artificielles?|systeme?"
            r"|human|user)\b(?: qui \w+ \w+)?\s*[:,]"
            r"|\b(?:assistants?|chatbots?|l'ia|ia|ai)\b\s*(?::|,|qui lisez)"
            r"|\b(?:reponds|repondez|terminez (?:vos|tes)|dis que|dites que|dites a|ignorez (?:vos|les)"
            r"|invitez toujours|remplacez le contact)\b"
        ),
    ),
    (
        FaultKind.MACHINE,
        re.compile(
            r"\bchaque phrase\b|\b(?:cette|la presente) (?:synthese|page)\b|\bce (?:document|texte)\b"
            r"|\ble present (?:document|texte)\b"
        ),
    ),
    (
        FaultKind.MOMENT,
        re.compile(
            r"\baujourd'hui\b|\bhier\b|\bdemain\b|\bce jour\b|\bprochainement\b|\b(?:cette"
            r"|l') ?annee (?:prochaine|en cours)"
            r"|\b(?:mois|an|semaine) prochaine?\b|\bdernierement\b|\brecemment\b|\bbientot\b"
            r"|\bmaintenant\b|\bactuellement\b"
        ),
    ),
)
_ADDRESS = re.compile(r"https?:|\bwww\.|\S@\S|\b0\d(?:[ .]?\d\d){4}\b")
"""A way to reach someone: whoever reads a passage sees it there, and no app makes a link of ours."""

_OTHER_TONGUES = re.compile(
    r"\b(?:the|of|and|is|are|you|your|this|that|with|for|will|must|el|los|las|y|es|una|para|der|die"
    r"|das|und|ist"
    r"|il progetto|della|sono|gli)\b"
)
_FRENCH = re.compile(r"\b(?:le|la|les|l'|un|une|des|du|de|d'|est|sont|et|a|au|aux|en|pour|par|dans|qui|que)")
_WORD = re.compile(r"[^\W\d_]+")
_MARKS = frozenset("’ʼ‘'«»“”…–—-‑€%°№§²³/.,;:!?()\"+@&œŒ·•= _#~*\u00a0\u202f")


def forbidden(text: str) -> Iterator[Fault]:
    """Yield what is wrong with `text` whatever its passages say; it should be one sentence."""
    for letter in text:
        if _strange(letter):
            yield Fault(FaultKind.HIDDEN, f"U+{ord(letter):04X}")
    plain = " ".join(fold(unicodedata.normalize("NFC", text)).split())
    if found := _ADDRESS.search(plain):
        yield Fault(FaultKind.MARKUP, found.group())
    for kind, pattern in _PATTERNS:
        if found := pattern.search(plain):
            yield Fault(kind, found.group())
    count = len(_WORD.findall(text))
    if len(text) > LONGEST:
        yield Fault(FaultKind.LENGTH, f"{len(text)}")
    if count < _FEWEST_WORDS or not text.strip().endswith((".", "!", "».", "…»", ".»")):
        yield Fault(FaultKind.FRAGMENT, text[-20:])
    if text[:1] != text[:1].strip() or (text[:1].isalpha() and text[:1].islower()):
        yield Fault(FaultKind.FRAGMENT, text[:20])
    if len(_OTHER_TONGUES.findall(plain)) > max(1, count // 12) or not _FRENCH.search(plain):
        yield Fault(FaultKind.LANGUAGE, plain[:40])


def _strange(letter: str) -> bool:
    """Whether a character is none that a French sentence is written with: invisible, or of another script."""
    if letter.isascii():
        return not letter.isprintable()
    if letter in _MARKS:
        return False
    return (
        not unicodedata.name(letter, "").startswith("LATIN")
        or unicodedata.normalize("NFKC", letter) != letter
    )
