"""The platforms' side of the wire: a stand-in for Instagram that Earful's real connector talks to.

A program of its own: it imports no Earful app, and no Earful app imports it.
"""
