"""Whether a draft certainly is a question, and which."""
