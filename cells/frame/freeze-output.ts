import { toDataUrl } from './to-data-url';

/**
 * What a cell shows, as HTML that stands alone: no script, no handler, no address outside itself; canvases and blob pictures
 * as data URLs; with the style rules that touch it. It is shown later, in mails and reports, far from this frame.
 */

const dropped = 'script, noscript, iframe, frame, object, embed, link, meta, base, template, portal';
const addresses = [
  'href',
  'src',
  'srcset',
  'action',
  'formaction',
  'xlink:href',
  'poster',
  'background',
  'ping',
];
/** States of a pointer or keyboard, and pseudo-elements: a rule with them belongs to what matches without them. */
const passing =
  /::[\w-]+(\([^)]*\))?|:(hover|focus|focus-visible|focus-within|active|visited|link|target|placeholder-shown|enabled|disabled|checked)/g;

export async function freezeOutput(root: HTMLElement): Promise<string> {
  const copy = root.cloneNode(true) as HTMLElement; // a clone is of its original's class
  await replacePictures(root, copy);
  keepFormValues(root, copy);
  for (const element of copy.querySelectorAll(dropped)) element.remove();
  keepFormulas(copy);
  for (const element of [copy, ...copy.querySelectorAll('*')]) removeActive(element);
  const rules = [...document.styleSheets, ...document.adoptedStyleSheets].flatMap((sheet) =>
    rulesFor(root, sheet),
  );
  const style = rules.length > 0 ? `<style>${rules.join('\n').replaceAll('</', '<\\/')}</style>` : '';
  const frozen = document.createElement('div');
  frozen.setAttribute('style', inheritedStyle(root, `${style} ${copy.outerHTML}`));
  frozen.append(copy);
  return `${style}${frozen.outerHTML}`;
}

/** What the output takes from the page around it: its font, its colour, and the custom properties that it names. */
function inheritedStyle(root: HTMLElement, text: string): string {
  const computed = getComputedStyle(root);
  const custom = new Set(text.match(/--[\w-]+/g));
  const names = ['font-family', 'font-size', 'line-height', 'color', ...custom];
  return names
    .map((name) => [name, computed.getPropertyValue(name).trim()])
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}: ${value}`)
    .join('; ');
}

async function replacePictures(root: HTMLElement, copy: HTMLElement): Promise<void> {
  const canvases = [...root.querySelectorAll('canvas')];
  copy.querySelectorAll('canvas').forEach((canvas, place) => {
    const original = canvases[place];
    const picture = document.createElement('img');
    picture.alt = canvas.getAttribute('aria-label') ?? '';
    picture.setAttribute('style', canvas.getAttribute('style') ?? '');
    picture.width = original?.clientWidth ?? canvas.width;
    picture.height = original?.clientHeight ?? canvas.height;
    try {
      picture.src = original?.toDataURL() ?? '';
    } catch {
      picture.alt = 'A canvas that its source does not allow to be copied';
    }
    canvas.replaceWith(picture);
  });
  await Promise.all(
    [...copy.querySelectorAll<HTMLImageElement>('img[src^="blob:"]')].map(async (picture) => {
      picture.src = await fetch(picture.src)
        .then((found) => found.blob())
        .then(toDataUrl)
        .catch(() => '');
    }),
  );
}

/** A formula goes out as MathML, which stands beside what is drawn: the fonts of that stay here. */
function keepFormulas(copy: HTMLElement): void {
  for (const formula of copy.querySelectorAll('.katex')) {
    const math = formula.querySelector('math');
    if (math) formula.replaceWith(math);
  }
}

/** A clone has the values that the markup began with, not those that stand there. */
function keepFormValues(root: HTMLElement, copy: HTMLElement): void {
  const originals = [...root.querySelectorAll('input, select, textarea')];
  copy.querySelectorAll('input, select, textarea').forEach((field, place) => {
    const original = originals[place];
    if (original instanceof HTMLInputElement) {
      if (original.type === 'file' || original.type === 'password') return;
      field.setAttribute('value', original.value);
      field.toggleAttribute('checked', original.checked);
    } else if (original instanceof HTMLSelectElement) {
      field.querySelectorAll('option').forEach((option, index) => {
        option.toggleAttribute('selected', original.options[index]?.selected);
      });
    } else if (original instanceof HTMLTextAreaElement) field.textContent = original.value;
    field.setAttribute('disabled', '');
  });
}

function removeActive(element: Element): void {
  for (const { name, value } of [...element.attributes]) {
    if (/^on/i.test(name)) element.removeAttribute(name);
    else if (addresses.includes(name) && !isHarmless(element, name, value)) element.removeAttribute(name);
  }
}

/** Links may lead out when clicked; everything that loads by itself must be data. */
function isHarmless(element: Element, name: string, value: string): boolean {
  const address = value.trim();
  if (address.startsWith('#') || /^data:(image|font)\//i.test(address)) return true;
  return element.localName === 'a' && name === 'href' && /^(https?:|mailto:)/i.test(address);
}

function rulesFor(root: HTMLElement, sheet: CSSStyleSheet): string[] {
  try {
    return [...sheet.cssRules].flatMap((rule) => ruleFor(root, rule));
  } catch {
    return []; // a sheet of another origin tells nothing
  }
}

function ruleFor(root: HTMLElement, rule: CSSRule): string[] {
  if (rule instanceof CSSStyleRule) return touches(root, rule.selectorText) ? [rule.cssText] : [];
  if (rule instanceof CSSMediaRule || rule instanceof CSSSupportsRule || rule instanceof CSSLayerBlockRule) {
    const inner = [...rule.cssRules].flatMap((child) => ruleFor(root, child));
    return inner.length > 0
      ? [`${rule.cssText.slice(0, rule.cssText.indexOf('{'))}{${inner.join('\n')}}`]
      : [];
  }
  return [];
}

function touches(root: HTMLElement, selectors: string): boolean {
  const lasting = selectors.replace(passing, '').replace(/(^|,)\s*(?=,|$)/g, '$1*');
  try {
    return root.matches(lasting) || root.querySelector(lasting) !== null;
  } catch {
    return true; // a selector that we cannot take apart is kept
  }
}
