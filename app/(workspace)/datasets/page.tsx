import type { Metadata } from 'next';
import { DatasetsPage } from '@/components/datasets/datasets-page';

export const metadata: Metadata = { title: 'Data' };

export default function Page() {
  return <DatasetsPage />;
}
