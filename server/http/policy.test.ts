import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiRouter } from '../api/router';
import type { ProcedureMeta } from '../api/trpc';
import { actingAs } from '../context';
import { type Action, actions, can, type Role, roles } from '../permissions';
import { openTestSystem, type TestSystem } from '../testing';
import { createHttpApp, routesOf } from './app';
import { isOwnPath } from './listen';

/** Nothing can be asked of this server that does not name what it needs. */

interface Procedure {
  readonly path: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly meta?: Partial<ProcedureMeta>;
}

// tRPC keeps the flat list of a router's procedures here; its public types do not say so.
const procedures = Object.entries(
  apiRouter._def.procedures as unknown as Record<string, { _def: Omit<Procedure, 'path'> }>,
).map(([path, { _def }]): Procedure => ({ path, type: _def.type, meta: _def.meta }));

const changes = (action: Action) => !action.endsWith('.read');

describe('every procedure', () => {
  it('is found', () => {
    expect(procedures.length).toBeGreaterThan(40);
  });

  it.each(procedures)('$path names its action', ({ type, meta }) => {
    expect(actions).toContain(meta?.action);
    expect(type).not.toBe('subscription');
  });

  it.each(procedures.filter(({ type }) => type === 'mutation'))(
    '$path, which changes something, is not open to readers',
    ({ meta }) => {
      expect(meta?.action && changes(meta.action)).toBe(true);
    },
  );
});

describe('every route', () => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem();
  });
  afterAll(() => test.close());

  const actor = (role: Role) => ({ id: role, name: role, roles: [role] });

  it('names its policy', () => {
    const routes = routesOf(test.system);
    expect(routes.length).toBeGreaterThan(12);
    for (const route of routes) {
      const where = `${route.method} ${route.path}`;
      expect([...actions, 'public', 'signed'], where).toContain(route.policy);
      if (route.method !== 'GET' && route.method !== 'HEAD' && !route.readsOnly)
        expect(
          route.policy !== 'public' && changes(route.policy as Action),
          `${where} changes something`,
        ).toBe(true);
      if (route.fromFrame) {
        expect(['GET', 'HEAD'], where).toContain(route.method);
        expect(['public', 'signed'], where).toContain(route.policy);
      }
    }
  });

  it('comes before the pages', () => {
    expect(routesOf(test.system).filter(({ path }) => !isOwnPath(path))).toEqual([]);
  });

  it('is the only thing that the application answers', () => {
    const known = new Set(routesOf(test.system).map(({ path }) => path));
    const mounted = createHttpApp(test.system).routes.map(({ path }) => path);
    expect(mounted.filter((path) => !known.has(path))).toEqual(['/api/trpc/*']);
  });

  it('refuses a viewer every change, through the services themselves', async () => {
    const caller = apiRouter.createCaller(actingAs(test.system, actor('viewer')));
    for (const { path, type, meta } of procedures) {
      if (type !== 'mutation' || !meta?.action) continue;
      expect(can(actor('viewer'), meta.action), path).toBe(false);
      const [router = '', name = ''] = path.split('.');
      const call = (
        caller as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>
      )[router]?.[name];
      await expect(call?.({}), path).rejects.toBeDefined();
    }
  });

  it('gives a caller of predictions nothing else', () => {
    const allowed = actions.filter((action) => can(actor('caller'), action));
    expect(allowed).toEqual(['model.predict', 'model.label']);
    expect(roles.filter((role) => can(actor(role), 'settings.read'))).toEqual(['owner']);
  });
});
