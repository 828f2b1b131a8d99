import type { AssetLoader } from './assets';

/** The families of components/ui/tokens.css. Text is readable before they come. */
export const faces = [
  { asset: 'font-interface', family: 'Inter Variable', style: 'normal', weight: '100 900' },
  { asset: 'font-prose', family: 'Source Serif 4 Variable', style: 'normal', weight: '200 900' },
  { asset: 'font-code', family: 'JetBrains Mono Variable', style: 'normal', weight: '100 800' },
  { asset: 'font-prose-italic', family: 'Source Serif 4 Variable', style: 'italic', weight: '200 900' },
  { asset: 'font-interface-italic', family: 'Inter Variable', style: 'italic', weight: '100 900' },
];

/** Resolves when all are usable; one that cannot be had leaves the system's font. */
export async function loadFonts({ loadAsset }: AssetLoader): Promise<void> {
  await Promise.allSettled(
    faces.map(async ({ asset, family, style, weight }) => {
      const bytes = await (await loadAsset(asset)).arrayBuffer();
      document.fonts.add(await new FontFace(family, bytes, { style, weight }).load());
    }),
  );
}
