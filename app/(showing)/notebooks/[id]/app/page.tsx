import { AppPage } from '@/components/notebooks/app/app-page';

export default async function Page(props: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ revision?: string }>;
}) {
  const [{ id }, { revision }] = await Promise.all([props.params, props.searchParams]);
  return <AppPage id={id} revision={revision && /^\d{1,9}$/.test(revision) ? Number(revision) : undefined} />;
}
