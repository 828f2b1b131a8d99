import { DeletionsPage } from '@/components/models/deletions-page';

export default function Page() {
  return <DeletionsPage />;
}
