"""A file of named pictures, and what is to be done so that it holds."""
