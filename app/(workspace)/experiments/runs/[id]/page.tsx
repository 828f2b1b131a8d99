import { RunPage } from '@/components/experiments/run-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <RunPage id={(await params).id} />;
}
