import { NotebooksPage } from '@/components/notebooks/notebooks-page';

export default function Page() {
  return <NotebooksPage />;
}
