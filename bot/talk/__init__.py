"""What carries conversations: what contacts may do, what the assistant replies, who hears of it."""
