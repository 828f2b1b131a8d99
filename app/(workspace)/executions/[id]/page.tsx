import { ExecutionPage } from '@/components/executions/execution-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <ExecutionPage id={(await params).id} />;
}
