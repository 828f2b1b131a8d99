import { RunsPage } from '@/components/experiments/runs-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <RunsPage experimentId={(await params).id} />;
}
