import { preload } from 'react-dom';
import { NotebookPage } from '@/components/notebooks/notebook-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  // What the notebook asks for once the page's program runs.
  for (const address of ['/frame/manifest.json', `/api/notebooks/${encodeURIComponent(id)}/document`])
    preload(address, { as: 'fetch', crossOrigin: 'anonymous' });
  return <NotebookPage id={id} />;
}
