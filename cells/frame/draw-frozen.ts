import { pictureMargin, pictureStyle, tallestPicture } from '@/cells/bridge/picture-style';
import type { AssetLoader } from './assets';
import { faces } from './fonts';
import { toDataUrl } from './to-data-url';

/** Pixels of a picture for one of the screen. */
const scale = 2;
const widest = 1200;
const longestDrawn = 8_000_000;

export interface Drawing {
  /** Of the output on the screen, in CSS pixels. */
  readonly width: number;
  readonly background: string;
  /** Rules of the fonts that it may name: a picture sees none of the document's. */
  readonly fonts: string;
}

/**
 * A picture of frozen HTML (`freezeOutput`) as the address of a PNG, as a screenshot of it would be: an SVG that holds the markup is drawn on a
 * canvas. Undefined for what cannot be drawn: nothing to see, markup that XML does not take, a browser that does not give such canvases back.
 */
export async function drawFrozen(
  html: string,
  { width: wanted, background, fonts }: Drawing,
): Promise<string | undefined> {
  if (html.length > longestDrawn) return undefined;
  const width = Math.min(Math.ceil(wanted), widest);
  const host = document.createElement('div');
  host.style.cssText = `position: fixed; left: -9999px; top: 0; width: ${width}px`;
  const inner = host.attachShadow({ mode: 'open' });
  inner.innerHTML = `<style>${pictureStyle}</style><div data-output>${html}</div>`;
  document.body.append(host);
  try {
    await Promise.allSettled([...inner.querySelectorAll('img')].map((picture) => picture.decode()));
    const content = inner.querySelector('[data-output]');
    const height = Math.min(Math.ceil(content?.getBoundingClientRect().height ?? 0), tallestPicture);
    if (!content || width < 1 || height < 1) return undefined;
    for (const element of content.querySelectorAll('*')) dropOddAttributes(element);
    const markup = withoutControls(new XMLSerializer().serializeToString(content));
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width * scale}" height="${height * scale}" viewBox="0 0 ${width} ${height}">` +
      `<style>${pictureStyle.replaceAll('>', '&gt;')}${fonts}</style>` +
      `<foreignObject width="${width}" height="${height}">${markup}</foreignObject></svg>`;
    return await drawSvg(svg, { width, height, background });
  } catch {
    return undefined;
  } finally {
    host.remove();
  }
}

async function drawSvg(
  svg: string,
  { width, height, background }: { width: number; height: number; background: string },
): Promise<string | undefined> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = (width + 2 * pictureMargin) * scale;
  canvas.height = (height + 2 * pictureMargin) * scale;
  const pen = canvas.getContext('2d');
  if (!pen) return undefined;
  pen.fillStyle = background;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, pictureMargin * scale, pictureMargin * scale, width * scale, height * scale);
  return canvas.toDataURL('image/png');
}

/** Rules for the fonts of the frame that this HTML names. */
export async function writeFontRules(html: string, { loadAsset }: AssetLoader): Promise<string> {
  const rules = await Promise.allSettled(
    faces
      .filter(({ family }) => html.includes(family))
      .map(
        async ({ asset, family, style, weight }) =>
          `@font-face { font-family: "${family}"; font-style: ${style}; font-weight: ${weight}; src: url("${await toDataUrl(await loadAsset(asset))}") }`,
      ),
  );
  return rules.flatMap((rule) => (rule.status === 'fulfilled' ? [rule.value] : [])).join('\n');
}

/** HTML takes any name, XML does not. */
function dropOddAttributes(element: Element): void {
  for (const { name } of [...element.attributes])
    if (!/^[a-z_][\w.-]*(:[a-z_][\w.-]*)?$/i.test(name)) element.removeAttribute(name);
}

const withoutControls = (xml: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
  xml.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '');
