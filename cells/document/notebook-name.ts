/** A title as an import or an address writes it: `Sales forecast (2026)` is `sales-forecast-2026`. */
export const toNotebookName = (title: string): string =>
  title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
