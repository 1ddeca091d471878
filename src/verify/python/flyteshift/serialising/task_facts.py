"""What a serialised task asks the cluster for, read from its task template.

Flyte 1 and Flyte 2 send the same protobuf messages (`flyteidl.core.TaskTemplate`, `flyteidl2.core.TaskTemplate`),
so one reader serves both. Values stay as the SDK wrote them: comparing them is the business of `src/verify/compare/`.
"""

import dataclasses
import enum
import typing

from google.protobuf.json_format import MessageToDict

from flyteshift.texts import without_addresses

PLACEHOLDER_IMAGE = "flyteshift.invalid/image:verify"
"""Stands for the image while a task is serialised, so that nothing is built or looked up."""

SDK_VARIABLES = frozenset({"_F_SS_C"})
"""Set by flytekit for itself: a dynamic task finds its serialisation settings there."""

RESOURCE_KINDS = ("cpu", "memory", "gpu", "ephemeral_storage")
_POD_RESOURCE_KINDS = {"ephemeral-storage": "ephemeral_storage", "nvidia.com/gpu": "gpu"}


def task_facts(template, image, cache_version_is_computed, variables, report=None):
    """All facts of `template`. `image` is an image fact and `variables` an interface (both below): the template has a placeholder
    for the one, and only the types of the other. `report` is given where the SDK does not send it."""
    pod = MessageToDict(template.k8s_pod) if template.HasField("k8s_pod") else {}
    primary = _primary_container(template, pod)
    metadata = template.metadata
    extended = template.extended_resources
    return {
        "requests": resources_of(template.container.resources.requests, primary, "requests"),
        "limits": resources_of(template.container.resources.limits, primary, "limits"),
        "accelerator": _accelerator(extended.gpu_accelerator) if extended.HasField("gpu_accelerator") else None,
        "shm": (extended.shared_memory.size_limit or "auto") if extended.HasField("shared_memory") else None,
        "secrets": [_secret(secret) for secret in template.security_context.secrets],
        "cache": {
            "enabled": metadata.discoverable,
            "version": None if cache_version_is_computed else metadata.discovery_version,
            "serialise": metadata.cache_serializable,
            "ignored_inputs": list(metadata.cache_ignore_input_vars),
        },
        "retries": metadata.retries.retries,
        "timeout": metadata.timeout.seconds + metadata.timeout.nanos / 1e9,
        "interruptible": metadata.interruptible if metadata.HasField("interruptible") else None,
        "environment": _environment(template, primary),
        "image": image,
        "pod_template": _pod_template(template, pod, primary),
        "report": metadata.generates_deck.value if report is None else report,
        **variables,
    }


def workflow_facts(variables, interruptible):
    """Facts of a Flyte 1 workflow: its body never ran in a container, so it asks for nothing."""
    nothing = dict.fromkeys(RESOURCE_KINDS)
    return {
        "requests": nothing,
        "limits": nothing,
        "accelerator": None,
        "shm": None,
        "secrets": [],
        "cache": {"enabled": False, "version": None, "serialise": False, "ignored_inputs": []},
        "retries": 0,
        "timeout": 0,
        "interruptible": interruptible,
        "environment": {},
        "image": image_fact("none"),
        "pod_template": {"name": None, "primary": None, "spec": None, "labels": {}, "annotations": {}},
        "report": False,
        **variables,
    }


def interface_fact(interface, input_types, output_types, defaults):
    """Inputs and outputs of the wire interface, with what only Python knows: enums by annotation, and defaults by name."""
    return {
        "inputs": _variables(interface.inputs, input_types, defaults),
        "outputs": _variables(interface.outputs, output_types, {}),
    }


def image_fact(source, uri=None, contents=()):
    """`source`: none, default (the SDK's own), uri, reference (a name in the configuration), built (`uri`: its base).

    For `default`, `uri` names the SDK; for `built`, `contents` says what is put on top (below).
    """
    return {"source": source, "uri": uri, "contents": sorted(set(contents))}


def image_contents(python=None, registry=None, name=None, variables=None, commands=(), **packages):
    """What is in an image that an SDK builds, one text a thing; of `packages` each list under its own word (`apt git`)."""
    single = {"python": python, "registry": registry, "name": name}
    found = [f"{word} {value}" for word, value in single.items() if value]
    found += [f"{word.replace('_', ' ')} {value}" for word, values in packages.items() for value in values or ()]
    found += [f"variable {key}={value}" for key, value in (variables or {}).items()]
    return [*found, f"commands {'; '.join(commands)}"] if commands else found


