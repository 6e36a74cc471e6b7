"""One module a command, with its Typer ``app``; imported when the command is named."""
