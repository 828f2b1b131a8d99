import type { Builtin } from '@/cells/kernel/kernel';
import type { FilesBeside } from './files-beside';

type Tag = (strings: TemplateStringsArray, ...values: readonly unknown[]) => unknown;
/** `html` of htl: `html.fragment` gives several nodes. */
type Html = Tag & { readonly fragment?: Tag };

/** The tag `html`, in which a picture's address may be the name of a file beside the notebook. */
export function createHtml(
  load: () => unknown,
  files: Pick<FilesBeside, 'showPictures'> | undefined,
): Builtin {
  return {
    async make() {
      const html = (await load()) as Html; // htl's own
      if (!files) return html;
      const showing =
        (tag: Tag): Tag =>
        (strings, ...values) => {
          const made = tag(strings, ...values);
          if (made instanceof Element || made instanceof DocumentFragment) files.showPictures(made);
          return made;
        };
      return Object.assign(showing(html), html.fragment && { fragment: showing(html.fragment) });
    },
  };
}
