"""Settings for a course in nbgrader: lay this file into the folder of the course.

The lessons hold no solutions, so nothing is cleared before they are handed out: the line to write in and the views
that a lesson stores stay as they are.
"""

c = get_config()  # noqa: F821
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
