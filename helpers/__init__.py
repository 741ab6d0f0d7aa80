"""The code that the lessons call; each module has one subject (see the README of the project)."""

import logging

__version__ = "0.1.0"

# In a browser matplotlib looks for its fonts anew at every start, and would say so in the middle of a lesson.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
