import type { Metadata } from 'next';
import { Suspense } from 'react';
import { NotebooksPage } from '@/components/notebooks/notebooks-page';

export const metadata: Metadata = { title: 'Notebooks' };

export default function Page() {
  // What it shows stands in the address, which is not known when it is built.
  return (
    <Suspense>
      <NotebooksPage />
    </Suspense>
  );
}
