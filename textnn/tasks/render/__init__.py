"""A picture made of an outline by pix2pix."""
