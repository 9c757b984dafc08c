"""A branch of a conversation for whoever holds its address, without an account."""
