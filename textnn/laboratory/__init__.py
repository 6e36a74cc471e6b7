"""The *Laboratório*: each slide of the lecture as a page whose numbers can be changed."""
