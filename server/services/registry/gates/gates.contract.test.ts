import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rule } from '@/cells/gates/rules';
import { actingAs } from '../../../context';
import { auditEntries, roleAssignments, users } from '../../../db/schema';
import { testDatabases } from '../../../db/testing';
import type { Role } from '../../../permissions';
import { openTestSystem, type TestSystem } from '../../../testing';
import { checkGates } from '../../../worker/check-gates';
import { judgeNewVersion } from '../../../worker/judge-version';
import { actorOf } from '../../auth';
import { addDatasetFile, learnExpectations } from '../../datasets';
import { createNotebook, grantDataset } from '../../notebooks';
import {
  decideApproval,
  editCard,
  moveAlias,
  overruleGates,
  readCard,
  readCheck,
  readModel,
  readModelGates,
  recordVerification,
  removeAlias,
  rollBackAlias,
  setGates,
  startCheck,
} from '..';
import { allWarm, promoteTrained } from '../testing';

/** Rides of two towns: the second is noisy, unless the model is told of the rush hour. */
const rows = Array.from({ length: 900 }, (_, i) => {
  const town = i % 3 === 0 ? 'hill' : 'plain';
  const hour = i % 24;
  const rush = town === 'hill' && hour % 2 === 0 ? 1 : 0;
  return { hour, town, rush, rides: 20 + 2 * hour + (rush ? 60 : 0) + ((i * 7919) % 11) };
});
const blind = rows.map(({ rush: _, ...row }) => row);
const options = { target: 'rides', learner: 'linear' } as const;
const slice: Rule = { kind: 'slice', metric: 'rmse', bound: 20 };
const better: Rule = { kind: 'champion', metric: 'rmse', proof: 'better', margin: 0 };

