/** Why a map cannot be written in Flyte 2, or not where it stands. */
import { waitingAt } from "../../src/python/coroutines.ts";
import { statementOf } from "../../src/python/statements.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { type MapCall, type MapProblem, type TaskMap, thresholdOf } from "../../src/flyte1/maps.ts";
import type { MigrationContext } from "../../src/migrate/transform.ts";
import { beginsCalls, holdsCalls } from "./calls.ts";
import type { MapCode } from "./findings.ts";
import {
  bindingOf,
  isInlined,
  isOnlyReadBy,
  isPartialRewritten,
  listsOf,
  partialValues,
  runningOf,
  standsInArm,
} from "./form.ts";

export interface Obstacle {
  readonly code: MapCode;
  readonly node: SyntaxNode;
  readonly slots: Readonly<Record<string, string>>;
}

const CODES: Readonly<Record<MapProblem["kind"], MapCode>> = {
  target: "maps/target",
  held: "maps/held",
  arguments: "maps/arguments",
};

/** What stands against all calls of a map. */
export function obstaclesOfMap({ construction, metadata, problem }: TaskMap): Obstacle[] {
  const security = construction.arguments.find(({ name }) => name === "security_ctx");
  return [
    ...(problem ? [obstacle(CODES[problem.kind], problem.node, problem.reason)] : []),
    ...(metadata === null ? [obstacle("maps/metadata", construction.call, "is given settings that are made elsewhere")] : []),
    ...(security ? [obstacle("maps/metadata", security.node, "gives the task secrets of its own")] : []),
  ];
}

/** What stands against one call of a map that has no obstacle itself. */
export function obstaclesOfCall(context: MigrationContext, call: MapCall): Obstacle[] {
  if (call.problem) return [obstacle(CODES[call.problem.kind], call.problem.node, call.problem.reason)];
  const found = [heldObstacle(context, call), overrideObstacle(call)];
  if (runningOf(call) === "inline") found.push(inlineObstacle(context, call));
  else found.push(placeObstacle(call), orderObstacle(context, call));
  return found.filter((one) => one !== undefined);
}

function obstacle(code: MapCode, node: SyntaxNode, reason: string): Obstacle {
  const [firstLine = ""] = node.text.split(/\r?\n/);
  return { code, node, slots: { code: firstLine, reason } };
}

/** A variable that changes with the map must not mean anything to others. */
function heldObstacle({ repository }: MigrationContext, call: MapCall): Obstacle | undefined {
  const { map, target, overrides } = call;
  const { holder } = map;
  if (target.partial?.holder && isPartialRewritten(call) && !isOnlyReadBy(repository, map))
    return obstacle("maps/held", target.partial.call, "is used more than once, and each use would need it in another form");
  const isOverridden = overrides !== null && (overrides.call !== call.call || overrides.statement !== null);
  if (holder && map.calls.length > 1 && (isOverridden || (!isInlined(call) && bindingOf(call) === "repeat")))
    return obstacle("maps/held", call.call, "is one of several calls of one map, and needs a task of its own");
  const moved = holder && isInlined(call) ? [map.construction.call] : [];
  const hidden = moved.find((node) => !meansTheSame(call, node));
  return hidden && obstacle("maps/held", hidden, "has names that mean something else where the map is called");
}

/** True when every name in a node means the same where the map is called. */
function meansTheSame({ module, call }: MapCall, node: SyntaxNode): boolean {
  const scope = module.scopes.scopeAt(call);
  const reads = module.scopes.reads.filter((read) => node.contains(read));
  return reads.every((read) => module.scopes.bindingOf(read) === scope.lookup(read.text));
}

/** Only what a former workflow calls is an action of its own, with settings of its own. */
function overrideObstacle({ overrides, caller, reachedFrom, call, taskCall }: MapCall): Obstacle | undefined {
  if (overrides && !taskCall) return obstacle("maps/metadata", call, "overrides settings of a task that is Flyte 2 already");
  if (!overrides || caller || reachedFrom.size === 0) return undefined;
  return obstacle("maps/metadata", call, "stands in a function that is no workflow itself");
}

function inlineObstacle(context: MigrationContext, call: MapCall): Obstacle | undefined {
  const { map, target } = call;
  if (thresholdOf(map)) return obstacle("maps/threshold", call.call, "runs inside a task, where its failures are exceptions");
  if (target.isAsync && waitingAt(call.call) !== "await")
    return obstacle("maps/target", target.name, "is async, and the task around the map is not");
  const values = target.partial?.bound ?? [];
  const repeated = values.find(({ value }) => !target.partial?.holder && holdsCalls(context, call.module, value));
  return repeated && obstacle("maps/expression", repeated.value, "would be called once for each element");
}

/** A threshold takes statements in front of the one that holds the map: they must run when the map would. */
function placeObstacle(call: MapCall): Obstacle | undefined {
  if (waitingAt(call.call) === "neither") return obstacle("maps/expression", call.call, "stands where nothing can be awaited");
  if (!thresholdOf(call.map)) return undefined;
  const statement = statementOf(call.call);
  const isPlain = statement.kind === "expression_statement" || statement.kind === "return_statement";
  return isPlain && isEvaluatedOnce(call, statement)
    ? undefined
    : obstacle("maps/expression", call.call, "counts its failures, which takes statements of its own");
}

/** Expressions that evaluate what is inside never, once, or several times. */
const LAZY = ["lambda", "conditional_expression", "boolean_operator", "for_in_clause", "list_comprehension", "set_comprehension"];
const LAZY_TOO = ["dictionary_comprehension", "generator_expression", "named_expression"];

function isEvaluatedOnce(call: MapCall, statement: SyntaxNode): boolean {
  const lazy = call.result.ancestor(...LAZY, ...LAZY_TOO);
  return !standsInArm(call) && !(lazy && statement.contains(lazy));
}

/** What has to move must not hold calls that others rewrite where they stand. */
function orderObstacle(context: MigrationContext, call: MapCall): Obstacle | undefined {
  const moved = movedNodes(context, call).find((node) => holdsCalls(context, call.module, node));
  return moved && obstacle("maps/expression", moved, "has to move, and it calls something itself");
}

/** True when what stands in front of the map in its statement can be written behind it: `totals.append(`. */
export function isPrefixMovable(context: MigrationContext, { module, call }: MapCall): boolean {
  return !beginsCalls(context, statementOf(call), call.start, module);
}

/** Parts of a map that leave their place in the source. */
function movedNodes(context: MigrationContext, call: MapCall): SyntaxNode[] {
  const { partial } = call.target;
  const { positional, keywords } = partialValues(call);
  const isMovedPartial = (partial?.holder && bindingOf(call) === "repeat") || (call.map.holder && isInlined(call));
  const values = bindingOf(call) === "partial" ? [...positional, ...keywords] : [];
  const lists = bindingOf(call) === "partial" ? listsOf(call) : call.inputs;
  const order = [...(isPartialRewritten(call) ? values : []), ...lists].map(
    (one) => ("argument" in one ? one.argument : one).value,
  );
  const ownOrder = partial?.holder ? order.filter((node) => call.call.contains(node)) : order;
  const isInOrder = ownOrder.every((node, index) => node.start <= (ownOrder[index + 1]?.start ?? node.start));
  if (!isInOrder || (thresholdOf(call.map) && !isPrefixMovable(context, call))) return order;
  return isMovedPartial ? (partial?.bound ?? []).map(({ value }) => value) : [];
}
