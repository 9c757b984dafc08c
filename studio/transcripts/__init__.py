"""A conversation as files to keep: Markdown with its pictures, or one HTML page.

Words, pictures, models, costs; no signatures, no keys, nothing of other sessions.
"""
