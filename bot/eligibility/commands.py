"""What a contact may press, or write word for word, to move along the path of questions."""

from typing import Final

START: Final = "Vérifier les critères un par un"
SHEET: Final = "Voir ma fiche"
SEND: Final = "Envoyer ma fiche à l’équipe"
CORRECT: Final = "Corriger une réponse"
STOP: Final = "Arrêter pour l’instant"
RESUME: Final = "Reprendre mes questions"
RESTART: Final = "Tout recommencer"
STEPS: Final = "Voir les étapes et les pièces"
TEXT: Final = "Voir le texte"
REMIND: Final = "Me rappeler la date limite"
FORGET: Final = "Ne plus me rappeler la date limite"

YES: Final = "Oui"
NO: Final = "Non"
UNSURE: Final = "Je ne sais pas"
RIGHT: Final = "Oui, c’est exact"
WRONG: Final = "Non, ce n’est pas exact"
ALL: Final = "C’est tout"
"""Ends a list of partners."""

CORRECT_ONE: Final = "Corriger : {question}"
"""Asks to answer one question again, by its words."""
