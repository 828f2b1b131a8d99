/** A name like this that is not taken: names of layers are theirs alone within a model. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let i = 2; taken.has(free); i++) free = `${name}_on_base_${i}`;
  return free;
}
