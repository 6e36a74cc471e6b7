"""Small networks of the map that train in seconds: each file is a program that runs by itself.

``run(seed=..., <knob>=...)`` of each trains and gives ``figure`` (one number), ``curve`` (loss by
step, or nothing), ``pictures`` (rows of pictures), and where it fits ``texts`` or ``lines``.
"""
