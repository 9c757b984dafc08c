"""The page of a session: its conversation, what goes along with the next turn, and its ends."""
