"""Every sentence of the assistant on Telegram, besides those of conversations and of the first message."""

from collections.abc import Mapping, Sequence
from typing import Final

COMMANDS: Final[Sequence[tuple[str, str]]] = (
    ("start", "Commencer, ou revoir ce qu’il faut savoir"),
    ("aide", "Comment poser une question, et toutes les commandes"),
    ("essentiel", "L’essentiel de l’appel à projets, cité mot pour mot"),
    ("textes", "Les textes que l’assistant connaît"),
    ("eligibilite", "Qui peut candidater : les critères, d’après les textes"),
    ("etapes", "Les étapes, les pièces à fournir, la date limite"),
    ("conseiller", "Parler à une personne de l’équipe"),
    ("site", "Continuer cette conversation sur le site"),
    ("mesdonnees", "Voir et recevoir tout ce qui est gardé de vous ici"),
    ("supprimer", "Effacer vos conversations"),
)
"""The commands of private chats and what they do, in the order in which Telegram shows them."""

PUBLIC: Final = ("aide", "essentiel", "textes", "eligibilite", "etapes")
"""The commands whose answer concerns nobody in particular."""

GROUP_COMMANDS: Final = tuple(pair for pair in COMMANDS if pair[0] in PUBLIC)

ALIASES: Final[Mapping[str, str]] = {
    "help": "aide",
    "settings": "mesdonnees",
    "stop": "supprimer",
    "delete": "supprimer",
    "personne": "conseiller",
    "criteres": "eligibilite",
    "demarches": "etapes",
}
"""Other names of commands: those that Telegram recommends, and words that people try."""

DESCRIPTION: Final = (
    "Je suis un assistant automatique, pas une personne. Posez votre question sur l’appel à projets : je "
    "réponds d’après les textes officiels, cités mot pour mot. Si je ne sais pas, une personne de l’équipe "
    "vous répond.\n\n"
    "Telegram n’est pas un service de l’État : n’y envoyez ni nom, ni adresse, ni numéro de dossier, ni "
    "document."
)
"""What an empty chat shows, 512 signs at most: https://core.telegram.org/bots/api#setmydescription."""

SHORT_DESCRIPTION: Final = (
    "Assistant automatique sur un appel à projets : il cite les textes officiels mot pour mot."
)
"""What the page of our account shows, 120 signs at most."""

HELP: Final = (
    "Posez votre question avec vos mots, dans un message. Je cherche la réponse dans les textes officiels "
    "et je les cite mot pour mot. Vous pouvez modifier votre message : je réponds alors à la nouvelle "
    "question. Quand une personne de l’équipe a votre demande, tout ce que vous écrivez va à elle."
)
HELP_IN_GROUP: Final = (
    "Posez votre question en me nommant ({name}), ou en répondant à un de mes messages. Je cherche la "
    "réponse dans les textes officiels et je les cite mot pour mot. Je ne garde pas de conversation "
    "ici : une question est effacée une fois traitée. Je ne lis que ce qui m’est adressé. N’écrivez rien "
    "de personnel : tout le groupe le lit."
)
INTRODUCTION: Final = (
    "Je suis un assistant automatique, pas une personne. Telegram n’est pas un service de l’État : n’y "
    "envoyez rien de personnel. /start dit le reste."
)
COMMANDS_ARE: Final = "Commandes"
UNKNOWN: Final = "Je ne connais pas cette commande. /aide montre celles que je connais."
CLOSED: Final = "{why} Votre message n’est pas perdu : je le traiterai dès que possible."
ADDED: Final = "Votre message est transmis à l’équipe. {delay}"
ADDED_AGAIN: Final = (
    "Votre message est ajouté à votre demande. {delay} D’ici là, l’assistant ne répond plus à vos "
    "questions : ce que vous écrivez va à l’équipe. /essentiel, /textes, /eligibilite et /etapes restent "
    "disponibles."
)

UNREADABLE: Final[Mapping[str, str]] = {
    "voice": "Je n’écoute pas les messages vocaux. Écrivez votre question, ou dictez-la avec le micro du "
    "clavier.",
    "video_note": "Je ne regarde pas les messages vidéo. Écrivez votre question.",
    "audio": "Je n’écoute pas les fichiers audio. Écrivez votre question.",
    "video": "Je ne regarde pas les vidéos. Écrivez votre question.",
    "animation": "Je ne vois pas les images animées. Écrivez votre question.",
    "photo": "Je ne vois pas les photos. Écrivez votre question ; si un texte est photographié, recopiez "
    "l’essentiel, sans rien de personnel.",
    "document": "Je n’ouvre pas les fichiers, et personne ne les reçoit. Écrivez votre question ; un dossier "
    "de candidature ne se dépose pas ici.",
    "sticker": "Je ne comprends pas les autocollants. Écrivez votre question.",
    "story": "Je ne vois pas les stories. Écrivez votre question.",
    "location": "Je ne lis pas les positions, et n’en garde rien. Écrivez le nom de la commune ou du "
    "territoire.",
    "venue": "Je ne lis pas les lieux, et n’en garde rien. Écrivez le nom de la commune ou du territoire.",
    "contact": "Je ne lis pas les fiches de contact, et n’en garde rien. N’envoyez pas les coordonnées de "
    "quelqu’un ; pour parler à une personne de l’équipe, envoyez /conseiller.",
    "poll": "Je ne réponds pas aux sondages. Écrivez votre question dans un message.",
    "dice": "Je ne joue pas. Écrivez votre question.",
    "game": "Je ne joue pas. Écrivez votre question.",
    "checklist": "Je ne lis pas les listes de tâches. Écrivez votre question dans un message.",
}
"""What is said of each kind of message without words: what to do instead."""

