/**
 * The look of mails. Inline styles are what every client keeps; the classes only turn the colours where a client supports dark mode.
 */
export const colours = {
  paper: '#fdfcfa',
  ink: '#1c1b1a',
  muted: '#6b6763',
  line: '#e4e0da',
  accent: '#8a1c3f',
  ok: '#2c6e49',
  problems: '#9a5b00',
  failed: '#b3261e',
} as const;

const dark = {
  '.paper': 'background-color: #161516',
  '.ink': 'color: #ece9e6',
  '.muted': 'color: #a39e99',
  '.line': 'border-color: #3a3738',
  '.accent': 'color: #e58aa4',
  '.button': 'background-color: #e58aa4',
  '.on-accent': 'color: #161516',
  '.ok': 'color: #7cc79b',
  '.problems': 'color: #e9b35c',
  '.failed': 'color: #ff8f85',
} as const;

const darkRules = (prefix: (selector: string, isGround: boolean) => string) =>
  Object.entries(dark)
    .map(([selector, rule]) => `${prefix(selector, rule.startsWith('background'))} { ${rule} !important; }`)
    .join('\n');

/** Outlook's apps and web do dark mode by themselves and mark what they changed: `data-ogsc` colours, `data-ogsb` grounds. */
export const darkMode = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
body { background-color: #161516 !important; }
${darkRules((selector) => selector)}
}
${darkRules((selector, isGround) => `${isGround ? '[data-ogsb]' : '[data-ogsc]'} ${selector}`)}
@media (max-width: 480px) {
  .page { padding: 20px 16px 28px !important; }
  .headline { font-size: 22px !important; line-height: 29px !important; }
}`;

export const sans = "Inter, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
export const serif = "'Source Serif 4', Georgia, 'Times New Roman', serif";
export const mono = "'JetBrains Mono', ui-monospace, Menlo, Consolas, monospace";

/** Beside the colour, for those who do not see it. */
export const glyphs = { ok: '✓', problems: '▲', failed: '✕' } as const;
