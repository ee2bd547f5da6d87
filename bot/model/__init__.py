"""What the bot puts around a language model: what it may cost, what it may know, what staff make of it."""
