"""Prints what the Flyte 2 tasks of modules ask the cluster for, and walks their environments as `flyte deploy` would, without a
cluster; `print_document.py` says what is read and printed."""

import sys

sys.dont_write_bytecode = True

from flyteshift.serialising import flyte2_tasks
from flyteshift.serialising.deploy import deploy_problems
from flyteshift.serialising.print_document import print_document


def finish_tree(root):
    """What deploy would refuse of the tree at `root`."""
    return deploy_problems(root, lambda task: flyte2_tasks.facts_of(task, root))


print_document("flyte", flyte2_tasks.VERSION, flyte2_tasks.read_module, finish_tree)
