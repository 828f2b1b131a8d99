import { createNotebook } from '@/cells/document/create';
import type { Cell, Notebook } from '@/cells/document/notebook';
import { compileCell } from '@/cells/kinds';
import type { Builtin } from '../kernel';
import { openKernel, type Sources, toCells } from '../kernel.fixture';
import type { ImportedNotebook } from './imported-scope';
import { createLinker } from './link-imports';

/** A kernel whose notebook may import from others, which are there as soon as a cell wants them. */
export function openImporting(
  sources: Sources,
  others: Readonly<Record<string, Sources>>,
  given: {
    builtins?: Record<string, Builtin>;
    builtinsOf?: (title: string) => Record<string, Builtin>;
    inputIsNamed?: (name: string | undefined) => void;
  } = {},
) {
  const notebooks = new Map<string, ImportedNotebook>();
  const here = new Set<string>();
  const publish = (name: string, cells: Sources, revision: number) =>
    notebooks.set(name, {
      ...{ id: `id-${name}`, title: name, revision },
      notebook: createNotebook({ title: name, cells: toCells(cells) }),
    });
  for (const [name, cells] of Object.entries(others)) publish(name, cells, 1);
  const linker = createLinker({
    compile: compileCell,
    id: 'host',
    find: (name) => (here.has(name) ? notebooks.get(name) : undefined),
  });
  let last: Notebook = createNotebook({ cells: [] });
  const relink = () => kernel.kernel.setNotebook(last);
  const bring: Builtin = {
    perCell:
      ({ cellId }) =>
      async () => {
        for (;;) {
          const { missing = [], problem } = linker.links(cellId) ?? {};
          if (problem !== undefined) throw new Error(problem);
          if (missing.length === 0) return;
          for (const { name } of missing) {
            if (!notebooks.has(name)) throw new Error(`There is no notebook ${name}.`);
            here.add(name);
          }
          await Promise.resolve();
          relink();
        }
      },
  };
  const kernel = openKernel(
    {},
    {
      compile: linker.compile,
      inputIsNamed: (name) => given.inputIsNamed?.(linker.nameHere(name)),
      builtins: { ...given.builtins, notebook$: bring },
      imports: {
        links: linker.links,
        builtins: (scope) => given.builtinsOf?.(linker.scope(scope)?.of.title ?? '') ?? given.builtins ?? {},
        describe(cellId) {
          const found = linker.imported(cellId);
          return found && { title: found.scope.of.title, cellId: found.cell.id };
        },
      },
    },
    (notebook) => {
      last = notebook;
      return linker.link(notebook);
    },
  );
  kernel.set(sources);
  return {
    ...kernel,
    linker,
    /** Another revision of one of them takes its place. */
    republish(name: string, cells: Sources) {
      publish(name, cells, (notebooks.get(name)?.revision ?? 0) + 1);
      relink();
    },
    linked: (): readonly Cell[] => linker.link(last).cells,
  };
}
