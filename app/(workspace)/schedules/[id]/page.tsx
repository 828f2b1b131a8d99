import { SchedulePage } from '@/components/schedules/schedule-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <SchedulePage id={(await params).id} />;
}
