import { Marked } from 'marked';

export interface RenderedCard {
  readonly title: string;
  readonly facts: readonly (readonly [label: string, text: string])[];
  /** Markdown, by title. */
  readonly sections: readonly { readonly title: string; readonly markdown: string }[];
}

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const safeLink = /^(https?:\/\/|mailto:|#)/i;

/** Markdown as HTML in which nothing runs and nothing is fetched: HTML in it is shown as text, a picture as its words. */
const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    image: ({ text }) => escapeHtml(text),
    link({ href, tokens }) {
      const words = this.parser.parseInline(tokens);
      return safeLink.test(href) ? `<a href="${escapeHtml(href)}" rel="noreferrer">${words}</a>` : words;
    },
  },
});

export const markdownToHtml = (markdown: string): string => marked.parse(markdown, { async: false });

export function cardToMarkdown({ title, facts, sections }: RenderedCard): string {
  const lines = facts.map(([label, text]) => `- ${label}: ${text}`);
  const parts = sections.map(
    ({ title: head, markdown }) => `## ${head}\n\n${markdown.trim() || '*Not written yet.*'}`,
  );
  return `# ${title}\n\n${lines.join('\n')}\n\n${parts.join('\n\n')}\n`;
}

/** A page by itself, light and dark, that can be mailed and printed. */
export function cardToHtml({ title, facts, sections }: RenderedCard): string {
  const rows = facts.map(([label, text]) => `<dt>${escapeHtml(label)}</dt><dd>${escapeHtml(text)}</dd>`);
  const parts = sections.map(
    ({ title: head, markdown }) =>
      `<section><h2>${escapeHtml(head)}</h2>${markdownToHtml(markdown.trim() || '*Not written yet.*')}</section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><h1>${escapeHtml(title)}</h1><dl>${rows.join('')}</dl>${parts.join('\n')}</body></html>
`;
}

const style = `:root{color-scheme:light dark;--ink:#1c1b1a;--paper:#fdfcfa;--line:#dcd8d2;--soft:#6b6660}
@media(prefers-color-scheme:dark){:root{--ink:#ece9e6;--paper:#161516;--line:#3a3739;--soft:#a39d98}}
body{max-width:720px;margin:40px auto;padding:0 20px;font:16px/1.6 Georgia,serif;color:var(--ink);background:var(--paper);overflow-wrap:anywhere}
h1,h2,dt,dd,table{font-family:system-ui,sans-serif}h1{font-size:26px;line-height:1.25}h2{font-size:17px;margin-top:32px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;font-size:14px}dt{color:var(--soft)}dd{margin:0}
table{border-collapse:collapse;font-size:14px;display:block;overflow-x:auto}th,td{padding:4px 12px 4px 0;border-bottom:1px solid var(--line);text-align:left}
td[align=right],th[align=right]{text-align:right;font-variant-numeric:tabular-nums}code{font-size:.9em}a{color:inherit}`;
