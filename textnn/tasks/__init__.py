"""One folder a task: what it computes, what is fitted for it, how its result is shown."""
