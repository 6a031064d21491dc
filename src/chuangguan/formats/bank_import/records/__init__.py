"""Questions in JSON of any schema, as drafts."""
