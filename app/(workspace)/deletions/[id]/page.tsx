import { DeletionPage } from '@/components/models/deletion-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <DeletionPage id={id} />;
}
