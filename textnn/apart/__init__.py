"""Texts are computed in a process of their own, so that the page never waits for the interpreter"""
