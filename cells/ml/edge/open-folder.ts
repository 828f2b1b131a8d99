import { type RowAnswer, toRowAnswers } from '../answer-rows';
import type { EngineAssetName, EngineAssets } from '../engine-assets';
import type { Fitted } from '../learner';
import type { PackageFiles, PackageManifest, Signature } from '../model';
import { validateRows } from '../validate-rows';

/** What `model.mjs` of an edge folder gives: the model, with no server behind it. */
export interface EdgeModel {
  readonly signature: Signature;
  readonly task: PackageManifest['task'];
  readonly target: string;
  /**
   * Answers rows of JSON as the server does.
   * @throws TypeError that names row and field of the first value that does not fit
   */
  predict(rows: readonly Readonly<Record<string, unknown>>[]): Promise<RowAnswer[]>;
}

/** What a folder holds: paths of the package's files, and of the engine's WebAssembly where it has one. */
export interface EdgeFiles {
  readonly files: readonly string[];
  readonly engines: Readonly<Partial<Record<EngineAssetName, string>>>;
}

type Read = (path: string) => Promise<Uint8Array<ArrayBuffer>>;

export interface EdgeContext {
  readonly task: PackageManifest['task'];
  readonly classes: readonly string[] | undefined;
  readonly signature: Signature;
  readonly options: PackageManifest['options'];
  readonly assets: EngineAssets;
}

/**
 * Makes the `openFolder` of a bundle that holds one learner. The manifest was checked when the version was registered, and the folder
 * was made of that.
 */
export const openWith =
  (restore: (files: PackageFiles, context: EdgeContext) => Promise<Fitted>) =>
  async (read: Read, { files, engines }: EdgeFiles): Promise<EdgeModel> => {
    const contents = new Map<string, Uint8Array>();
    for (const path of files) contents.set(path.replace(/^model\//, ''), await read(path));
    const manifest = JSON.parse(new TextDecoder().decode(contents.get('cellar.json'))) as PackageManifest;
    const { signature, task, target, options } = manifest;
    const assets: EngineAssets = {
      async load(name) {
        const path = engines[name];
        if (!path) throw new Error(`This folder has no ${name}, which its model runs on.`);
        return read(path);
      },
    };
    const fitted = await restore(contents, {
      task,
      classes: signature.output.classes,
      signature,
      options,
      assets,
    });
    return {
      ...{ signature, task, target },
      async predict(rows) {
        const read = validateRows(signature, rows);
        if (!read.ok)
          throw new TypeError(read.problems[0]?.message ?? 'The rows do not match the signature.');
        return toRowAnswers(await fitted.predict(read.rows), read.rows.numRows);
      },
    };
  };
