import { VersionPage } from '@/components/models/version-page';

export default async function Page({ params }: { params: Promise<{ model: string; version: string }> }) {
  const { model, version } = await params;
  return <VersionPage model={decodeURIComponent(model)} version={Number(version)} />;
}
