"""Prints what the Flyte 1 tasks of modules ask the cluster for; `print_document.py` says what is read and printed."""

import sys

sys.dont_write_bytecode = True

from flyteshift.serialising import flyte1_tasks
from flyteshift.serialising.print_document import print_document

print_document("flytekit", flyte1_tasks.VERSION, flyte1_tasks.read_module)
