import type { StripTypes } from '@/cells/compiler/strip-types';
import { hasTypeScript, provideTypeScript } from '@/cells/compiler/typescript';
import type { Notebook } from '@/cells/document/notebook';
import type { AssetLoader } from './assets';

/** Brings what reads TypeScript when a notebook first holds some. */
export interface LateTypeScript {
  /** Undefined where nothing has to come; else resolves when it is there, or could not be had, which its cells then say. */
  need(cells: Notebook['cells']): Promise<void> | undefined;
}

export function createLateTypeScript({ importAsset }: Pick<AssetLoader, 'importAsset'>): LateTypeScript {
  let coming: Promise<void> | undefined;
  return {
    need(cells) {
      if (hasTypeScript() || !cells.some(({ kind }) => kind === 'typescript')) return undefined;
      coming ??= importAsset('typescript').then(
        ({ stripTypes }) => provideTypeScript(stripTypes as StripTypes), // the asset is the bundle of exactly this
        () => {
          coming = undefined; // asked for again with the next change
        },
      );
      return coming;
    },
  };
}