describe.each(testDatabases)('gates on $name', ({ open, isFirst }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  const as = async (id: string) => actingAs(test.system, await actorOf(test.system, id));
  const join = async (id: string, role: Role) => {
    await test.system.db.insert(users).values({ id, name: id, createdAt: test.system.now() });
    await test.system.db.insert(roleAssignments).values({ userId: id, role });
    return as(id);
  };
  const leave = (id: string) => test.system.db.delete(users).where(eq(users.id, id));
  const protect = async (model: string, rules: Rule[], aliases = ['champion']) => {
    const { edition } = await readModelGates(test.context, { model });
    return setGates(test.context, { model, expected: edition, aliases, gates: { format: 1, rules } });
  };
  const runJob = (checkId: string) =>
    checkGates(test.system, {
      ...{ id: 'job', data: { checkId }, signal: new AbortController().signal, retryCount: 0 },
    });
  const check = async (model: string, version: number, context = test.context) => {
    const { checkId } = await startCheck(context, { model, version, alias: 'champion' });
    await runJob(checkId);
    return readCheck(context, { checkId });
  };

  it('refuses for the worst slice in words, lets a better model through, and rolls back', async () => {
    const model = 'towns';
    await promoteTrained(test.context, { model, rows: blind, options });
    await protect(model, [{ kind: 'metric', metric: 'rmse', bound: 40, end: 'interval' }, slice, better]);
    await promoteTrained(test.context, { model, rows: blind, options });
    await promoteTrained(test.context, { model, rows, options });
    const to = (version: number, expected: number) => ({
      ...{ model, alias: 'champion', version, expected, warmed: allWarm },
    });
    await expect(moveAlias(test.context, to(2, 1))).rejects.toMatchObject({
      message: expect.stringContaining('has not been checked against version 1'),
    });

    const refused = await check(model, 2);
    expect(refused.verdicts.map(({ state }) => state)).toEqual(['passed', 'failed', 'failed']);
    expect(refused.verdicts[1]?.words).toMatch(/^The worst slice is town = hill: RMSE \d/);
    expect(refused.verdicts[1]?.todo).toContain('more rows of town = hill');
    expect(refused.verdicts[2]?.words).toContain('The difference is 0 to 0');
    await expect(moveAlias(test.context, to(2, 1))).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining('The worst slice is town = hill'),
      detail: { refused: 'gates', checkId: refused.id },
    });

    const passed = await check(model, 3);
    expect(passed.verdicts.map(({ state, words }) => `${state} ${words}`)).toEqual([
      expect.stringMatching(/^passed RMSE is .* \(95 %: .*\) on \d+ held-out rows; 40 is asked for\.$/),
      expect.stringMatching(/^passed /),
      expect.stringMatching(/^passed RMSE is .* version 1, has .* paired, p [<=] 0\.0/),
    ]);
    expect(passed.state).toBe('passed');
    await moveAlias(test.context, to(3, 1));
    const { history } = await readModel(test.context, { model });
    expect(history[0]).toMatchObject({ to: 3, grounds: { kind: 'passed', checkId: passed.id } });
    await expect(removeAlias(test.context, { model, alias: 'champion', expected: 3 })).rejects.toMatchObject({
      message: expect.stringContaining('protected by gates'),
    });

    await rollBackAlias(test.context, { model, alias: 'champion', expected: 3, warmed: allWarm });
    expect((await readModel(test.context, { model })).history[0]).toMatchObject({
      ...{ kind: 'roll-back', to: 1, grounds: { kind: 'stood-before', since: expect.any(String) } },
    });
    // What was found of version 3 against version 1 holds as long as the gates do.
    await moveAlias(test.context, to(3, 1));
    await rollBackAlias(test.context, { model, alias: 'champion', expected: 3, warmed: allWarm });
    await protect(model, [slice]);
    expect(await readCheck(test.context, { checkId: passed.id })).toMatchObject({
      outdated: 'The gates were changed since.',
    });
    await expect(moveAlias(test.context, to(3, 1))).rejects.toMatchObject({ code: 'unprocessable' });
  }, 180_000);

  it.runIf(isFirst)(
    'holds the groups of a sensitive column to a bound, and says when it has no such groups',
    async () => {
      const model = 'fair-towns';
      const fairness = (column: string): Rule => ({
        ...{ kind: 'fairness', column, measure: 'equalAbsoluteError', bound: 5 },
      });
      await promoteTrained(test.context, { model, rows: blind, options });
      await promoteTrained(test.context, { model, rows, options });
      await protect(model, [fairness('town'), fairness('country')]);
      const [unfair, unknown] = (await check(model, 1)).verdicts;
      expect(unfair).toMatchObject({
        state: 'failed',
        words: expect.stringMatching(
          /^town = hill and town = plain differ by [12]\d\.\d in their mean absolute error; 5 is allowed\.$/,
        ),
        todo: expect.stringContaining('Look at town under Fairness'),
      });
      expect(unknown).toMatchObject({ state: 'failed', words: expect.stringContaining('country') });
      expect((await check(model, 2)).verdicts[0]?.state).toBe('passed');
    },
    60_000,
  );

  it('asks for the checks of the data that a version was trained on', async () => {
    const add = async (hours: number) => {
      const text = `hour\n${Array.from({ length: 30 }, (_, i) => (i * 7) % hours).join('\n')}\n`;
      const file = { name: 'gated', fileName: 'gated.csv', content: Readable.from([Buffer.from(text)]) };
      const { datasetId } = await addDatasetFile(test.context, file);
      const hash = createHash('sha256').update(text).digest('hex');
      return { datasetId, datasets: [{ table: 'gated', hash }] };
    };
    const model = 'gated';
    const { datasetId, datasets } = await add(24);
    const { id: notebookId } = await createNotebook(test.context, { title: 'Gated' });
    await grantDataset(test.context, { notebookId, datasetId, table: 'gated' });
    await promoteTrained(test.context, { model, rows, options, notebookId, datasets });
    await protect(model, [{ kind: 'data' }]);
    expect((await check(model, 1)).verdicts[0]).toMatchObject({
      state: 'failed',
      words: expect.stringContaining('Nothing is expected of gated yet'),
    });
    await learnExpectations(test.context, { id: datasetId, expected: 0 });
    expect((await check(model, 1)).verdicts[0]).toMatchObject({
      state: 'passed',
      words: 'As expected: gated version 1.',
    });
    await promoteTrained(test.context, { model, rows, options, notebookId, ...(await add(29)) });
    expect((await check(model, 2)).verdicts[0]).toMatchObject({
      state: 'failed',
      words: expect.stringMatching(/^gated version 2 is not as expected in (one way|\d ways)\.$/),
    });
  }, 60_000);

  it('has a new version judged for its card, with intervals and the slice that is clearly worse', async () => {
    const model = 'judged';
    const { versionId } = await promoteTrained(test.context, { model, rows: blind, options });
    const section = async (id: string) => {
      const { sections } = await readCard(test.context, { model, version: 1 });
      return sections.find((one) => one.id === id)?.markdown;
    };
    expect(await section('gates')).toContain('Its slices were not looked at');
    const job = { id: 'job', data: { versionId }, signal: new AbortController().signal, retryCount: 0 };
    await judgeNewVersion(test.system, job);
    await judgeNewVersion(test.system, job);
    expect(await section('metrics')).toMatch(/\| RMSE \| 1\d\.\d \| 1\d\.\d to \d\d\.\d \|/);
    expect(await section('gates')).toMatch(/Clearly worse than on the rest:\n\n- town = hill: RMSE \d/);
  }, 180_000);

  it('measures latency and size, waits for the re-run, and goes on when it is there', async () => {
    const model = 'measured';
    const { versionId } = await promoteTrained(test.context, { model, rows: blind, options });
    await protect(model, [
      { kind: 'latency', milliseconds: 5000 },
      { kind: 'size', megabytes: 0.000_001 },
      { kind: 'reproduced', accept: 'exact' },
      { kind: 'card' },
    ]);
    const first = await check(model, 1);
    expect(first.verdicts.map(({ state }) => state)).toEqual(['passed', 'failed', 'waiting', 'failed']);
    expect(first.verdicts[0]?.words).toMatch(/^95 of 100 answers took at most .* ms, .* over 300 calls/);
    expect(first.verdicts[3]?.words).toBe(
      'Not written yet: Intended use, Limits, People concerned, Owner, Licence.',
    );
    await protect(model, [{ kind: 'reproduced', accept: 'tolerance' }]);
    const waiting = await check(model, 1);
    expect(waiting.state).toBe('waiting');
    await recordVerification(await as('worker'), {
      versionId,
      verification: { verdict: 'tolerance', detail: 'RMSE differs by 0.001 %.', largest: 0.000_01 },
    });
    expect((await readCheck(test.context, { checkId: waiting.id })).state).toBe('running');
    await runJob(waiting.id);
    expect(await readCheck(test.context, { checkId: waiting.id })).toMatchObject({
      ...{ state: 'passed', verdicts: [{ words: 'Reproduced within tolerance. RMSE differs by 0.001 %.' }] },
    });
    await runJob(waiting.id);
  }, 180_000);

  it('asks for an approval only when nothing else stands in the way, of another than the author if there is one', async () => {
    const model = 'approved';
    const { versionId } = await promoteTrained(test.context, { model, rows: blind, options });
    await protect(model, [{ kind: 'approval', approvers: [] }, slice]);
    const refused = await check(model, 1);
    expect(refused).toMatchObject({ state: 'failed', approval: null });
    await expect(
      decideApproval(test.context, { checkId: refused.id, decision: 'approved' }),
    ).rejects.toMatchObject({ code: 'conflict' });

    await protect(model, [{ kind: 'approval', approvers: [] }]);
    const alone = await check(model, 1);
    expect(alone).toMatchObject({ state: 'waiting', isAuthor: true, approval: { askedBy: 'You' } });
    await recordVerification(await as('worker'), { versionId, verification: { verdict: 'exact' } });
    expect((await readCheck(test.context, { checkId: alone.id })).state).toBe('waiting');
    await decideApproval(test.context, { checkId: alone.id, decision: 'approved', comment: 'Fine' });
    expect(await readCheck(test.context, { checkId: alone.id })).toMatchObject({
      ...{ state: 'passed', approval: { isAuthor: true, decidedBy: 'You' } },
      verdicts: [{ words: 'You, who is the author too (nobody else could approve), approved it: “Fine”' }],
    });

    const ada = await join('ada', 'editor');
    const vera = await join('vera', 'viewer');
    const asked = await check(model, 1);
    const decide = (context: typeof ada, decision: 'approved' | 'rejected', comment = '') =>
      decideApproval(context, { checkId: asked.id, decision, comment });
    await expect(decide(test.context, 'approved')).rejects.toMatchObject({
      message: 'You made this version, so another has to approve it: ada.',
    });
    await expect(decide(vera, 'approved')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(decide(ada, 'rejected')).rejects.toMatchObject({ code: 'bad_request' });
    await decide(ada, 'rejected', 'Slices first');
    await expect(decide(ada, 'approved')).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      moveAlias(test.context, { model, alias: 'champion', version: 1, expected: 1 }),
    ).rejects.toMatchObject({ message: expect.stringContaining('ada rejected it: “Slices first”') });
    const audit = await test.system.db
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.action, 'model.approve'));
    expect(audit.map(({ detail }) => detail)).toEqual([
      expect.objectContaining({ decision: 'approved', isAuthor: true }),
      expect.objectContaining({ decision: 'rejected', isAuthor: false }),
    ]);

    await expect(protect(model, [{ kind: 'approval', approvers: ['vera'] }])).rejects.toMatchObject({
      message: expect.stringContaining('vera may not approve'),
    });
    await leave('ada');
    await leave('vera');
  }, 180_000);

  it('is set and overruled by owners only, and overruling stays in the history with what was refused', async () => {
    const model = 'overruled';
    await promoteTrained(test.context, { model, rows: blind, options });
    await promoteTrained(test.context, { model, rows: blind, options });
    await protect(model, [{ ...slice, bound: 0.001 }]);
    const eve = await join('eve', 'editor');
    const move = {
      ...{ model, alias: 'champion', version: 2, expected: 1, warmed: allWarm },
      reason: 'The fair is on Sunday',
    };
    await expect(overruleGates(eve, move)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      setGates(eve, { model, expected: 1, aliases: [], gates: { format: 1, rules: [] } }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await expect(overruleGates(test.context, { ...move, reason: 'so' })).rejects.toMatchObject({
      code: 'bad_request',
    });
    const { id } = await check(model, 2, eve);
    await overruleGates(test.context, move);
    expect((await readModel(test.context, { model })).history[0]).toMatchObject({
      ...{ to: 2, reason: 'The fair is on Sunday' },
      grounds: { kind: 'overruled', checkId: id, refusal: expect.stringContaining('0.001 is asked for') },
    });
    await leave('eve');
  }, 180_000);

  it('keeps every edition, refuses nonsense, and takes one of two who change the gates at once', async () => {
    const model = 'edited';
    await promoteTrained(test.context, { model, rows: blind, options });
    const set = (expected: number, rules: Rule[]) =>
      setGates(test.context, { model, expected, aliases: ['champion'], gates: { format: 1, rules } });
    const results = await Promise.allSettled([set(0, [slice]), set(0, [better])]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(set(7, [])).rejects.toMatchObject({ code: 'conflict' });
    for (const rules of [
      [{ kind: 'metric', metric: 'niceness', bound: 1, end: 'value' }],
      [{ kind: 'metric', metric: 'rmse', bound: Number.NaN, end: 'value' }],
      [{ kind: 'metric', metric: 'coverage', bound: 1, end: 'value' }],
      [{ kind: 'card' }, { kind: 'card' }],
      [{ kind: 'anything' }],
    ])
      await expect(set(1, rules as Rule[]), JSON.stringify(rules)).rejects.toMatchObject({
        code: 'bad_request',
      });
    // A champion that the gates protect is not given away to the next first version either.
    await editCard(test.context, { model, version: 1, section: 'use', markdown: 'For tests.' });
    await expect(startCheck(test.context, { model, version: 1, alias: 'challenger' })).rejects.toMatchObject({
      message: expect.stringContaining('has no gates'),
    });
  }, 180_000);
});
