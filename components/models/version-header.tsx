import { useQuery } from '@tanstack/react-query';
import {
  BadgeCheck,
  Boxes,
  Crown,
  Download,
  FileText,
  MonitorSmartphone,
  Package,
  Pencil,
} from 'lucide-react';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Badge } from '@/components/ui/badge';
import { Button, IconButton } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { formatBytes } from '@/components/ui/format';
import { Menu } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast';
import { DescribeDialog } from './describe-dialog';
import { downloadXgboost } from './download-xgboost';
import styles from './models.module.css';
import { Tags } from './tags';
import { useAliasActs, useModel } from './use-model';

type Version = ApiOutput['models']['version'];

/** What is new in a version, who answers for it, and the way to say it. */
export function AboutVersion({ version }: { version: Version }) {
  const [editing, setEditing] = useState(false);
  const { model, number, description, owner, licence, tags } = version;
  return (
    <>
      <span className={styles.description}>
        {description}
        {description ? (
          <IconButton label="Change the description" icon={Pencil} onClick={() => setEditing(true)} />
        ) : (
          <Button variant="quiet" icon={Pencil} onClick={() => setEditing(true)}>
            Describe it
          </Button>
        )}
      </span>
      <Tags owner={owner} licence={licence} tags={tags} />
      {editing && <DescribeDialog model={model} version={number} onClose={() => setEditing(false)} />}
    </>
  );
}

export function VersionActs({ version }: { version: Version }) {
  const model = useModel(version.model);
  const acts = useAliasActs(version.model);
  const champion = model.data?.champion;
  return (
    <>
      {champion === version.number && (
        <Badge tone="ok" icon={Crown}>
          champion
        </Badge>
      )}
      <ButtonLink icon={FileText} href={`/models/${version.model}/${version.number}/card`}>
        Model card
      </ButtonLink>
      <Downloads version={version} />
      {version.status === 'ready' && champion !== undefined && champion !== version.number && (
        <Button
          variant="primary"
          icon={Crown}
          onClick={() => acts.move('champion', version.number, champion)}
        >
          Make champion
        </Button>
      )}
    </>
  );
}

function Downloads({ version: { model, number, status, external, files } }: { version: Version }) {
  const [busy, setBusy] = useState(false);
  const edge = useQuery({
    queryKey: ['models', 'edge', model, number],
    queryFn: () => api.models.edge.query({ model, version: number }),
    enabled: status === 'ready',
    staleTime: Number.POSITIVE_INFINITY,
  });
  const address = `/api/models/${model}@${number}`;
  const forXgboost = async () => {
    setBusy(true);
    try {
      await downloadXgboost(model, number);
    } catch (error) {
      toast.failed(errorMessage(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Menu
      trigger={
        <Button icon={Download} busy={busy}>
          Download
        </Button>
      }
      items={[
        { label: 'Package', icon: Package, download: `${address}/package` },
        ...(status === 'ready' && !external
          ? [{ label: 'Proof: package, data and signature', icon: BadgeCheck, download: `${address}/bundle` }]
          : []),
        ...(edge.data?.reason === null
          ? [
              {
                label: `Folder that predicts offline (${formatBytes(edge.data.bytes)})`,
                icon: MonitorSmartphone,
                download: `${address}/edge`,
              },
            ]
          : []),
        ...('ensemble.bin' in files
          ? [{ label: 'Trees for XGBoost 3', icon: Boxes, onSelect: forXgboost }]
          : []),
      ]}
    />
  );
}
