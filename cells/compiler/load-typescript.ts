import { hasTypeScript, provideTypeScript } from './typescript';

/** Outside the frame: readies the compiler for cells of TypeScript, where there are any. */
export async function loadTypeScriptFor(cells: readonly { readonly kind: string }[]): Promise<void> {
  if (hasTypeScript() || !cells.some(({ kind }) => kind === 'typescript')) return;
  const { stripTypes } = await import('./strip-types');
  provideTypeScript(stripTypes);
}
