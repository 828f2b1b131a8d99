import type { CompiledCell } from '@/cells/compiler/compiled-cell';

/**
 * A cell of another notebook as it stands in this graph: the same text, its names those that the graph knows. It shows nothing but the
 * input that it makes.
 */
export function scopeProgram(
  compiled: CompiledCell,
  { input, output }: { input(name: string): string; output(name: string): string },
): CompiledCell {
  const { body, inputs, outputs, single, autoview, automutable, autodisplay } = compiled;
  const isObject = outputs.length > 0 && !autoview && (!single || automutable === true);
  return {
    ...compiled,
    body: isObject ? renameMembers(body, output) : body,
    inputs: inputs.map(input),
    outputs: outputs.map(output),
    autodisplay: autodisplay && autoview,
  };
}

/** What a body of several names gives has them as members. All that is added stands on the lines of the body. */
function renameMembers(body: string, output: (name: string) => string): string {
  const suffix = JSON.stringify(output(''));
  const rename = `((own) => Object.fromEntries(Object.entries(own).map(([name, value]) => [name + ${suffix}, value])))`;
  return `((...inputs) => ((made, rename) => made instanceof Promise ? made.then(rename) : rename(made))((${body})(...inputs), ${rename}))`;
}
