'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/page-header';
import { toast } from '@/components/ui/toast';
import styles from './home.module.css';

/** `isFirst`: nothing is here yet, and the first example is the first step. */
export function Examples({ isFirst }: { isFirst: boolean }) {
  const router = useRouter();
  const examples = useQuery({ queryKey: ['examples', 'list'], queryFn: () => api.examples.list.query({}) });
  const open = useMutation({
    mutationFn: (name: string) => api.examples.open.mutate({ name }),
    onSuccess: ({ id }) => router.push(`/notebooks/${id}`),
    onError: (error) => toast.failed(errorMessage(error)),
  });
  return (
    <Section title="Examples">
      <ul className={styles.examples}>
        {examples.data?.map((example) => (
          <li key={example.name} className={styles.example}>
            <h3>{example.title}</h3>
            <p>{example.about}</p>
            <p className={styles.source}>{example.source}</p>
            <Button
              variant={isFirst && example.name === 'bike-sharing' ? 'primary' : 'default'}
              busy={open.isPending && open.variables === example.name}
              disabled={open.isPending}
              aria-label={`Open the example ${example.title}`}
              onClick={() => open.mutate(example.name)}
            >
              Open
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
