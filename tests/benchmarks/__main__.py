"""Measures the project against what it is built on: `python tests/benchmarks [part ...]`.

Milliseconds differ from machine to machine; the ratios, each against a floor that is measured in the same run on the
same machine, can be compared. The parts are code, whole, clicks and growth; all of them if none is named. For clicks
on the site for a browser, the variable SITE names its folder. Nothing here is collected by pytest.
"""

import os
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
# Not the folder of the tests first, where tests/helpers would be in the way.
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests" / "benchmarks")]
sys.path.append(str(PROJECT / "tests"))

import clicks  # noqa: E402
import code_of_lessons  # noqa: E402
import growth  # noqa: E402
import whole  # noqa: E402
from timing import HEADER  # noqa: E402

PARTS = {
    "code": code_of_lessons.main,
    "whole": whole.main,
    "clicks": clicks.main,
    "growth": growth.main,
}


def main(names):
    """Run the parts."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FIVE_ARGUMENTS_READER"] = f"{folder}/my_work"
        # Compiled modules are kept between the runs, as on a reader's machine.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ |= {"PYTHONPYCACHEPREFIX": f"{folder}/compiled", "PYTHONPATH": str(PROJECT)}
        print(HEADER)
        for name in names or PARTS:
            PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
