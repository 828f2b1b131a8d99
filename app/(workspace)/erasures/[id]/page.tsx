import { ErasurePage } from '@/components/prediction-log/erasure-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <ErasurePage id={id} />;
}
