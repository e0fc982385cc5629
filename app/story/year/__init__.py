"""The second story: a year of the office, from its plan over two rounds of three groups to nobody holding anything.

The office's steps and every kind of page are played on the real windows; what a group does a hundred times is done by the
same use cases on its own vault.
"""
