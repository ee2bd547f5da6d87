"""Every sentence along the path of questions and on the sheet, and an answer in French words."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from bot.labels import listed
from bot.reporting.figures import Count
from knowledge.eligibility.answers import ELSEWHERE, NO, YES
from knowledge.eligibility.criteria import UNSURE, Answer, Outcome, Question, Takes
from knowledge.legal_forms import load_legal_forms
from knowledge.phrases import french_date
from knowledge.places import load_places

OPENING: Final = (
    "Je peux mettre votre projet en regard de chaque critère des textes : {questions}, que vous pouvez "
    "corriger, interrompre et reprendre. Ce n’est jamais une décision. N’écrivez rien de personnel."
)
OFFER: Final = (
    "Je ne peux ni dire si un projet est éligible, ni promettre qu’il sera retenu : cette décision ne "
    "m’appartient pas. Je peux parcourir avec vous les critères cités dans les textes, un par un, et vous "
    "dire ce que chacun demande."
)
NO_VERDICT: Final = (
    "Je ne peux pas trancher sur l’ensemble : cette décision ne m’appartient pas. "
    "Chaque critère se regarde seul."
)
UNDER_WAY: Final = "Vous avez déjà répondu à {count}. Voulez-vous reprendre, ou tout recommencer ?"
FINISHED: Final = "Votre fiche est remplie. Vous pouvez la revoir, corriger une réponse ou tout recommencer."
CHANGED: Final = (
    "Les critères ont changé depuis votre dernière réponse : j’ai gardé les réponses qui valent encore."
)

POSITION: Final = "Question {number}, {most} au plus."
CORRECTION: Final = "Correction."
NOTED: Final = "Noté : {said}."
WHO_ELSE: Final = "Noté : {said}. Qui d’autre ?"
WHEN_ALL: Final = "Quand la liste est complète, répondez « C’est tout »."
AGAIN: Final = "J’efface la liste notée ({said}) : dites à nouveau qui participe."
BEFORE: Final = "Vous aviez répondu : {said}."
BACK: Final = "Revenons à votre fiche :"
UNDERSTOOD: Final = "J’ai compris : {said}. Est-ce exact ?"
SAID_BEFORE: Final = "Plus tôt, vous avez écrit : « {words} ». Je propose de noter : {said}. Est-ce exact ?"
LEFT: Final = "Je n’ai pas reconnu : {parts}."
WHICH: Final = "Plusieurs réponses portent ce nom. Laquelle est la vôtre ?"
UNSURE_WHO: Final = "Je garde ce qui est noté : vous pourrez le corriger à tout moment."
NOBODY_YET: Final = "Aucun partenaire n’est encore noté : dites-moi qui participe."
UNCLEAR: Final[Mapping[Takes, str]] = {
    Takes.YES_NO: "Je n’ai pas compris. Répondez « Oui », « Non » ou « Je ne sais pas ».",
    Takes.CHOICE: "Je n’ai pas compris. Choisissez l’une des réponses proposées.",
    Takes.NUMBER: "Je n’ai pas compris. Écrivez un seul nombre, par exemple « 12 ».",
    Takes.DATE: "Je n’ai pas compris. Écrivez une date entière, par exemple « 28/02/2020 ».",
    Takes.PLACE: (
        "Je n’ai pas reconnu ce lieu. Écrivez une commune, un département ou une région, "
        "par exemple « Rouen » ou « 76 »."
    ),
    Takes.LEGAL_FORM: "Je n’ai pas reconnu cette forme juridique. Écrivez-la, par exemple « SARL ».",
    Takes.PARTNERS: (
        "Je n’ai pas compris. Choisissez un type de partenaire, ou écrivez-les, "
        "par exemple « une SCIC et une commune »."
    ),
}
LEAST: Final = "Il faut au moins {number}."
MOST: Final = "Il faut au plus {number}."
CONFIRM: Final = "Je n’ai pas compris. Répondez « Oui, c’est exact » ou « Non, ce n’est pas exact »."
CONFIRM_FIRST: Final = "Avant cela, confirmez ce que j’ai compris."
PERSON: Final = "Si aucune réponse ne convient, vous pouvez demander à parler à une personne."
WHICH_ONE: Final = "Quelle réponse voulez-vous corriger ?"
SOURCE: Final = "Cette question vient de {count} :"
NO_SOURCE: Final = "Aucun passage n’est cité pour cette question."
STOPPED: Final = (
    "Vos réponses restent dans cette conversation. Vous pouvez reprendre quand vous voulez, "
    "ou me poser une autre question."
)
NOT_BEGUN: Final = "Vous n’avez pas encore de fiche : répondez d’abord à une question au moins."

SHEET: Final = "Voici votre fiche, critère par critère, d’après vos seules réponses."
SO_FAR: Final = "Voici votre fiche à ce stade : il reste des questions."
UPDATED: Final = "J’ai noté les réponses de votre fiche."
GROUPS: Final[Mapping[Outcome, str]] = {
    Outcome.MET: "Rempli, d’après vos réponses : {names}.",
    Outcome.NOT_MET: "Non rempli, d’après vos réponses : {names}.",
    Outcome.NOT_STATED: "Non précisé par les textes : {names}.",
    Outcome.STAFF: "À apprécier par une personne : {names}.",
    Outcome.OPEN: "Réponse attendue : {names}.",
}
DRAFTS: Final = "Selon un texte qui n’est pas en vigueur – {group}"
TO_MEET: Final = "Pour « {name} », notre conseil : {advice}"
DECISION: Final = (
    "Cette fiche n’est ni un avis ni une décision : l’ensemble de la candidature relève de {authority}."
)

UNSURE_NOTE: Final = "Vous avez répondu que vous ne savez pas : une personne peut vous aider à répondre."
STAFF_NOTE: Final = "Vos réponses ne suffisent pas à trancher ce critère : une personne doit l’apprécier."
FLAGGED_NOTE: Final = "Le texte cité a changé : une personne doit vérifier ce critère."
ANNOUNCED_NOTE: Final = (
    "Ce point devrait figurer dans « {document} », un texte annoncé et pas encore disponible."
)
UNSTATED_NOTE: Final = "Les textes disponibles ne le précisent pas."
DRAFT_NOTE: Final = "Ce texte n’est pas en vigueur : il n’impose rien aujourd’hui."

STEPS: Final = "Les étapes :"
STEP: Final = "{number}. {name}{who}{when}{past}"
WHO: Final = " ({who})"
WHEN: Final = " : {when}"
PAST: Final = " – terminé"
UNSAID: Final = " – non précisé par les textes disponibles"
NEXT_STEPS: Final = "Prochaines étapes :"
PIECES: Final = "Pièces à fournir : {names}."
NO_STEPS: Final = "Les textes disponibles ne décrivent pas encore les étapes."

SENT: Final = "J’envoie votre fiche à l’équipe. Vous pourrez encore la corriger sur sa page."
SENT_TOPIC: Final = "la fiche de critères"
REMINDED: Final = (
    "C’est noté : je vous écrirai ici 7 jours puis 1 jour avant la date limite, "
    "et par courriel si vous avez laissé une adresse."
)
REMINDED_UNKNOWN: Final = (
    "C’est noté : quand la date limite sera connue, je vous l’écrirai ici, "
    "et par courriel si vous avez laissé une adresse."
)
NO_REMINDER: Final = "L’appel à projets est clos : il n’y a plus de date à rappeler."
FORGOTTEN: Final = "C’est noté : je ne vous rappellerai pas la date limite."

PASSAGES: Final = ("un passage des textes", "{count} passages des textes")
QUESTIONS: Final = ("une question", "{count} questions")
SHORT_QUESTIONS: Final = ("une courte question", "{count} courtes questions au plus")
WORDS: Final[Mapping[str, str]] = {YES: "oui", NO: "non", UNSURE: "je ne sais pas"}
NOBODY: Final = "aucun partenaire"
ABROAD: Final = "hors de France"

_ARTICLES: Final = ("un ", "une ", "des ", "le ", "la ", "l’", "les ", "un·e ")
_BEFORE_A_COMPLEMENT: Final = frozenset(
    {
        "de",
        "des",
        "du",
        "en",
        "à",
        "au",
        "aux",
        "par",
        "pour",
        "sans",
        "sur",
        "avec",
        "hors",
        "dont",
        "qui",
        "non",
    }
)
_SAME_IN_SINGULAR: Final = frozenset(
    "mois fois pays repas temps cours cas bras pas corps tiers avis accès succès".split()  # noqa: SIM905 - a word list
)
_INVARIABLE: Final = frozenset({"et", "ou"})


def count_of(number: int, forms: tuple[str, str]) -> str:
    """Return how many there are, in words: the first of `forms` for one, else the second.

    >>> count_of(1, QUESTIONS), count_of(3, QUESTIONS)
    ('une question', '3 questions')
    """
    return forms[0] if number == 1 else forms[1].format(count=Count(number))


def unclear(question: Question) -> str:
    """Say what answer a question takes, to who gave another."""
    bounds = ((question.least, LEAST), (question.most, MOST))
    told = (said.format(number=measured(f"{bound:f}", question.unit)) for bound, said in bounds if bound)
    return " ".join((UNCLEAR[question.takes], *told))


def said(question: Question, answer: Answer) -> str:
    """Return an answer in French words, as they stand after « Noté : »."""
    if not isinstance(answer, str):
        return _partners(question, answer)
    if answer in (YES, NO, UNSURE) and (answer == UNSURE or question.takes is Takes.YES_NO):
        return WORDS[answer]
    match question.takes:
        case Takes.CHOICE:
            option = question.option(answer)
            return option.name if option else answer
        case Takes.NUMBER:
            return measured(answer, question.unit)
        case Takes.DATE:
            return french_date(date.fromisoformat(answer))
        case Takes.PLACE:
            return _place(answer)
        case Takes.LEGAL_FORM:
            form = load_legal_forms().get(answer)
            return form.name if form else answer
        case _:
            return answer


def capital(text: str) -> str:
    """Return a text with a capital letter at its beginning.

    >>> capital("une commune")
    'Une commune'
    """
    return text[:1].upper() + text[1:]


def quoted_list(parts: Iterable[str]) -> str:
    """Return several pieces of what someone wrote, each between quotation marks."""
    return listed([f"« {part} »" for part in parts])


def _partners(question: Question, counts: Mapping[str, int]) -> str:
    named = [(option.name, counts[option.id]) for option in question.options if counts.get(option.id)]
    return ", ".join(counted(name, count) for name, count in named) or NOBODY


def counted(name: str, count: int) -> str:
    """Return how many there are of what a name with its article says.

    >>> counted("une entreprise commerciale", 2), counted("un centre de recherche", 3)
    ('2 entreprises commerciales', '3 centres de recherche')
    >>> counted("une université ou école", 2), counted("un établissement local", 2)
    ('2 universités ou écoles', '2 établissements locaux')
    """
    bare = next((name[len(article) :] for article in _ARTICLES if name.lower().startswith(article)), name)
    head, comma, aside = bare.partition(",")
    words = head.split(" ")
    end = next((at for at, word in enumerate(words) if _is_complement(word)), len(words))
    many = words if count < 2 else [*map(_plural, words[:end]), *words[end:]]
    return f"{Count(count)} {' '.join(many)}{comma}{aside}"


def _is_complement(word: str) -> bool:
    return word.lower() in _BEFORE_A_COMPLEMENT or word[:2] in ("d’", "l’", "d'", "l'") or word[:1] in "(«:"


def _plural(word: str) -> str:
    if word in _INVARIABLE or word.isupper() or not word[-1:].isalpha() or word[-1] in "sxz":
        return word
    if word.endswith("al"):
        return f"{word[:-2]}aux"
    return f"{word}x" if word.endswith(("eau", "eu")) else f"{word}s"


def measured(number: str, unit: str) -> str:
    r"""Return a number with its unit, which is in the singular below 2.

    >>> measured("1", "mentors bénévoles"), measured("1", "mois"), measured("1500", "mentors")
    ('1 mentor bénévole', '1 mois', '1\u202f500 mentors')
    """
    words = unit.split(" ")
    end = next((at for at, word in enumerate(words) if _is_complement(word)), len(words))
    if abs(Decimal(number)) < 2:
        words = [*(_singular(word) for word in words[:end]), *words[end:]]
    return " ".join(filter(None, (_number(number), " ".join(words))))


def _singular(word: str) -> str:
    same = word in _SAME_IN_SINGULAR or word.isupper() or not word.endswith("s")
    return word if same else word[:-1]


def _number(answer: str) -> str:
    whole, _, rest = answer.partition(".")
    number = str(Count(int(Decimal(whole))))
    return f"{number},{rest}" if rest else number


def _place(answer: str) -> str:
    code = answer.split(" ", 1)[0]
    if code == ELSEWHERE:
        return ABROAD
    place = load_places().get(code)
    return place.label if place else code
