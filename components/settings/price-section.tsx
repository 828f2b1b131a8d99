import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Field, TextInput } from '@/components/ui/field';
import { FormGrid } from '@/components/ui/form-grid';
import { Section } from '@/components/ui/page-header';
import { toast } from '@/components/ui/toast';

/** What an hour of CPU costs here, by which deployments say what they cost. */
export function PriceSection() {
  const client = useQueryClient();
  const read = useQuery({
    queryKey: ['deployments', 'price'],
    queryFn: () => api.deployments.price.query({}),
  });
  const [typed, setTyped] = useState<{ perCpuHour?: string; currency?: string }>({});
  const price = read.data?.price;
  const perCpuHour = typed.perCpuHour ?? (price ? String(price.perCpuHour) : '');
  const currency = typed.currency ?? price?.currency ?? 'EUR';
  const save = useMutation({
    mutationFn: () => api.deployments.setPrice.mutate({ perCpuHour: Number(perCpuHour), currency }),
    onSuccess: async () => {
      setTyped({});
      toast.done('Deployments say what they cost by this price now');
      await client.invalidateQueries({ queryKey: ['deployments'] });
    },
    onError: (error) => toast.failed(errorMessage(error)),
  });
  return (
    <Section title="Cost of serving">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <FormGrid>
          <Field label="Price of a CPU hour" hint="What your machine or your provider asks.">
            <TextInput
              inputMode="decimal"
              value={perCpuHour}
              placeholder="0.04"
              onChange={(event) => setTyped({ ...typed, perCpuHour: event.target.value })}
            />
          </Field>
          <Field label="Currency">
            <TextInput
              value={currency}
              onChange={(event) => setTyped({ ...typed, currency: event.target.value })}
            />
          </Field>
        </FormGrid>
        <p>
          <Button
            type="submit"
            busy={save.isPending}
            disabled={perCpuHour.trim() === '' || !(Number(perCpuHour) >= 0)}
          >
            Save price
          </Button>
        </p>
      </form>
    </Section>
  );
}
