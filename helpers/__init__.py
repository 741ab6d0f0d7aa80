"""The code that the lessons call; each module has one subject (see the README of the project)."""

__version__ = "0.1.0"
