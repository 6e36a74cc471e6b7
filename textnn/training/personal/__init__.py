"""What people corrected, learnt by a model of their own: the shipped one, trained on."""
