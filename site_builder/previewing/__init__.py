"""A site as its owner sees it before it is exported: a document of its own, without a session."""
