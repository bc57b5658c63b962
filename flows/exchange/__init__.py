"""Other tools' formats, a module each: what a model becomes there, and what the format cannot hold."""
