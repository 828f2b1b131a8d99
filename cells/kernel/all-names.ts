import type { CompiledCell } from '@/cells/compiler/compiled-cell';

/** Every name that the graph knows of a cell: beside its outputs the input that one is read from, or what one is changed by. */
export function allNames({ outputs, autoview, automutable }: CompiledCell): readonly string[] {
  const prefix = autoview ? 'viewof$' : automutable ? 'mutable$' : undefined;
  return prefix ? [...outputs, ...outputs.map((name) => prefix + name)] : outputs;
}
