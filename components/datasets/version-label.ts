/** "v3 · cleaned", "v3". */
export const versionLabel = ({ number, name }: { number: number; name: string | null }): string =>
  name ? `v${number} · ${name}` : `v${number}`;
