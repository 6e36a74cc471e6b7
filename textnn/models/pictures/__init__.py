"""Networks for pictures: classifiers, GAN, pix2pix."""
