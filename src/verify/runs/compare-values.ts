/** Compares values that two runs gave, captured as JSON: by what they hold, not by how it is held. */
import { isComparedByText, showCaptured, wholeOf } from "./captured-kinds.ts";
import type { Whole } from "./captured-kinds.ts";
import type { Json } from "../processes/json-shape.ts";

/** One place where two values differ. */
export interface ValueDifference {
  /** `o0[3].loss` */
  readonly place: string;
  readonly v1: string;
  readonly v2: string;
}

/** What came of comparing two values. */
export interface ValueComparison {
  /** Empty: the values are equal. */
  readonly differences: readonly ValueDifference[];
  /** Places whose values nobody knows to compare, so that their texts were. */
  readonly comparedByText: readonly string[];
}

/**
 * Compares two captured values.
 *
 * @param place how the value is called in the result: `o0`
 * @param tolerance the largest relative difference of numbers that are taken for equal; whole numbers must be the same
 */
export function compareValues(v1: Json, v2: Json, place: string, tolerance: number): ValueComparison {
  const comparison = { differences: [], comparedByText: [] };
  new Comparer(tolerance, comparison).compare(v1, v2, place);
  return comparison;
}

class Comparer {
  readonly #tolerance: number;
  readonly #found: { readonly differences: ValueDifference[]; readonly comparedByText: string[] };

  constructor(tolerance: number, found: { readonly differences: ValueDifference[]; readonly comparedByText: string[] }) {
    this.#tolerance = tolerance;
    this.#found = found;
  }

  compare(v1: Json, v2: Json, place: string): void {
    const [whole, other] = [wholeOf(v1), wholeOf(v2)];
    if (whole && other) return this.#compareWholes(whole, other, place);
    if (isComparedByText(v1) && isComparedByText(v2)) this.#found.comparedByText.push(place);
    if (!this.#isSame(v1, v2)) this.#differ(place, showCaptured(v1), showCaptured(v2));
  }

  #compareWholes(v1: Whole, v2: Whole, place: string): void {
    if (v1.header !== v2.header) return this.#differ(place, v1.header, v2.header);
    for (const key of new Set([...v1.parts.keys(), ...v2.parts.keys()])) {
      const [one, other] = [v1.parts.get(key), v2.parts.get(key)];
      if (one !== undefined && other !== undefined) this.compare(one, other, place + key);
      else this.#differ(place + key, showPart(one), showPart(other));
    }
  }

  #isSame(v1: Json, v2: Json): boolean {
    if (typeof v1 === "number" && typeof v2 === "number") return this.#isClose(v1, v2);
    return JSON.stringify(v1) === JSON.stringify(v2);
  }

  #isClose(v1: number, v2: number): boolean {
    if (v1 === v2) return true;
    const areWhole = Number.isInteger(v1) && Number.isInteger(v2);
    return !areWhole && Math.abs(v1 - v2) <= this.#tolerance * Math.max(Math.abs(v1), Math.abs(v2));
  }

  #differ(place: string, v1: string, v2: string): void {
    this.#found.differences.push({ place, v1, v2 });
  }
}

function showPart(part: Json | undefined): string {
  return part === undefined ? "nothing" : showCaptured(part);
}
