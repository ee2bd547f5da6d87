"""What contacts, the assistant and staff say to each other, and who has the conversation."""
