"""Recipes of the picture networks: classifier, GAN, pix2pix."""
