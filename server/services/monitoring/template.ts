export function monitorTemplate({ model }: { readonly model: string }): string {
  return `<!doctype html>\n<notebook>\n  <title>${model}</title>\n</notebook>\n`;
}