UNREADABLE_AT_ALL: Final = "Je ne lis que les messages écrits. Écrivez votre question."
BESIDE: Final = (
    "Je lis votre texte, mais pas ce qui l’accompagne : je ne vois ni image, ni vidéo, ni fichier."
)

WARNED: Final = (
    "Je n’ai pas gardé ce message. Si vous ne l’envoyez pas, supprimez-le aussi sur Telegram : appuyez "
    "longuement dessus, "
    "« Supprimer », puis « Supprimer aussi pour » cet assistant."
)
SEND_ANYWAY: Final = "Envoyer quand même"
SENT_ANYWAY: Final = "Votre message est envoyé."
NOT_THERE: Final = (
    "Je ne retrouve pas ce message : il a été supprimé ou il est trop ancien. Écrivez-le de nouveau, sans ce "
    "qui est personnel."
)

EXPIRED: Final = "Ce bouton n’est plus valable. Écrivez votre question, ou envoyez /aide."
ASKED_ALREADY: Final = "Vous avez déjà posé cette question : la réponse est plus bas."
PAST: Final = "Cette question est déjà passée."
PAST_CHANGED: Final = (
    "Cette question est déjà passée : votre réponse reste la même. Pour la corriger, envoyez : {correct}."
)
CALLED_ALREADY: Final = "Votre demande est déjà transmise à l’équipe."
CALLED: Final = "Votre demande est transmise à l’équipe."
FOR_THE_TEAM: Final = "Une personne de l’équipe a votre demande : votre question va à elle."
THANKS: Final = "Merci, votre avis est noté."
WHY: Final = "Merci, votre avis est noté. Vous pouvez dire pourquoi."
CHOSEN: Final = "✓ "
"""Stands before the opinion that was given."""

YES_ERASE, NO_KEEP = "Oui, tout effacer", "Non, ne rien effacer"
ERASE: Final = (
    "Effacer toutes vos conversations avec cet assistant ? Tout ce qui y a été dit disparaîtra pour vous et "
    "pour l’équipe, ici comme sur le site, avec vos avis. Si vous attendez une réponse, elle ne viendra "
    "plus. C’est définitif."
)
ERASED: Final = "C’est fait : vos conversations sont effacées de notre service."
ERASED_THERE: Final = (
    "Telegram garde de son côté les messages de cette discussion, et nous n’y pouvons rien. Pour les "
    "effacer : ouvrez le menu de la discussion, « Supprimer la discussion », et cochez « Supprimer aussi "
    "pour » cet assistant. Si vous m’écrivez de nouveau, une nouvelle conversation commencera."
)
BEGUN_SINCE: Final = (
    "Une conversation commencée depuis votre demande est gardée : envoyez /supprimer pour l’effacer aussi."
)
KEPT: Final = "Rien n’est effacé."

OWN_DATA: Final = "Vos données"
NO_DATA: Final = "Aucune conversation n’est gardée ici."
KEPT_DATA: Final = (
    "Nous gardons {conversations} : vos messages, les réponses, vos avis, et le numéro de cette discussion "
    "Telegram, qui sert à vous répondre. Nous ne gardons ni votre nom, ni votre numéro de téléphone, ni "
    "votre nom d’utilisateur. Tout est effacé {days} jours après le dernier message."
)
YOUR_FILE: Final = "Tout ce qui est gardé de vos conversations, au format JSON."
FILE_NAME: Final = "guichet-mes-donnees.json"
ERASE_BY: Final = "Pour tout effacer : /supprimer. Vos autres droits, et qui en répond : {url}"

ON_THE_SITE: Final = (
    "Ce lien ouvre cette conversation sur le site. Ne le donnez à personne : qui l’a peut tout lire, "
    "écrire à votre place et tout effacer."
)
OPEN_SITE: Final = "Ouvrir sur le site"

