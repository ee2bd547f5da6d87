"""Every sentence that a conversation adds to what the assistant and the staff say."""

ASK_A_PERSON = "Je veux parler à une personne."
"""What a contact says by the button of that name."""
WAITING = "Je transmets votre message à l’équipe. {delay}"
ALREADY_WAITING = "Votre message est déjà transmis à l’équipe. {delay}"
GIVEN_BACK = "L’assistant automatique reprend la conversation. Vous pouvez lui poser une autre question."
RESOLVED = "Cette conversation est terminée. Écrivez un message pour la rouvrir."
