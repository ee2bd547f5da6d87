"""The pages that everybody reads: a conversation, the texts, what they cover, receipts, totals."""
