"""Rules about the code and the documents: what review would otherwise have to remember."""
