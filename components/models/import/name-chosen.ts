/** What a person calls it: the name of a folder, of an archive without its ending, of the one file, or of the first that says something. */
export function nameChosen(chosen: readonly File[]): string {
  const named = chosen.find(({ name }) => /\.(json|zip|onnx)$/i.test(name)) ?? chosen[0];
  const [folder] = (named?.webkitRelativePath ?? '').split('/');
  return folder || (named?.name ?? 'model').replace(/\.zip$/i, '');
}

/** A model's name from what was chosen. */
export const modelNameOf = (chosen: readonly File[]): string =>
  nameChosen(chosen)
    .toLowerCase()
    .replace(/\.(onnx|json)$/, '')
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
