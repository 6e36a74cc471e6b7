"""One tab a file, and ``article`` for the tasks whose tab is made from their descriptor."""
