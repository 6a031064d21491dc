"""Questions written as prose, in texts and Word documents, as drafts."""
