"""Pictures drawn from a GAN, its training as a film, and the detective game."""
