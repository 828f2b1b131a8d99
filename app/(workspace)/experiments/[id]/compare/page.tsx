import { ComparePage } from '@/components/experiments/compare-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <ComparePage experimentId={(await params).id} />;
}
