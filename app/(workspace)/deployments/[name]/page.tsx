import { DeploymentPage } from '@/components/deployments/deployment-page';

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  return <DeploymentPage name={(await params).name} />;
}
