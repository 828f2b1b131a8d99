import type { StandardLibraryServices } from './services';

type Bytes = Uint8Array<ArrayBuffer>;

interface Place extends Pick<StandardLibraryServices, 'importAsset'> {
  readonly path: string;
}

/** Pixels of a picture for one of the page's: sharp on dense screens. */
const density = 2;

/** What Plotly puts on the element of a figure. */
interface PlotlyElement extends HTMLElement {
  readonly data: unknown;
  readonly layout: unknown;
}

/** An element as a file: what it shows as .svg or .png, the figure of Plotly as .json, else its HTML. */
export async function figureContent(ending: string, element: Element, place: Place): Promise<Bytes> {
  const plotly = within<PlotlyElement>(element, '.js-plotly-plot');
  if (ending === 'json' && plotly)
    return toBytes(JSON.stringify({ data: plotly.data, layout: plotly.layout }, listsOf));
  if (ending === 'svg') return toBytes(await toSvg(element, plotly, place));
  if (ending === 'png') {
    const canvas = within<HTMLCanvasElement>(element, 'canvas');
    return canvas && !plotly ? toPng(canvas) : drawn(await toSvg(element, plotly, place));
  }
  if (ending === 'html' || ending === 'htm') return toBytes(element.outerHTML);
  throw new TypeError(`${place.path}: a figure is kept as .svg, .png or .html, one of Plotly as .json too.`);
}

function within<E extends Element>(element: Element, selector: string): E | null {
  // What a selector finds is of its kind.
  return (element.matches(selector) ? element : element.querySelector(selector)) as E | null;
}

async function toSvg(
  element: Element,
  plotly: PlotlyElement | null,
  { path, importAsset }: Place,
): Promise<string> {
  if (plotly) {
    const { default: library } = await importAsset('plotly');
    const { toImage } = library as { toImage(figure: Element, options: object): Promise<string> }; // the asset is Plotly
    const url = await toImage(plotly, { format: 'svg' });
    return decodeURIComponent(url.slice(url.indexOf(',') + 1));
  }
  const svg = within<SVGSVGElement>(element, 'svg');
  if (!svg) throw new TypeError(`${path}: this element shows no chart. Keep it as .html.`);
  const copy = svg.cloneNode(true) as SVGSVGElement; // a clone is of its original's kind
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  // Alone, a file has no page to be as wide as.
  const { width, height } = svg.getBoundingClientRect();
  if (!copy.hasAttribute('width') && width > 0) copy.setAttribute('width', String(width));
  if (!copy.hasAttribute('height') && height > 0) copy.setAttribute('height', String(height));
  return new XMLSerializer().serializeToString(copy);
}

async function drawn(svg: string): Promise<Bytes> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * density;
  canvas.height = image.naturalHeight * density;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws no pictures now. Keep the figure as .svg.');
  // Charts are drawn in ink: on the dark page of a viewer it would not be seen.
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return toPng(canvas);
}

async function toPng(canvas: HTMLCanvasElement): Promise<Bytes> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('This canvas is empty, or too large for a picture.');
  return new Uint8Array(await blob.arrayBuffer());
}

/** Typed arrays as lists. */
const listsOf = (_: string, part: unknown): unknown =>
  ArrayBuffer.isView(part) && !(part instanceof DataView) ? Array.from(part as Float64Array) : part;

const toBytes = (text: string): Bytes => new TextEncoder().encode(text);