def resources_of(entries, primary, side):
    """{kind: quantity or None} for `side` (`requests`, `limits`): what a pod's `primary` container says, then a task's own `entries`."""
    found = dict.fromkeys(RESOURCE_KINDS)
    for kind, value in (primary.get("resources") or {}).get(side, {}).items():
        found[_POD_RESOURCE_KINDS.get(kind, kind)] = _text(value)
    for entry in entries:
        names = entry.DESCRIPTOR.fields_by_name["name"].enum_type.values_by_number
        found[names[entry.name].name.lower()] = entry.value
    return found


def _accelerator(accelerator):
    """`device_class` exists in Flyte 2 only; None where the message has no such field."""
    fields = accelerator.DESCRIPTOR.fields_by_name
    partition = accelerator.partition_size or None
    if accelerator.HasField("unpartitioned") and accelerator.unpartitioned:
        partition = "unpartitioned"
    device_class = None
    if "device_class" in fields:
        device_class = fields["device_class"].enum_type.values_by_number[accelerator.device_class].name
    return {"device": accelerator.device, "partition": partition, "device_class": device_class}


def _secret(secret):
    mounts = secret.DESCRIPTOR.fields_by_name["mount_requirement"].enum_type.values_by_number
    return {
        "group": secret.group or None,
        "key": secret.key or None,
        "group_version": secret.group_version or None,
        "mount": mounts[secret.mount_requirement].name,
        "env_var": secret.env_var or None,
    }


def _environment(template, primary):
    """Variables with a value; one that a pod template takes from elsewhere (`valueFrom`) stays in the pod's spec."""
    variables = {pair.key: pair.value for pair in template.container.env}
    variables.update({v["name"]: _text(v.get("value", "")) for v in primary.get("env", []) if "valueFrom" not in v})
    return {name: value for name, value in variables.items() if name not in SDK_VARIABLES}


def _primary_container(template, pod):
    name = template.config.get("primary_container_name")
    containers = pod.get("podSpec", {}).get("containers") or []
    return next((container for container in containers if container.get("name") == name), {})


def _pod_template(template, pod, primary):
    """The pod without what has a fact of its own: the primary container's command, resources, variables and image."""
    spec = pod.get("podSpec")
    if spec:
        kept = {key: value for key, value in primary.items() if key not in ("command", "args", "resources", "env")}
        if kept.get("image") == PLACEHOLDER_IMAGE:
            del kept["image"]
        borrowed = [variable for variable in primary.get("env", []) if "valueFrom" in variable]
        if borrowed:
            kept["env"] = borrowed
        others = [container for container in spec.get("containers", []) if container is not primary]
        spec = {**spec, "containers": [kept, *others]}
        if spec == {"containers": [{"name": primary.get("name")}]}:
            spec = None
    label_sources = [pod.get("metadata", {})]
    if "metadata" in template.metadata.DESCRIPTOR.fields_by_name:
        label_sources.append(MessageToDict(template.metadata.metadata))
    return {
        "name": template.metadata.pod_template_name or None,
        "primary": template.config.get("primary_container_name") if spec else None,
        "spec": spec or None,
        "labels": _merged(source.get("labels", {}) for source in label_sources),
        "annotations": _merged(source.get("annotations", {}) for source in label_sources),
    }


def _variables(variable_map, types, defaults):
    """Flyte 1 sends a map, Flyte 2 a list of entries."""
    sent = variable_map.variables
    entries = sent.items() if hasattr(sent, "items") else [(entry.key, entry.value) for entry in sent]
    return [
        {
            "name": name,
            "type": MessageToDict(variable.type),
            "enums": [_members(one) for one in _classes(types.get(name)) if issubclass(one, enum.Enum)],
            "records": [one.__name__ for one in _classes(types.get(name)) if dataclasses.is_dataclass(one)],
            "default": _default_text(defaults[name]) if name in defaults else None,
        }
        for name, variable in entries
    ]


def _classes(annotation):
    """The classes in `annotation`, at any depth."""
    parts = typing.get_args(annotation)
    if parts:
        return [found for part in parts for found in _classes(part)]
    return [annotation] if isinstance(annotation, type) else []


def _members(enum_class):
    return [{"name": member.name, "value": str(member.value)} for member in enum_class]


def _default_text(value):
    """The value as Python shows it, without addresses, so that equal values are equal text."""
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, (set, frozenset)):
        return f"{type(value).__name__}({sorted(map(repr, value))})"
    return without_addresses(repr(value))


def _merged(mappings):
    return {key: value for mapping in mappings for key, value in mapping.items()}


def _text(value):
    """A pod's spec travels as JSON, where every number is a double: 2.0 was written 2."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
