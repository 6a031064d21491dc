"""The resources, one module each: parse, call play, boards or office, return."""
