"""Runs lessons and stores what they show, so that a reader who runs nothing sees it too.

    python3 -m helpers store [notebook ...]

A lesson runs from its first cell to its last in a fresh kernel, in its own folder. Whatever would differ from
one run or one machine to the next is left out, so that a difference in a stored lesson means something.
"""

import sys
from pathlib import Path

from helpers.install import PROJECT, say

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LIVE_VIEW = "application/vnd.jupyter.widget-view+json"
SECONDS_FOR_A_CELL = 120


def store(path):
    """Run one lesson and store its outputs in it.

    The file is written only if every cell ran, or failed where the lesson says that it should.

    Parameters
    ----------
    path : str or Path
        The notebook.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        Where a cell fails.
    """
    # Not at the top of the file: the rest of the package has to work where these are not installed.
    import nbformat
    from nbclient import NotebookClient

    path = Path(path)
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name=KERNEL["name"],
        resources={"metadata": {"path": str(path.parent)}},
        timeout=SECONDS_FOR_A_CELL,
        coalesce_streams=True,
        record_timing=False,
        store_widget_state=False,
        # A kernel's remark on its unencrypted connection, within one machine, would only alarm.
        extra_arguments=["--log-level=ERROR"],
    )
    client.execute()
    clean(notebook)
    nbformat.validate(notebook)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


def clean(notebook):
    """Take out of an executed notebook what belongs to one run or one machine.

    A live control cannot work in a stored lesson; without it, readers show the HTML or the text that stands
    beside it.

    Parameters
    ----------
    notebook : dict
        The notebook; it is changed.
    """
    notebook["metadata"].pop("widgets", None)
    notebook["metadata"].update(kernelspec=dict(KERNEL), language_info={"name": "python"})
    for cell in notebook["cells"]:
        for volatile in ("execution", "ExecuteTime"):
            cell["metadata"].pop(volatile, None)
        for output in cell.get("outputs", []):
            for part in ("data", "metadata"):
                output.get(part, {}).pop(LIVE_VIEW, None)


def main(paths):
    """Store the named lessons, or all of them.

    Parameters
    ----------
    paths : list of str
        Notebooks; none means every notebook of the project.
    """
    folder = PROJECT / "notebooks"
    for path in paths or sorted([*folder.glob("*.ipynb"), *folder.glob("for_teachers/*.ipynb")]):
        say(f"Running {Path(path).name} ...")
        store(path)


if __name__ == "__main__":
    main(sys.argv[1:])
