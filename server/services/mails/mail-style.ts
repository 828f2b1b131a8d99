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

export const darkMode = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  body, .paper { background-color: #161516 !important; }
  .ink { color: #ece9e6 !important; }
  .muted { color: #a39e99 !important; }
  .line { border-color: #3a3738 !important; }
  .accent { color: #e58aa4 !important; }
  .ok { color: #7cc79b !important; }
  .problems { color: #e9b35c !important; }
  .failed { color: #ff8f85 !important; }
}
@media (max-width: 480px) {
  .page { padding-left: 16px !important; padding-right: 16px !important; }
  .headline { font-size: 22px !important; }
}`;

export const sans = "Inter, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
export const serif = "'Source Serif 4', Georgia, 'Times New Roman', serif";
export const mono = "'JetBrains Mono', ui-monospace, Menlo, Consolas, monospace";
