"""The people of the ministry: how they sign in, and what each may do."""
