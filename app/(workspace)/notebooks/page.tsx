import type { Metadata } from 'next';
import { NotebooksPage } from '@/components/notebooks/notebooks-page';

export const metadata: Metadata = { title: 'Notebooks' };

export default function Page() {
  return <NotebooksPage />;
}
