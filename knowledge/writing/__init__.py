"""What a language model may write of the official texts, and the checks that no word of it escapes."""
