import { z } from 'zod';
import { command, query } from '../../command';
import { servingPrice } from '../../db/schema';

const one = 'price';

/** What an hour of CPU costs here, by which deployments say what they cost; undefined while nobody said. */
export const readPrice = query({
  action: 'deployment.read',
  input: z.object({}),
  async run({ db }) {
    const price = await db.query.servingPrice.findFirst();
    return { price: price ? { perCpuHour: price.perCpuHour, currency: price.currency } : null };
  },
});

export const setPrice = command({
  action: 'deployment.price',
  input: z.object({
    perCpuHour: z.number().min(0).max(1_000_000),
    currency: z.string().trim().min(1).max(10),
  }),
  async run(context, price) {
    const values = { id: one, ...price, changedAt: context.now(), changedBy: context.actor.id };
    await context.db
      .insert(servingPrice)
      .values(values)
      .onConflictDoUpdate({ target: servingPrice.id, set: values });
    context.audit('settings', { servingPrice: price });
    return price;
  },
});
