import { NotebookPage } from '@/components/notebooks/notebook-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <NotebookPage id={(await params).id} />;
}
