import { ErasuresPage } from '@/components/prediction-log/erasures-page';

export default function Page() {
  return <ErasuresPage />;
}
