"""Tables of questions in any layout, as drafts."""
