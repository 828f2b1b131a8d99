import { ComparePage } from '@/components/models/compare-page';

export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ model: string }>;
  searchParams: Promise<{ versions?: string | string[] }>;
}) {
  const { model } = await params;
  const { versions } = await searchParams;
  const numbers = String(versions ?? '')
    .split(',')
    .map(Number)
    .filter((number) => Number.isInteger(number) && number > 0);
  return <ComparePage model={decodeURIComponent(model)} versions={[...new Set(numbers)]} />;
}
