"""Picture sets: packed files, labelled sets, and pairs of a drawing and a picture."""
