import { AlertPage } from '@/components/alerts/alert-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <AlertPage id={(await params).id} />;
}
