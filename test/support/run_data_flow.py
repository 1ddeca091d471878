"""Runs workflows whose calls stand at a gate, and says what came out and when each call started.

Arguments: SDK, FOLDER, NAMES of the workflows in FOLDER/flows.py. flytekit prints {NAME: {"result": …, "needs": {CALL: [CALL, …]}}},
the needs of each call as the compiled graph has them. flyte reads that document, lets the calls go one at a time, and prints
{NAME: {"result": …, "problems": […]}}: a problem is a call that has not started although all that it needs has ended, or one that
started before.
"""

import json
import random
import sys
import threading

sdk, folder, names = sys.argv[1], sys.argv[2], sys.argv[3:]
sys.path.insert(0, folder)

import flows
import gate

PATIENCE = 10
"""Seconds in which a call has to start that may."""


def plain(value):
    return [plain(one) for one in value] if isinstance(value, (list, tuple)) else value


def number(node):
    """Which call a node is: its argument `call`."""
    (binding,) = [binding for binding in node.bindings if binding.var == "call"]
    return binding.binding.scalar.primitive.integer


def needs_of(workflow):
    workflow.compile()
    return {number(node): sorted({number(other) for other in node.upstream_nodes if other.bindings}) for node in workflow.nodes}


def closed(needs):
    """Not only what a call needs itself."""
    everything = {}

    def of(call):
        if call not in everything:
            everything[call] = set(needs[call]).union(*(of(need) for need in needs[call]))
        return everything[call]

    return {call: of(call) for call in needs}


class Controller(threading.Thread):
    def __init__(self, name, needs):
        super().__init__(daemon=True)
        self.run_name, self.needs, self.problems = name, closed({int(call): deps for call, deps in needs.items()}), []

    def run(self):
        chosen = random.Random(self.run_name)
        ended = set()
        while len(ended) < len(self.needs):
            expected = {call for call, needs in self.needs.items() if needs <= ended}
            with gate.changed:
                arrived = gate.changed.wait_for(lambda: self.started() >= expected, PATIENCE)
                early = self.started() - expected
                if early or not arrived:
                    late = expected - self.started()
                    self.problems.append(f"after {sorted(ended)}: not started {sorted(late)}, too early {sorted(early)}")
                    gate.released.update((self.run_name, call) for call in self.needs)
                    gate.changed.notify_all()
                    return
                call = chosen.choice(sorted(expected - ended))
                gate.released.add((self.run_name, call))
                gate.changed.notify_all()
                gate.changed.wait_for(lambda: (self.run_name, call) in gate.ended)
            ended.add(call)

    def started(self):
        return {call for run, call in gate.started if run == self.run_name}


def run_flytekit(name):
    workflow = getattr(flows, name)
    return {"result": plain(workflow(x=2)), "needs": needs_of(workflow)}


def run_flyte(name, needs):
    import flyte

    gate.is_open = False
    controller = Controller(name, needs)
    controller.start()
    outputs = flyte.with_runcontext(mode="local", disable_run_cache=True).run(getattr(flows, name), x=2).outputs()
    controller.join(PATIENCE)
    values = plain(tuple(outputs))
    return {"result": values[0] if len(values) == 1 else values, "problems": controller.problems}


if sdk == "flytekit":
    document = {name: run_flytekit(name) for name in names}
else:
    known = json.load(sys.stdin)
    document = {name: run_flyte(name, known[name]["needs"]) for name in names}
print(json.dumps(document))
