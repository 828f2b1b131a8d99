import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/source-serif-4/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import '@/components/ui/tokens.css';
import { themeScript } from '@/components/shell/theme-script';

export const metadata: Metadata = {
  title: { default: 'Cellar', template: '%s · Cellar' },
  description: 'From a query to production and back',
};
export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fdfcfa' },
    { media: '(prefers-color-scheme: dark)', color: '#161516' },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* Before the first paint, so that a dark workspace never flashes white. */}
        <script>{themeScript}</script>
      </head>
      <body>{children}</body>
    </html>
  );
}
