"""Articles come in: from a file (``files.read_file``) or from a web address (``web.fetch``).

Files and pages are other people's, so each parser works in a process of its own that cannot take
more than its share of time and memory, and addresses are asked for behind a guard.
"""
