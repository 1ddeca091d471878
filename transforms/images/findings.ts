/** What a person has to know or decide about images. */
import type { FindingKind } from "../../src/migrate/transform.ts";

export const IMAGES_FINDINGS = [
  {
    code: "images/needs-flyte",
    confidence: "review",
    title: "An image that was built for Flyte 1",
    why: "The image `{image}` is asked for by its name, as before; a Flyte 2 task starts in it only when the `flyte` package is installed there.",
    todo: "Build it again with `flyte` (`pip install flyte`) under a new tag, and use that tag.",
    explanation: `
An image that is given as a text is carried over as it is. What starts a task in the container is the SDK itself: flytekit's
\`pyflyte-execute\` in Flyte 1, flyte's own entry point in Flyte 2. An image that has only flytekit cannot start a Flyte 2 task.

Add \`flyte\` to what the image installs and give it a new tag, so that Flyte 1 runs keep their image. Images that are described by an
\`ImageSpec\` get \`flyte\` by themselves.`,
  },
  {
    code: "images/unknown-value",
    confidence: "review",
    title: "An image that the source does not show",
    why: "The source does not show that `{value}` is the text of an image.",
    todo: "Check that it always gives a text like `registry/name:tag`, never `None` or an `ImageSpec`.",
    explanation: `
The image of a task may be a text in both versions, and a text is carried over as it is. Here the value comes from a configuration, from
the environment or from a function, so its type is known only at run time.

\`image=None\` and an \`ImageSpec\` of Flyte 1 are not what Flyte 2 expects: the first means another image, the second is refused with
\`TypeError\` when the module is imported. Templates like \`{{.image.gpu.fqn}}:{{.image.gpu.version}}\` would be sent as they are.`,
  },
  {
    code: "images/template",
    confidence: "review",
    title: "An image from the configuration",
    why: "`{template}` was looked up in flytekit's configuration; Flyte 2 looks up the name `{name}` in its own.",
    todo: "Add `{name}` to `image.image_refs` of the Flyte 2 configuration, or pass `--image {name}=URI`.",
    explanation: `
In Flyte 1 the template stood for an image that the configuration file or \`pyflyte --image {name}=…\` named. Flyte 2 does not know
templates: it would send the text itself to the cluster. \`flyte.Image.from_ref_name("gpu")\` is its way to the same end.

\`\`\`yaml
image:
  image_refs:
    gpu: registry.example/gpu:1.0
\`\`\`

The name \`default\` is an ordinary name in Flyte 2 and has to be configured too.`,
  },
  {
    code: "images/template-parts",
    confidence: "manual",
    title: "Parts of an image from the configuration",
    why: "`{template}` takes a part of an image from flytekit's configuration; Flyte 2 has only whole images.",
    todo: 'Write the image\'s text, or give the whole image a name: `flyte.Image.from_ref_name("…")`.',
    explanation: `
\`{{.image.base.fqn}}:1.2\` takes the name of a configured image and adds a tag of its own. \`flyte.Image.from_ref_name("base")\` of Flyte 2
stands for a whole image, so there is nothing that says the same. Write the image out, or configure it as a whole.`,
  },
  {
    code: "images/unsupported",
    confidence: "manual",
    title: "An image specification with more than Flyte 2 can be told",
    why: "`{field}` of the image specification has no counterpart that could be filled in.",
    todo: "{advice}",
    explanation: `
Most of an \`ImageSpec\` has a counterpart: name, registry, Python version, packages, a requirements file (\`.txt\`), apt packages,
environment variables, commands, platform, package indexes and a base image. For the rest:

- conda_packages, conda_channels: there is no conda layer. \`with_pixi_project\` and \`Image.from_pixi_script\` resolve conda packages; a base image with conda works too.
- cuda, cudnn: choose a base image that has them, with \`flyte.Image.from_base("nvidia/cuda:…")\`.
- source_root, copy: Flyte 2 brings your code to the task by itself; \`with_source_folder(Path(…))\` and \`with_source_file(Path(…))\` copy other files.
- requirements in another format: \`with_poetry_project\`, \`with_uv_project\`.
- entrypoint, tag_format, registry_config, python_exec, builder_options: no counterpart.

Tasks that use the image stay Flyte 1 until it is written as \`flyte.Image\`.`,
  },
  {
    code: "images/not-followed",
    confidence: "manual",
    title: "An image specification that cannot be followed",
    why: "`{value}` comes from an `ImageSpec` in a way that the source does not show in full.",
    todo: "Write the image as `flyte.Image`, or bind one `ImageSpec(…)` to the name.",
    explanation: `
An image is followed where it is \`ImageSpec(…)\` in place, or a name that holds nothing else, also an imported one. Methods
(\`IMAGE.with_packages([…])\`), functions that make images, and names that hold a text in one case and a specification in the other are
not: a guess could run a task in the wrong image.

The methods have counterparts: \`with_packages\` is \`with_pip_packages\`, \`with_apt_packages\` and \`with_commands\` have the same name.`,
  },
  {
    code: "images/plugin-package",
    confidence: "review",
    title: "A plugin of flytekit in an image",
    why: "The image installed `{package}`, which belongs to Flyte 1 and is left out.",
    todo: "Put the package of the Flyte 2 plugin there (`flyteplugins-…`) if a task needs it.",
    explanation: `
\`flytekitplugins-…\` packages bring flytekit along and do nothing for Flyte 2. Their successors are called \`flyteplugins-…\`, sometimes
with another second half (\`flytekitplugins-kfpytorch\` became \`flyteplugins-pytorch\`), and some have none. Which one a task needs depends
on what it uses. A task that names something of the plugin in its code stays Flyte 1 until that is migrated.`,
  },
  {
    code: "images/shared-object",
    confidence: "manual",
    title: "A shared image that has to stay Flyte 1",
    why: "`{value}` is also used where it has to stay Flyte 1, so it cannot become a `flyte.Image`.",
    todo: "Migrate its other uses (`is_container()`, methods, tasks that stay Flyte 1), or give this task an image of its own.",
    explanation: `
All uses of an object are migrated, or none. This \`ImageSpec\` is also used by something that stays Flyte 1, so its definition stays.
A task that is migrated gets the same image in place, where its module can say it; this one cannot.

Often the other use is \`if IMAGE.is_container(): import torch\`. Flyte 2 has no such question: import inside the function that needs it, or wrap
the import in \`try … except ImportError\`.`,
  },
  {
    code: "images/base-image",
    confidence: "review",
    title: "An image on top of your own",
    why: "Flyte 2 uses the Python of the base image; Flyte 1 installed a Python of its own beside it.",
    todo: "Check that the base image has the Python that your tasks need, and a working directory that its user may write to.",
    explanation: `
An \`ImageSpec\` with \`base_image\` installed a Python (\`python_version\`, else that of your machine), a user \`flytekit\` and flytekit on top
of the base. A Flyte 2 image that extends another takes it as it is: its Python, its user and its working directory.

The package \`flyte\` is added to the image, as Flyte 1 added flytekit; without it no task starts. A base with a user that is not root often has a
working directory which that user cannot write to; \`.with_workdir("/home/…")\` helps.`,
  },
  {
    code: "images/python-version",
    confidence: "manual",
    title: "An image with a Python that Flyte 2 does not support",
    why: "The image has Python {version}; Flyte 2 needs 3.10 or newer.",
    todo: "Raise `python_version`, and check that the tasks run with it.",
    explanation: `
The SDK of Flyte 2 needs Python 3.10 or newer, on your machine and in every image. An image with an older Python cannot be built.

Raise \`python_version\` of the \`ImageSpec\` while the task is still Flyte 1, try it, and migrate then. The versions of packages
often have to be raised too.`,
  },
  {
    code: "images/builder",
    confidence: "review",
    title: "An image's builder",
    why: "The image named its builder, {builder}; in Flyte 2 the configuration chooses it for all images.",
    todo: "Set `image.builder` in the configuration, or pass `--image-builder local` or `remote`.",
    explanation: `
\`ImageSpec(builder="…")\` chose who builds one image: \`default\` (Docker), \`envd\`, or a service. Flyte 2 has the builders \`local\` and
\`remote\`, chosen once: \`image.builder\` in the configuration file, \`flyte.init(image_builder=…)\`, or \`flyte --image-builder …\`.`,
  },
  {
    code: "images/override",
    confidence: "manual",
    title: "An image for one call",
    why: "Flyte 2 has no image for a single call: an image belongs to the environment.",
    todo: "Declare the task a second time in `{task}`'s environment with another image: `env.clone_with(name=…, image=…)`.",
    explanation: `
\`with_overrides(container_image=…)\` ran one node with another image. \`task.override(…)\` of Flyte 2 can change resources, the cache and much
else, but never the image, which is built and deployed with the environment.

Make a second environment with \`env.clone_with(name="…", image=…)\`, declare a second task there that calls the first one's function, and call that.`,
  },
] as const satisfies readonly FindingKind[];

/** A code of this topic. */
export type ImagesCode = (typeof IMAGES_FINDINGS)[number]["code"];
