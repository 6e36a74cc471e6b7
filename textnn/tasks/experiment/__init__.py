"""A station of the Laboratório as somebody left it, kept in the history."""
