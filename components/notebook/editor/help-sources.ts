import type { NotebookParts } from '../notebook-context';
import type { HelpSources } from './resolve-shape';

/** What the names of a notebook mean to help: values that cells have now, and the documentation of the library. */
export function helpSources({ kernel, services }: NotebookParts): HelpSources {
  return {
    docs: services.documentation,
    async valueOf(name) {
      const cellId = kernel.definedBy(name);
      // Asking for the value of a cell that is not fresh would wait for it.
      if (cellId === undefined || kernel.get(cellId).state !== 'fresh') return undefined;
      return kernel.value(name).then(
        (value) => ({ value }),
        () => undefined,
      );
    },
  };
}
