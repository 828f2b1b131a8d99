import type { StandardLibraryServices } from './services';

const namespaces: Readonly<Record<string, string>> = {
  math: 'http://www.w3.org/1998/Math/MathML',
  svg: 'http://www.w3.org/2000/svg',
  xhtml: 'http://www.w3.org/1999/xhtml',
  xlink: 'http://www.w3.org/1999/xlink',
  xml: 'http://www.w3.org/XML/1998/namespace',
  xmlns: 'http://www.w3.org/2000/xmlns/',
};

let lastId = 0;

/** `DOM`: what older Observable notebooks make elements with. */
export function createDom({ request }: Pick<StandardLibraryServices, 'request'>) {
  return {
    canvas: (width: number, height: number) =>
      Object.assign(document.createElement('canvas'), { width, height }),
    /** A drawing context as sharp as the screen; `width` and `height` in pixels of CSS. */
    context2d(width: number, height: number, dpi = devicePixelRatio) {
      const canvas = document.createElement('canvas');
      canvas.width = width * dpi;
      canvas.height = height * dpi;
      canvas.style.width = `${width}px`;
      const context = canvas.getContext('2d');
      context?.scale(dpi, dpi);
      return context;
    },
    /** A button that saves a Blob, or what a function gives for one. */
    download(value: Blob | (() => Blob | Promise<Blob>), name = 'untitled', label = 'Save') {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = label;
      button.onclick = async () => {
        button.disabled = true;
        try {
          const blob = await (typeof value === 'function' ? value() : value);
          // The frame itself may save nothing: the page does.
          await request('file.save', { name, blob });
          button.textContent = label;
        } catch (error) {
          button.textContent = `Not saved: ${error instanceof Error ? error.message : error}`;
        }
        button.disabled = false;
      };
      return button;
    },
    element(name: string, attributes: Readonly<Record<string, string>> = {}) {
      const [prefix, local] = split(name);
      const space = namespaces[prefix];
      const element = space
        ? document.createElementNS(space, local)
        : document.createElement(name === '' ? 'div' : name);
      for (const [key, value] of Object.entries(attributes)) {
        const keySpace = namespaces[split(key)[0]];
        if (keySpace && key.includes(':')) element.setAttributeNS(keySpace, key, value);
        else element.setAttribute(key, value);
      }
      return element;
    },
    input(type?: string) {
      const input = document.createElement('input');
      if (type !== undefined) input.type = type;
      return input;
    },
    range(...limits: [max?: number] | [min?: number, max?: number, step?: number]) {
      const [min, max, step] = limits.length === 1 ? [0, limits[0]] : limits;
      return Object.assign(document.createElement('input'), {
        type: 'range',
        min: String(min ?? 0),
        max: String(max ?? 1),
        step: String(step ?? 'any'),
      });
    },
    select(values: Iterable<string>) {
      const select = document.createElement('select');
      for (const value of values) select.append(new Option(value, value));
      return select;
    },
    svg(width: number, height: number) {
      const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
      svg.setAttribute('width', String(width));
      svg.setAttribute('height', String(height));
      return svg;
    },
    text: (value: unknown) => document.createTextNode(String(value)),
    /** An id that nothing else has: `uid.id` names it, `uid` itself stands where `url(#…)` does. */
    uid(name?: string) {
      lastId += 1;
      const id = `O-${name === undefined ? '' : `${name}-`}${lastId}`;
      return { id, href: `#${id}`, toString: () => `url(#${id})` };
    },
  };
}

function split(name: string): [prefix: string, local: string] {
  const colon = name.indexOf(':');
  if (colon === -1) return [name in namespaces ? name : '', name];
  const prefix = name.slice(0, colon);
  return [prefix, prefix === 'xmlns' ? name : name.slice(colon + 1)];
}
