"""A site's pictures: asked for, changed, followed to their end."""
