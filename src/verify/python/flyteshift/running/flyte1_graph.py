"""The calls in the body of a Flyte 1 workflow, as its graph has them: in which order they run, and what each asks the cluster for."""

import copy
from dataclasses import dataclass

from flytekit.core.base_task import Task
from flytekit.core.condition import BranchNode
from flytekit.core.launch_plan import LaunchPlan
from flytekit.core.node import Node
from flytekit.core.python_function_task import PythonFunctionTask
from flytekit.core.workflow import WorkflowBase

from flyteshift.serialising import flyte1_tasks
from flyteshift.serialising.task_facts import resources_of


@dataclass(frozen=True)
class GraphCall:
    """One call in the body of a workflow."""

    node: Node
    id: str
    upstream: "tuple[str, ...]"
    """Ids of the calls after which this one runs, by data or by `>>`, directly or through a condition or a gate."""
    repeated: bool
    """Whether a run may make this call never, or more than once: an arm of a condition, a map."""

    @property
    def called(self):
        return called_in_the_end(self.node.flyte_entity)

    def facts(self):
        """What the call asks the cluster for, overrides included; None for a workflow, which asks for nothing."""
        return _facts(self.node, self.called) if isinstance(self.called, PythonFunctionTask) else None


def called_in_the_end(entity):
    """The workflow of a launch plan, the task of a map; a reference to something deployed has neither."""
    return getattr(entity, "workflow" if isinstance(entity, LaunchPlan) else "_run_task", entity)


def calls_of(workflow):
    """The calls in order, those in the arms of conditions where the condition stands; none for a task."""
    try:
        nodes = list(getattr(workflow, "nodes", []))
    except Exception:  # the body of a workflow runs when it is compiled: its own run says what is wrong
        return []
    graph = _Graph()
    graph.add(nodes, "", False, [])
    return graph.calls()


class _Graph:
    def __init__(self):
        self._found = {}
        self._arms = {}

    def add(self, nodes, prefix, repeated, after):
        """Notes `nodes`, all of which run after the nodes `after`."""
        fresh = [node for node in nodes if id(node) not in self._found]
        self._found.update((id(node), None) for node in fresh)
        for node in fresh:
            name, entity, upstream = prefix + node.id, node.flyte_entity, [*node.upstream_nodes, *after]
            self._found[id(node)] = (node, name, upstream, repeated or hasattr(entity, "_run_task"))
            if isinstance(entity, BranchNode):
                arms = self._nodes_in_arms(entity._ifelse_block)
                self._arms[id(node)] = arms
                self.add(arms, f"{name}.", True, upstream)

    def calls(self):
        return [
            GraphCall(node, name, tuple(dict.fromkeys(self._calls_among(upstream))), repeated)
            for node, name, upstream, repeated in self._in_order()
            if _is_call(node)
        ]

    def _in_order(self):
        """A condition's arms come after its own node."""
        pending = list(self._found.values())
        arms = {id(arm) for members in self._arms.values() for arm in members}
        top = [found for found in pending if id(found[0]) not in arms]

        def with_arms(found):
            inner = [self._found[id(arm)] for arm in self._arms.get(id(found[0]), [])]
            return [found, *(one for arm in inner for one in with_arms(arm))]

        return [one for found in top for one in with_arms(found)]

    def _nodes_in_arms(self, block):
        """An arm's last call, before it the calls whose results it takes."""
        cases = [case.then_node for case in (block.case, *(block.other or []))]
        found = []

        def collect(node):
            if node is None or node.flyte_entity is None or id(node) in self._found or node in found:
                return
            for upstream in node.upstream_nodes:
                collect(upstream)
            found.append(node)

        for last in [*cases, block.else_node]:
            collect(last)
        return found

    def _calls_among(self, nodes):
        """Ids of calls; for a node that is no call, of those that it waits for."""
        for node in nodes:
            known = self._found.get(id(node))
            if known is None:
                continue
            if _is_call(node):
                yield known[1]
            else:
                yield from self._calls_among([*known[2], *self._arms.get(id(node), [])])


def _is_call(node):
    return isinstance(node.flyte_entity, (Task, WorkflowBase, LaunchPlan))


def _facts(node, called):
    """A node's overrides on top of the facts of its task, field by field, as the cluster does it. Older releases have fewer."""
    task = copy.copy(called)
    task._metadata = node.flyte_entity.metadata
    task.pod_template = getattr(node, "_pod_template", None) or task.pod_template
    task._container_image = getattr(node, "_container_image", None) or task.container_image
    overriding = getattr(node, "_extended_resources", None)
    if overriding:
        extended = type(overriding)()
        extended.MergeFrom(task.get_extended_resources(None) or extended)
        extended.MergeFrom(overriding)
        task.get_extended_resources = lambda settings: extended
    facts = flyte1_tasks.facts_of_task(task)
    resources = node._resources.to_flyte_idl() if node._resources else None
    named = {side: resources_of(getattr(resources, side), {}, side) for side in ("requests", "limits") if resources}
    for kind in {kind for sizes in named.values() for kind, size in sizes.items() if size}:
        facts["requests"][kind], facts["limits"][kind] = named["requests"][kind], named["limits"][kind]
    metadata = node.metadata.to_flyte_idl()
    facts["retries"] = metadata.retries.retries
    facts["timeout"] = metadata.timeout.seconds + metadata.timeout.nanos / 1e9
    if metadata.WhichOneof("interruptible_value"):
        facts["interruptible"] = metadata.interruptible
    if metadata.WhichOneof("cacheable_value"):
        facts["cache"]["enabled"] = metadata.cacheable
    if metadata.WhichOneof("cache_version_value"):
        facts["cache"]["version"] = metadata.cache_version
    if metadata.WhichOneof("cache_serializable_value"):
        facts["cache"]["serialise"] = metadata.cache_serializable
    return facts
