"""`pages` shows pictures, `changes` alters them, `files` hands out bytes."""
