import { CompareVersionsPage } from '@/components/datasets/compare/compare-versions-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <CompareVersionsPage id={(await params).id} />;
}
