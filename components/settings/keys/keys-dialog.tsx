'use client';

import { useEffect, useState } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { KeyList } from './key-list';

/** Opens the list of keys from anywhere, the notebook's frame too, which may not change them. */
export const openKeys = () => window.dispatchEvent(new Event('cellar:keys'));

/** All keys of notebooks, above the page. */
export function KeysDialog() {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const open = () => setIsOpen(true);
    window.addEventListener('cellar:keys', open);
    return () => window.removeEventListener('cellar:keys', open);
  }, []);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setIsOpen}
      title="Keys"
      description="Of notebooks. Esc leaves the text of a cell; single letters work from there. Enter goes back in."
      width={760}
    >
      <KeyList />
    </Dialog>
  );
}
