"""Banks of any make, taken in: what a file says is read as drafts, and judged question by question."""
