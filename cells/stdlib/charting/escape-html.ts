/** Plotly takes text as its own small HTML, and `%{…}` in what the pointer says as a value. */
export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('%{', '%&#123;');
