import { preload } from 'react-dom';
import { NotebookPage } from '@/components/notebooks/notebook-page';

/** The frame begins before the page's own program is there: components/notebooks/start-early-frame.ts. */
const startFrame = `document.head.append(Object.assign(document.createElement('script'), { src: '/frame/early.js' }))`;

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  // What that asks for first.
  preload(`/api/notebooks/${encodeURIComponent(id)}/document`, { as: 'fetch', crossOrigin: 'anonymous' });
  return (
    <>
      {/* As text it runs where the page comes as HTML, and not where a click leads here. */}
      <script>{startFrame}</script>
      <NotebookPage id={id} />
    </>
  );
}
