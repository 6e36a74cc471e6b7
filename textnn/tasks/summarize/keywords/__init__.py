"""What an article is about: candidates, their scorer, and how it is fitted."""
