import { CheckPage } from '@/components/models/check-page';

export default async function Page({ params }: { params: Promise<{ model: string; id: string }> }) {
  const { model, id } = await params;
  return <CheckPage model={decodeURIComponent(model)} checkId={id} />;
}
