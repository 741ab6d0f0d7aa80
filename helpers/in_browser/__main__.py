"""Makes the site from the command line."""

import sys

from helpers.in_browser import main

sys.exit(main(sys.argv[1:]))
