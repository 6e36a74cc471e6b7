"""Classes of one's own, learnt from a handful of pictures over a frozen CNN."""
