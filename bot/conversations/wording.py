"""Every sentence that a conversation adds to what the assistant and the staff say."""

ASK_A_PERSON = "Je veux parler à une personne."
"""What a contact says by the button of that name."""
WAITING = "Je transmets votre message à l’équipe. {delay}"
CALLED = (
    "Une personne de l’équipe vous répondra ici. {delay} Écrivez dès maintenant votre question : "
    "elle la lira."
)
"""What is told to who asks for a person before any question."""
ALREADY_WAITING = "Votre demande est déjà transmise à l’équipe. {delay}"
GIVEN_BACK = "L’assistant automatique reprend la conversation. Vous pouvez lui poser une autre question."
RESOLVED = "Cette conversation est terminée. Écrivez un message pour la rouvrir."
