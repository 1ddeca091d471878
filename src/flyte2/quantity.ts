/**
 * Kubernetes quantities: `"1024Mi"` and `"1Gi"`, `"1000m"` and `"1"` ask for the same.
 * Grammar: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */

/** Each suffix as a power: `[base, exponent]`. */
const SUFFIXES: Readonly<Record<string, readonly [bigint, number]>> = {
  n: [10n, -9],
  u: [10n, -6],
  m: [10n, -3],
  "": [10n, 0],
  k: [10n, 3],
  M: [10n, 6],
  G: [10n, 9],
  T: [10n, 12],
  P: [10n, 15],
  E: [10n, 18],
  Ki: [2n, 10],
  Mi: [2n, 20],
  Gi: [2n, 30],
  Ti: [2n, 40],
  Pi: [2n, 50],
  Ei: [2n, 60],
};

const QUANTITY = /^([+-]?)(\d+\.?\d*|\.\d+)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/;

/** Finer than any quantity that Kubernetes keeps (it rounds up to nano). */
const DECIMALS = 18;

/**
 * One spelling for all quantities of the same size: a plain decimal number.
 *
 * @param text a quantity as written; text that is none is returned unchanged, because neither SDK refuses it.
 */
export function canonicalQuantity(text: string): string {
  const match = QUANTITY.exec(text.trim());
  if (!match) return text;
  const [, sign = "", number = "", suffix = "", exponent] = match;
  const [base, power] = exponent === undefined ? (SUFFIXES[suffix] ?? [10n, 0]) : ([10n, Number(exponent)] as const);
  if (Math.abs(power) > 64) return text;
  const [whole = "", fraction = ""] = number.split(".");
  const scaled = BigInt(whole + fraction) * 10n ** BigInt(DECIMALS + 64);
  const units = power < 0 ? scaled / base ** BigInt(-power) : scaled * base ** BigInt(power);
  return decimal(units / 10n ** BigInt(fraction.length + 64), sign === "-");
}

function decimal(units: bigint, negative: boolean): string {
  const digits = units.toString().padStart(DECIMALS + 1, "0");
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, "");
  return (negative ? "-" : "") + digits.slice(0, -DECIMALS) + (fraction && `.${fraction}`);
}

/** Binary units before decimal ones, the largest first. */
const READABLE = Object.entries(SUFFIXES)
  .filter(([suffix, [, power]]) => suffix !== "" && power > 0)
  .sort(([, [a, one]], [, [b, other]]) => (a === b ? other - one : a > b ? 1 : -1));

/** The shortest spelling of whole units: `4Gi` for `4294967296`; a quantity that no unit divides stays as it is. */
export function readableQuantity(canonical: string): string {
  if (!/^\d+$/.test(canonical) || /^0+$/.test(canonical)) return canonical;
  const size = BigInt(canonical);
  const unit = READABLE.find(([, [base, power]]) => size % base ** BigInt(power) === 0n);
  return unit ? `${size / unit[1][0] ** BigInt(unit[1][1])}${unit[0]}` : canonical;
}
