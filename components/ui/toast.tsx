'use client';

import { Toaster as Sonner, toast as show } from 'sonner';

/** Says that something happened; `undo` takes it back. */
export const toast = {
  done(message: string, undo?: () => void) {
    show(message, undo ? { action: { label: 'Undo', onClick: undo }, duration: 10_000 } : undefined);
  },
  /** One of the same `id` takes the place of the one before. */
  failed(message: string, id?: string) {
    show.error(message, { duration: 12_000, ...(id !== undefined && { id }) });
  },
};

/** `above`: what lies along the bottom edge of narrow screens, as a CSS length. */
export const Toaster = ({ above = '0px' }: { readonly above?: string }) => (
  <Sonner
    position="bottom-center"
    mobileOffset={{ bottom: `calc(${above} + 12px)`, left: 12, right: 12 }}
    toastOptions={{
      style: {
        background: 'var(--raised)',
        color: 'var(--ink)',
        border: '1px solid var(--line)',
        boxShadow: 'var(--float)',
        font: '500 13.5px / 1.5 var(--font-interface)',
        borderRadius: 6,
        // What is behind a dialog takes no clicks; a toast stands before it.
        pointerEvents: 'auto',
      },
      actionButtonStyle: {
        border: '1px solid var(--line-strong)',
        background: 'transparent',
        color: 'var(--accent)',
        font: '500 13px / 1 var(--font-interface)',
      },
    }}
  />
);
