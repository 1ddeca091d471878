/** One environment variable per secret, for the whole repository: declarations and reads agree because both ask here. */
import { lookupName, type SecretDeclaration, type SecretName } from "../../src/flyte1/secrets.ts";
import type { SecretRead } from "../../src/flyte1/secrets-reads.ts";
import { environmentVariable, foldedKey, secretPath, type StoredSecret } from "../../src/flyte2/secrets.ts";
import type { SecretNames } from "../../src/project/settings-table.ts";

/** A secret as Flyte 1 looks it up. */
export interface KnownSecret {
  readonly lookup: string;
  readonly stored: StoredSecret;
  /** Environment variable by which the code reads it. */
  readonly variable: string;
  /** Path of its file, for a secret that is mounted as one. */
  readonly path: string;
  /** Every declaration mounts it as a file. */
  readonly isFile: boolean;
  /** In order of path and place; none for a secret that is only read. */
  readonly declarations: readonly SecretDeclaration[];
  /** The other secret that would have got the same variable. */
  readonly collidesWith: KnownSecret | null;
}

/** A secret before the variables are given out. */
interface Draft {
  readonly lookup: string;
  readonly name: SecretName;
  readonly declarations: SecretDeclaration[];
}

export class SecretRegistry {
  private readonly secrets = new Map<string, KnownSecret>();
  /** Other names of the same secret: by branches, and without the version that Flyte 2 does not have. */
  private readonly aliases = new Map<string, string>();

  constructor(
    declarations: readonly SecretDeclaration[],
    reads: readonly SecretRead[],
    private readonly secretNames: SecretNames,
  ) {
    const drafts = new Map<string, Draft>();
    for (const declaration of declarations) this.addDeclaration(drafts, declaration);
    for (const { ways } of reads) for (const { names } of ways ?? []) this.addRead(drafts, names);
    this.giveVariables([...drafts.values()]);
  }

  get all(): readonly KnownSecret[] {
    return [...this.secrets.values()];
  }

  /** The secret of a name with alternatives; undefined when they are different secrets. */
  find(names: readonly SecretName[]): KnownSecret | undefined {
    const found = new Set(names.map((name) => this.lookUp(lookupName(name))));
    const [only] = found;
    return found.size === 1 ? only : undefined;
  }

  /** The secret behind the joined upper-case name, `DB_PASSWORD`. */
  lookUp(lookup: string): KnownSecret | undefined {
    return this.secrets.get(this.aliases.get(lookup) ?? lookup);
  }

  /** Key and group as the migrated declaration has them in the store. */
  storedAs(name: SecretName): StoredSecret {
    const plain = storedName(name);
    return this.secretNames === "folded" ? { key: foldedKey(plain), group: null } : plain;
  }

  private addDeclaration(drafts: Map<string, Draft>, declaration: SecretDeclaration): void {
    const [first, ...others] = declaration.names;
    if (!first) return;
    const lookup = this.aliases.get(lookupName(first)) ?? lookupName(first);
    const draft = drafts.get(lookup) ?? { lookup, name: first, declarations: [] };
    draft.declarations.push(declaration);
    drafts.set(lookup, draft);
    const aliases = [...others.map(lookupName), ...declaration.names.map((name) => lookupName({ ...name, version: null }))];
    for (const alias of aliases) if (!drafts.has(alias) && !this.aliases.has(alias)) this.aliases.set(alias, lookup);
  }

  private addRead(drafts: Map<string, Draft>, [name, ...others]: readonly SecretName[]): void {
    if (!name) return;
    const lookup = lookupName(name);
    const unversioned = lookupName({ ...name, version: null });
    if (drafts.has(lookup) || this.aliases.has(lookup)) return;
    if (drafts.has(unversioned)) this.aliases.set(lookup, unversioned);
    else drafts.set(lookup, { lookup, name, declarations: [] });
    for (const other of others) {
      const alias = lookupName(other);
      if (!drafts.has(alias) && !this.aliases.has(alias)) this.aliases.set(alias, lookup);
    }
  }

  /** Names that the user chose come first, because code outside of Flyte relies on them. */
  private giveVariables(drafts: readonly Draft[]): void {
    const owners = new Map<string, KnownSecret>();
    const chosen = new Set(drafts.flatMap(({ declarations }) => declarations.flatMap(({ variable }) => variable ?? [])));
    const hasChosen = ({ declarations }: Draft) =>
      declarations.some(({ variable, mount }) => variable !== null && mount !== "file");
    for (const draft of [...drafts.filter(hasChosen), ...drafts.filter((candidate) => !hasChosen(candidate))]) {
      const { lookup, name, declarations } = draft;
      const isFile = declarations.length > 0 && declarations.every(({ mount }) => mount === "file");
      const own = declarations.find(({ variable, mount }) => variable !== null && mount !== "file")?.variable;
      const wished = own ?? environmentVariable(storedName(name));
      const variable = own ?? firstFree(wished, (candidate) => owners.has(candidate) || chosen.has(candidate));
      const stored = this.storedAs(name);
      const collidesWith = (variable === wished ? undefined : owners.get(wished)) ?? null;
      const secret = { lookup, stored, variable, path: secretPath(stored.key), isFile, declarations, collidesWith };
      this.secrets.set(lookup, secret);
      if (!isFile && !owners.has(variable)) owners.set(variable, secret);
    }
  }
}

/** A secret that has only a group: the store's name for it is a key. */
function storedName({ group, key }: SecretName): StoredSecret {
  return key === null ? { key: group ?? "", group: null } : { key, group };
}

/** `DB_PASSWORD`, `DB_PASSWORD_2`, `DB_PASSWORD_3`, … */
function firstFree(wished: string, isTaken: (candidate: string) => boolean): string {
  let candidate = wished;
  for (let number = 2; isTaken(candidate); number++) candidate = `${wished}_${number}`;
  return candidate;
}
