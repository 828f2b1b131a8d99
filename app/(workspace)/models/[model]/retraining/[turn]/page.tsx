import { notFound } from 'next/navigation';
import { TurnPage } from '@/components/retraining/turn-page';

export default async function Page({ params }: { params: Promise<{ model: string; turn: string }> }) {
  const { model, turn } = await params;
  if (!/^[1-9]\d{0,8}$/.test(turn)) notFound();
  return <TurnPage model={decodeURIComponent(model)} number={Number(turn)} />;
}
