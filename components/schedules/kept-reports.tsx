import { useQuery } from '@tanstack/react-query';
import { api } from '@/components/api';
import { DataTable } from '@/components/ui/data-table';
import { formatBytes } from '@/components/ui/format';
import { Section } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';

/** The newest reports of a schedule that are kept as files in storage. Nothing where there is none. */
export function KeptReports({ scheduleId }: { scheduleId: string }) {
  const kept = useQuery({
    queryKey: ['schedules', 'kept', scheduleId],
    queryFn: () => api.schedules.keptReports.query({ scheduleId }),
  });
  if (!kept.data?.length) return null;
  return (
    <Section title="Kept reports">
      <DataTable
        rows={kept.data}
        rowKey={({ path }) => path}
        columns={[
          {
            key: 'path',
            title: 'File in storage',
            cell: ({ path }) => <a href={`/reports/files/${path}`}>{path}</a>,
          },
          { key: 'bytes', title: 'Size', align: 'right', cell: ({ bytes }) => formatBytes(bytes) },
          {
            key: 'at',
            title: 'Written',
            align: 'right',
            wideOnly: true,
            cell: ({ createdAt }) => <Time value={createdAt} />,
          },
        ]}
      />
    </Section>
  );
}
