"""Many articles: documents of a folder or a file -> tables, several processes, resumable."""
