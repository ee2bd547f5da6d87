"""What is kept of conversations, of the staff and of what they approve, in the relational database."""
