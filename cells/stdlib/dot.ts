import type { Viz } from '@viz-js/viz';
import type { StandardLibraryServices } from './services';

/** ``dot`digraph { a -> b }` ``: a graph that Graphviz lays out, drawn in the colours of the theme. */
export type DotTag = (strings: TemplateStringsArray, ...values: readonly unknown[]) => SVGSVGElement;

/** Graphviz is fetched when a cell first names `dot`. */
export async function createDot({
  importAsset,
}: Pick<StandardLibraryServices, 'importAsset'>): Promise<DotTag> {
  const { instance } = await importAsset('graphviz');
  return dotTag(await (instance as () => Promise<Viz>)()); // the asset is the bundle of exactly this
}

/** A colour that nobody writes: what has it was not coloured by the author, and takes the colour of the text. */
const unsaid = '#00000101';

export function dotTag(viz: Pick<Viz, 'renderSVGElement'>): DotTag {
  return (strings, ...values) => {
    const source = String.raw({ raw: strings.raw }, ...values);
    const text = { color: unsaid, fontcolor: unsaid, fontname: 'Arial', fontsize: 12 };
    const drawn = viz.renderSVGElement(source, {
      graphAttributes: { bgcolor: 'none', ...text },
      nodeAttributes: text,
      edgeAttributes: text,
    });
    for (const name of ['stroke', 'fill'])
      for (const element of drawn.querySelectorAll(`[${name}="#000001"][${name}-opacity="0.003922"]`)) {
        element.setAttribute(name, 'currentColor');
        element.removeAttribute(`${name}-opacity`);
      }
    // Measured as Arial, which ours is as wide as.
    for (const label of drawn.querySelectorAll('text[font-family="Arial"]'))
      label.setAttribute('font-family', 'var(--font-interface, Arial, sans-serif)');
    drawn.setAttribute('style', 'max-width: 100%; height: auto;');
    drawn.remove();
    return drawn;
  };
}
