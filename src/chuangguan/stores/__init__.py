"""Where facts are kept: memory (reference and fake) and SQLite (default)."""
