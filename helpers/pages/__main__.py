"""Makes the reading edition from the command line."""

import sys

from helpers.pages import main

main(sys.argv[1:])
