/** What the thread that unpacks and bundles is given, and what it says. */
export interface BundlingTask {
  /** An empty folder of its own. */
  readonly folder: string;
  /** The first is what was asked for. */
  readonly packages: readonly {
    readonly key: string;
    readonly name: string;
    readonly archive: Uint8Array;
    readonly needs: readonly (readonly [alias: string, key: string])[];
  }[];
  /** Within the first; empty for what it names itself. */
  readonly path: string;
}

export type BundlingAnswer =
  | {
      readonly ok: true;
      readonly code: Uint8Array;
      readonly format: 'esm' | 'cjs' | 'css';
      readonly licences: Readonly<Record<string, string>>;
      readonly notes: readonly string[];
    }
  /** `problem`: words for the author. */
  | { readonly ok: false; readonly problem: string };