TO_LINK: Final = "Ce lien ouvre une conversation commencée ailleurs : « {subject} »"
TO_LINK_UNSAID: Final = "Ce lien ouvre une conversation commencée ailleurs, où rien n’a encore été demandé."
MAY_BE_READ: Final = (
    "Qui a le lien de cette conversation peut lire tout ce qui y est écrit, et tout ce que vous y écrirez. "
    "Ne continuez que si vous l’avez commencée vous-même. Si quelqu’un vous a envoyé ce lien, n’appuyez pas "
    "sur le bouton : rien ne change sans cela."
)
LINK_HERE: Final = "Continuer cette conversation ici"
ALREADY_HERE: Final = "Cette conversation est déjà celle de cette discussion."
TAKEN_OVER: Final = (
    "Cette conversation continue maintenant dans une autre discussion Telegram. Si ce n’est pas vous, "
    "écrivez-nous ici : /conseiller."
)
LINK_BESIDE: Final = (
    "Je n’ai pas gardé votre message : il contient le lien privé d’une conversation. Envoyez ce lien seul "
    "pour la continuer ici, et votre question dans un autre message."
)
LINK_FORWARDED: Final = (
    "Je n’ai pas gardé ce message transféré : il contient le lien privé d’une conversation. Si elle est à "
    "vous, envoyez-moi vous-même son lien, seul dans un message."
)
LINKED: Final = (
    "Votre conversation commencée sur le site continue ici. Les réponses à venir arriveront aussi dans cette "
    "discussion."
)
BAD_LINK: Final = (
    "Ce lien n’ouvre aucune conversation : il a expiré, il a déjà servi, ou la conversation a été effacée. "
    "Demandez-en un nouveau sur la page de votre conversation."
)

PRIVATELY: Final = "Cela ne se traite pas dans un groupe. Écrivez-moi en privé."
HAND_OVER_PRIVATELY: Final = (
    "Pour qu’une personne de l’équipe vous réponde, écrivez-moi en privé et envoyez /conseiller."
)
CHECK_PRIVATELY: Final = (
    "Pour vérifier les critères un par un, écrivez-moi en privé et envoyez /eligibilite : rien de vous n’est "
    "dit ici."
)
OPEN_PRIVATE: Final = "M’écrire en privé"
LINK_IN_GROUP: Final = (
    "Votre message contient le lien secret d’une conversation, que tout le groupe peut ouvrir. Supprimez "
    "votre message, puis effacez la conversation depuis sa page."
)
PERSONAL_IN_GROUP: Final = (
    "Votre message semble contenir {found}, et tout le groupe le lit : supprimez-le. Je n’y réponds pas et "
    "n’en garde rien. Posez votre question sans rien de personnel, ou écrivez-moi en privé."
)

FAILED: Final = "Une panne m’empêche de répondre à votre message. Posez votre question de nouveau plus tard."
FAILED_HANDED: Final = "Une panne m’empêche de répondre à votre message."

TEXTS: Final = "Les textes que je connais"
ONLY_THESE: Final = (
    "Je ne réponds que d’après ces textes. Je ne cite pas ceux qui sont annoncés, remplacés ou retirés."
)
NOT_READY: Final = "Mes textes ne sont pas encore ouverts. Réessayez dans quelques instants."
ORIGINAL: Final = "Texte d’origine"
NO_TEXT: Final = "Aucun texte pour le moment."
ESSENTIAL: Final = "L’essentiel"
LAUNCHED_BY: Final = "Appel à projets lancé par : {authority}."
OPENED: Final = "Ouvert le {day}."
CLOSES: Final = "Clôture : {day}{hour}."
NO_ESSENTIAL: Final = "Rien n’a encore été relevé dans les textes."
ALL_COVERED: Final = "Tout ce que les textes disent, et ne disent pas : {url}"
ALL_TEXTS: Final = "Les lire en entier : {url}"
UNSETTLED: Final = "À vérifier dans les textes"
NOT_STATED: Final = "Non précisé dans les textes"
MISSING: Final = "Non précisé : {missing}"
AWAITED: Final = "attendu dans « {title} »"
CONFLICTING: Final = "Les textes se contredisent."
SEARCHED: Final = "D’après une recherche automatique."
NOTED: Final = "Relevé automatiquement, à vérifier dans le texte."

STEPS: Final = "Les étapes et les pièces à fournir"
NO_STEPS: Final = (
    "Aucune étape ni aucune pièce n’a encore été relevée dans les textes. Posez votre question, ou envoyez "
    "/conseiller."
)
ALL_STEPS: Final = "Les imprimer, ou les mettre dans votre agenda : {url}"

ELIGIBILITY: Final = "Qui peut candidater ?"
TEAM_DECIDES: Final = (
    "Je ne dis pas si votre projet est éligible ou sera retenu : seule l’équipe qui instruit les dossiers en "
    "décide. Je montre ce que les textes disent."
)
PICK: Final = "Les textes répondent, au moins en partie, à ces questions. Choisissez-en une :"
MAY_ASK: Final = "Les textes répondent, au moins en partie, à ces questions :"
NOTHING_STATED: Final = (
    "Aucune condition n’a encore été relevée dans les textes. Posez votre question, ou envoyez /conseiller."
)
NOT_SAID_ON: Final = "Les textes ne précisent pas : {topics}."
NOT_SAID_ON_MUCH: Final = "Les textes ne précisent pas : {topics}… Tout est dit ici : {url}"
