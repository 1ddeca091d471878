/** Packages of ordinary Python: nothing in them knows of Flyte. */
import { classText, functionText, noun, sentence } from "./python-text.ts";
import type { Random } from "./random.ts";

const STANDARD_IMPORTS = ["import json", "import logging", "import os", "import tempfile", "from dataclasses import dataclass"];
const OTHER_IMPORTS = [
  "import math",
  "import re",
  "from collections import defaultdict",
  "from datetime import datetime, timedelta",
  "from pathlib import Path",
  "from typing import Any, Iterable",
];
const THIRD_PARTY_IMPORTS = ["import numpy as np", "import pandas as pd", "import requests", "from pydantic import BaseModel"];

const MODULES_IN_A_PACKAGE = 20;

/** How many modules read a variable of the environment. */
const READS_ENVIRONMENT = 0.06;

/** Texts by path: packages of modules that import each other. */
export function ordinaryFiles(random: Random, count: number): Map<string, string> {
  const files = new Map<string, string>();
  const modules: string[] = [];
  for (let number = 0; files.size < count; number++) {
    const parent = `library/${noun(random)}_${number}`;
    files.set(`${parent}/__init__.py`, `"""${sentence(random)}"""\n`);
    for (let index = 1; index < MODULES_IN_A_PACKAGE && files.size < count; index++) {
      const path = `${parent}/${noun(random)}_${index}.py`;
      files.set(path, ordinaryModule(random, random.sample(modules.slice(-400), random.integer(0, 3))));
      modules.push(moduleName(path));
    }
  }
  return files;
}

/** `library/price_3/rate_2.py` is `library.price_3.rate_2`. */
export function moduleName(path: string): string {
  return path.replace(/\.py$/, "").replaceAll("/", ".");
}

/** A module of 50 to 250 lines that imports `others`, each as a module or as a name. */
function ordinaryModule(random: Random, others: readonly string[]): string {
  const length = random.integer(50, 240);
  const lines = [
    `"""${sentence(random)}"""`,
    "",
    ...STANDARD_IMPORTS,
    ...random.sample(OTHER_IMPORTS, random.integer(0, 4)),
    "",
    ...random.sample(THIRD_PARTY_IMPORTS, random.integer(0, 2)),
    ...others.map((other) => importOf(random, other)),
    "",
    "logger = logging.getLogger(__name__)",
    "",
    `${noun(random).toUpperCase()}_LIMIT = ${random.integer(1, 5000)}`,
    `${noun(random).toUpperCase()}_NAME = "${noun(random)}-${random.integer(1, 99)}"`,
    ...(random.chance(READS_ENVIRONMENT)
      ? [`${noun(random).toUpperCase()}_URL = os.getenv("${noun(random).toUpperCase()}_URL", "")`]
      : []),
  ];
  while (lines.length < length) lines.push("", "", ...(random.chance(0.3) ? classText(random) : functionText(random)));
  return `${lines.join("\n")}\n`;
}

function importOf(random: Random, module: string): string {
  const dot = module.lastIndexOf(".");
  const [parent, name] = [module.slice(0, dot), module.slice(dot + 1)];
  return random.pick([`from ${parent} import ${name}`, `from ${module} import logger as ${name}_logger`, `import ${module}`]);
}
