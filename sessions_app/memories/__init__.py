"""Memories: short texts that go along with a request.

Pure: `tokens` counts, `framing` writes the text, `fitting` makes it fit, `presets` are the shapes
of answers.  With rows: `entries` writes one down, `files` reads many, `searching` finds them, and
`context` puts together what one request sends.
"""
