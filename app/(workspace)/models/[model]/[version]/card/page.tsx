import { CardPage } from '@/components/models/card-page';

export default async function Page({ params }: { params: Promise<{ model: string; version: string }> }) {
  const { model, version } = await params;
  return <CardPage model={decodeURIComponent(model)} version={Number(version)} />;
}
