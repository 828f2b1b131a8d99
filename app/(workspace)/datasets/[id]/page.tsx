import { DatasetPage } from '@/components/datasets/dataset-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <DatasetPage id={(await params).id} />;
}
