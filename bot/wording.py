"""Every sentence that the assistant says in its own words."""

from bot.reporting.figures import Count
from knowledge.asked import Asked
from knowledge.decision import Reason
from knowledge.documents import Call

LONGEST = Count(2_000)
"""Characters of a question."""

EMPTY = "Je ne vois pas de question dans votre message. Posez-la en une phrase, sur l’appel à projets."
TOO_LONG = (
    "Votre message compte {count} signes, je n’en accepte que {longest}. "
    "Posez votre question en quelques phrases, une seule question à la fois."
)
FOREIGN = (
    "Je ne réponds qu’en français. Pouvez-vous reformuler votre question dans cette langue ? "
    "(I only answer in French. Please ask your question in French.)"
)
INTENTS = {
    "greeting": (
        "Bonjour. Je suis l’assistant automatique de l’appel à projets « {call} ». "
        "Quelle est votre question ? Je réponds avec les textes officiels, cités mot à mot."
    ),
    "thanks": "Merci de votre visite. Si vous avez une autre question sur l’appel à projets, posez-la ici.",
    "identity": (
        "Je suis un programme, pas une personne. Je cherche dans les textes de l’appel à projets « {call} » "
        "les passages qui répondent à votre question et je les cite mot à mot. "
        "Quand ils ne répondent pas, je le dis. Quelle est votre question ?"
    ),
    "distress": (
        "Je suis un programme et je ne peux pas vous aider comme il le faudrait. Si vous allez mal, "
        "appelez le 3114, le numéro national de prévention du suicide : il est gratuit, jour et nuit."
    ),
    "insult": (
        "Je comprends votre mécontentement. Dites-moi ce que vous cherchez sur l’appel à projets, "
        "ou demandez à parler à une personne."
    ),
}
ABOUT_WHAT = (
    "À quoi se rapporte votre question ? Écrivez-la en entier, par exemple : "
    "« Quelle aide pour une association ? »."
)
SYNTHESIS = "Synthèse (rédigée par un modèle de langue, à vérifier dans les textes cités) : {text}"
"""Our summary of the passages cited, never passed off as their words."""

OFFER = (
    "Je ne suis pas certain que les textes répondent à cette question. Voici les passages les plus proches : "
    "lisez-les, ou posez votre question autrement."
)
CHOICES = (
    "Je ne suis pas certain d’avoir compris votre question. Si l’une de celles-ci est la vôtre, "
    "choisissez-la ; sinon, voici les passages les plus proches."
)
NOT_SAID = (
    "Attention : un chiffre ou une date de votre question ne figure pas dans ce passage. "
    "Seul le texte cité fait foi."
)
LEFT_OUT = "Ce passage ne donne pas {kinds}."
MISSING = "Les textes ne précisent pas {missing}."
KINDS = {
    Asked.EMAIL: "d’adresse électronique",
    Asked.PHONE: "de numéro de téléphone",
    Asked.LINK: "d’adresse de site",
    Asked.AMOUNT: "de montant",
    Asked.SHARE: "de taux",
    Asked.TIME: "d’heure",
    Asked.DATE: "de date",
    Asked.DURATION: "de durée",
    Asked.FREQUENCY: "de fréquence",
    Asked.AGE: "d’âge",
    Asked.NUMBER: "de nombre",
    Asked.PLACE: "de lieu",
    Asked.PERSON: "de nom",
}
"""What an answer does not give, as said after "ne donne pas"."""

HANDOFFS = {
    Reason.REQUESTED: "Vous souhaitez parler à une personne.",
    Reason.MISSING_KNOWLEDGE: (
        "Les textes dont je dispose ne répondent pas à cette question. Je préfère ne pas deviner."
    ),
    Reason.LOW_CONFIDENCE: (
        "Je ne suis pas assez sûr d’avoir trouvé le passage qui répond. Je préfère ne pas deviner."
    ),
    Reason.OUT_OF_SCOPE: "Je n’ai rien trouvé sur ce sujet. Je réponds aux questions sur l’appel à projets.",
    Reason.PERSONAL_FILE: (
        "Cette question porte sur un dossier ou un projet en particulier : je n’y ai pas accès, "
        "seule une personne peut y répondre. N’écrivez pas ici de données personnelles."
    ),
    Reason.CONFLICTING_TEXTS: "Les textes se contredisent sur ce point : une personne doit trancher.",
    Reason.POLICY: (
        "Je ne peux ni dire si un projet est éligible, ni promettre qu’il sera retenu : "
        "cette décision ne m’appartient pas. Je peux vous citer ce que les textes demandent."
    ),
    Reason.UNSAFE: (
        "Je ne peux pas donner suite à ce message. Je réponds aux questions sur l’appel à projets."
    ),
    Reason.TECHNICAL_FAILURE: "Une panne m’empêche de répondre. Votre question n’est pas en cause.",
}
ANNOUNCED = "Ce point ({topic}) devrait figurer dans « {document} », un texte annoncé que je n’ai pas encore."
UNSAID = "Les textes dont je dispose ne précisent pas {topic}."
EXPECTED = "Ce point devrait figurer dans « {document} », un texte annoncé que je n’ai pas encore."
CONFLICT = "Les textes se contredisent sur {topic} : une personne doit trancher. Voici ce que chacun dit."
CONTACT = "Vous pouvez vous adresser à : {contact}."
NO_CONTACT = "Je n’ai pas de contact à vous indiquer. Adressez-vous à {authority}."
AUTHORITY = "l’administration qui porte l’appel à projets"


def whom_to_ask(call: Call, stated: str = "") -> str:
    """Return the sentence that says where a person can be reached: as declared, or as `stated` in the texts.

    >>> whom_to_ask(Call("ptce", "PTCE", contact="ess@exemple.fr"))
    'Vous pouvez vous adresser à : ess@exemple.fr.'
    """
    if call.contact or stated:
        return CONTACT.format(contact=call.contact or stated)
    return NO_CONTACT.format(authority=f"{AUTHORITY} ({call.authority})" if call.authority else AUTHORITY)
