import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ComparePage } from '@/components/executions/compare-page';

export const metadata: Metadata = { title: 'Runs compared' };

export default async function Page({
  searchParams,
}: {
  searchParams: Promise<{ now?: string; before?: string }>;
}) {
  const { now, before } = await searchParams;
  if (!now) notFound();
  return <ComparePage now={now} before={before || undefined} />;
}
