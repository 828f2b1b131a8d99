import { api } from '@/components/api';

/**
 * Asks a model as any program would. Where its deployment wants a key, the page asks again with a pass of a few minutes that it gets for
 * the person at it: nobody pastes a key here.
 */
export async function askServed(
  reference: string,
  act: 'predict' | 'explain',
  body: unknown,
): Promise<Response> {
  const send = (pass?: string) =>
    fetch(`/api/models/${reference}/${act}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(pass && { Authorization: `Bearer ${pass}` }) },
      body: JSON.stringify(body),
    });
  const response = await send();
  if (response.status !== 401) return response;
  const { pass } = await api.deployments.pass.mutate({ name: reference.split('@')[0] ?? reference });
  return send(pass);
}
