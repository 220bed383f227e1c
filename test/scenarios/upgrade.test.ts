import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createButtonStore } from '../../src/app/commands/button-store.ts';
import { createQuota } from '../../src/app/commands/quota.ts';
import { createAlert } from '../../src/app/health/alert.ts';
import { bindPlaces } from '../../src/app/places/bind-places.ts';
import { createRun } from '../../src/app/scheduler/run.ts';
import { type App, buildApp } from '../../src/compose/app.ts';
import { readConfig } from '../../src/config/config.ts';
import { answerLists, answerSummaries, type Replay, startReplay } from '../../src/demo/replay.ts';
import type { Card } from '../../src/domain/card/card.ts';
import { UserError } from '../../src/domain/errors.ts';
import { placeToId } from '../../src/domain/subscription/subscription.ts';
import { MINUTE } from '../../src/lib/duration.ts';
import type { Address, Publisher } from '../../src/ports/publisher.ts';
import { createStillClock, failure } from '../app/editions/harness.ts';
import { createTestLog } from '../fixtures/log.ts';
import { makeRawEntry, makeSummary } from '../fixtures/papers.ts';

const readFixture = (name: string) =>
  readFileSync(new URL(`../fixtures/upgrade/${name}`, import.meta.url), 'utf8');
/**
 * The database that an older version left behind when it was killed during an edition, and its backup from before that
 * edition: see fixtures/upgrade/make.mjs. In both, ids lack their workspace.
 */
const DATABASE = readFixture('database.sql');
const BACKUP = readFixture('copy.sql');
const KILLED_AT = Date.parse('2026-08-22T03:10:30Z');
/** Discord accepted these messages, but the program was killed before the responses. */
const UNSETTLED = { key: 'discord:111/2026-08-21/2608.00012', id: '111/9030' };
const UNSETTLED_BEST = { key: 'discord:666/best/2026-08-22', id: '666/9026' };

const THURSDAY = ['2608.00001', '2608.00002', '2608.00003'];
const FRIDAY = ['2608.00011', '2608.00012', '2608.00013'];
const ALERT_PLACE = { platform: 'slack', workspace: '', channel: 'CALERT' };
const LISTS_ARE_LATE = { lists: 'no list came for two weekdays' };

let folder: string;
let path: string;
let lists: Replay;
let model: Replay;
let app: App;
let asked: string[];
const log = createTestLog();
const clock = () => app.clock as ReturnType<typeof createStillClock>;

async function open(dump: string): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-upgrade-'));
  path = join(folder, 'test.db');
  const database = new DatabaseSync(path);
  database.exec(dump);
  database.close();
  const raw = (ids: readonly string[], upvotes: number) =>
    ids.map((id, index) => makeRawEntry({ id, title: `Lighthouse ${id}`, upvotes: upvotes - index }));
  lists = await startReplay(
    answerLists({
      '2026-08-20': raw([...THURSDAY, '2608.00004'], 47),
      '2026-08-21': raw([...FRIDAY, '2608.00014'], 40),
    }),
  );
  asked = [];
  const answer = answerSummaries({ Lighthouse: makeSummary() });
  model = await startReplay((request, body) => {
    asked.push(body.match(/Lighthouse (2608\.\d{5})/)?.[1] ?? '');
    return answer(request, body);
  });
  log.lines.length = 0;
  // The cache uses Date for its expiry times.
  vi.useFakeTimers({ toFake: ['Date'], now: KILLED_AT });
  const config = readConfig({
    HF_ENDPOINT: lists.url,
    OPENAI_BASE_URL: `${model.url}/v1`,
    OPENAI_MODEL: 'replay',
    DATABASE_URL: `file:${path}`,
  });
  app = await buildApp(config, createStillClock(KILLED_AT), log);
}
afterEach(async () => {
  await app.close();
  vi.useRealTimers();
  await Promise.all([lists.close(), model.close()]);
  await rm(folder, { recursive: true });
});

function advance(ms: number): void {
  clock().advance(ms);
  vi.setSystemTime(clock().now());
}

describe('a database of an older version', () => {
  beforeEach(() => open(DATABASE));

  it('is read completely', async () => {
    const { store } = app;
    const subscriptions = await store.subscriptions();
    expect(Object.fromEntries(subscriptions.map((it) => [it.place.channel, [it.state, it.reason]]))).toEqual({
      paperboy: ['active', null],
      111: ['active', null],
      222: ['paused', '채널에 글을 쓸 권한이 없습니다.'],
      333: ['ended', '채널이 삭제되었습니다.'],
      444: ['active', null],
      666: ['active', null],
      C1: ['active', null],
      C5: ['active', null],
      C6: ['ended', null],
      C7: ['active', null],
    });
    expect((await store.subscription('discord:444'))?.settings).toEqual({
      at: 720,
      timeZone: 'Asia/Seoul',
      count: 3,
      mode: 'closed',
      fields: ['rl'],
      words: ['바다'],
      exclude: { fields: [], words: [] },
      mention: null,
      publish: 'off',
      minUpvotes: 1_000,
      weekdays: [1, 5, 6],
      layout: 'channel',
      best: null,
    });

    const editions = await store.editions('');
    expect(editions.map(({ placeId, day, state }) => `${placeId} ${day} ${state}`).sort()).toEqual([
      'discord:444 2026-08-20 empty',
      'discord:444 2026-08-21 empty',
      'discord:G1:111 2026-08-20 done',
      'discord:G1:111 2026-08-21 open',
      'discord:G1:222 2026-08-20 open',
      'discord:G1:333 2026-08-20 open',
      'discord:G1:666 2026-08-20 done',
      'slack:C7 2026-08-20 done',
      'slack:C7 2026-08-21 done',
      'slack:T1:C1 2026-08-20 done',
      'slack:T1:C1 2026-08-21 open',
      'slack:T1:C5 2026-08-20 done',
      'slack:T1:C5 2026-08-21 open',
      'web:paperboy 2026-08-14 skipped',
      'web:paperboy 2026-08-20 done',
      'web:paperboy 2026-08-21 done',
    ]);
    expect(await store.edition('slack:T1:C1', '2026-08-20')).toEqual({
      key: 'slack:C1/2026-08-20',
      placeId: 'slack:T1:C1',
      day: '2026-08-20',
      paperIds: THURSDAY,
      listed: 4,
      state: 'done',
      openedAt: Date.parse('2026-08-21T02:59:00Z'),
      closedAt: Date.parse('2026-08-21T02:59:00Z'),
      refreshes: 3,
      missing: 0,
      failing: 0,
      layout: 'thread',
      publishing: 'none',
      publishProblem: null,
    });
    expect(await store.deliveries('discord:G1:111', '2026-08-20')).toContainEqual({
      key: 'discord:111/2026-08-20/2608.00002',
      isPublished: false,
      failing: null,
      settledAt: 1787281140000,
      paperId: '2608.00002',
      state: 'refused',
      reason: '글이 거절되었습니다.',
      messageId: null,
      shown: '',
    });
    expect(await store.settledBests(0)).toEqual(new Set(['discord:G1:111/best/2026-08-21']));
    expect(await store.paperOf('slack', 'T1/C1/1787.000090')).toBe('2608.00004');

    expect((await store.summaries([...THURSDAY, ...FRIDAY])).keys().toArray()).toEqual(
      [...THURSDAY, ...FRIDAY].slice(0, 5),
    );
    expect(await store.tokensOfDay(KILLED_AT)).toBe(1_250);
    expect(await store.summaryCounts()).toEqual([
      { name: 'outcome', label: 'good', count: 5 },
      { name: 'outcome', label: 'refused', count: 1 },
    ]);
    expect(
      Object.fromEntries(await store.voteCounts([...THURSDAY, '2608.00004'], { shownOn: 'web' })),
    ).toEqual({
      '2608.00001': { up: 3, down: 1 },
      '2608.00002': { up: 1, down: 0 },
      '2608.00003': { up: 0, down: 1 },
      '2608.00004': { up: 2, down: 0 },
    });
    const shown = await app.messages.ofDay('2026-08-21');
    expect(shown.map(({ id, card }) => [id, card.paperId])).toEqual([
      [5, null],
      [6, '2608.00011'],
      [7, '2608.00012'],
      [8, '2608.00013'],
    ]);
    expect(log.lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  });

  it('keeps quotas, the lines of buttons and the current alert', async () => {
    const spend = createQuota(app);
    const member = { place: { platform: 'discord' }, person: { id: '77' } } as Parameters<typeof spend>[0];
    for (let times = 0; times < 4; times += 1) await spend(member, 'lookUp');
    expect(await failure(spend(member, 'lookUp'))).toBeInstanceOf(UserError);

    const line = await createButtonStore(app.cache, () => '').lengthen('/paper ~kept-line');
    expect(line).toMatch(/^\/paper search 등대 바다 .*page:2$/);

    const slack = createFakePlatform([]);
    const alert = createAlert({ ...app, publishers: new Map([['slack', slack.publisher]]) }, ALERT_PLACE);
    await alert.check(LISTS_ARE_LATE);
    expect(slack.sent).toEqual([]);
    await alert.check({});
    advance(6 * MINUTE);
    await alert.check({});
    expect(slack.sent).toEqual([`slack:CALERT/alert/${Date.parse('2026-08-22T03:08:30Z')}/well`]);
  });

  it('continues: the rest is sent, nothing twice', async () => {
    const platforms = await connectFakes(sentBefore());
    const { discord, slack } = platforms;

    // The leases of abandoned claims have expired.
    advance(MINUTE);
    expect((await work()).sort()).toEqual([
      'discord:444 bind',
      'discord:G1:111 deliver',
      // The paused place is tried once, and still refuses.
      'discord:G1:222 deliver',
      'discord:G1:666 best',
      'slack:C7 bind',
      'slack:T1:C1 deliver',
      'slack:T1:C1 touch-up',
      'slack:T1:C5 best',
      'slack:T1:C5 deliver',
    ]);
    // Editions that had begun keep their keys.
    expect(discord.sent).toEqual(['discord:111/2026-08-21/2608.00013']);
    expect(slack.sent.toSorted()).toEqual([
      ...FRIDAY.map((id) => `slack:C1/2026-08-21/${id}`),
      ...[...FRIDAY, 'heading'].map((part) => `slack:C5/2026-08-21/${part}`),
      'slack:T1:C5/best/2026-08-22',
    ]);
    expect(await app.store.deliveries('discord:G1:111', '2026-08-21')).toContainEqual(
      expect.objectContaining({ key: UNSETTLED.key, state: 'sent', messageId: `G1/${UNSETTLED.id}` }),
    );

    expect(await app.store.settledBests(KILLED_AT)).toContain('discord:G1:666/best/2026-08-22');

    // At the next refresh, the web channel's card gets the summary that the old program lacked, and the card that
    // was found on Discord is edited, because its content is unknown.
    advance(55 * MINUTE);
    expect((await work()).sort()).toEqual([
      'discord:G1:111 touch-up',
      'slack:T1:C7 touch-up',
      'web:paperboy touch-up',
    ]);
    expect(discord.edited).toContain(`G1/${UNSETTLED.id}`);
    const [card] = (await app.messages.ofDay('2026-08-21')).slice(-1);
    expect(card?.card.sections.map(({ name }) => name)).toContain('summary');

    // There was one model request, for the paper without a summary.
    expect(asked).toEqual(['2608.00013']);
    expectNothingTwice(platforms);
    const editions = await app.store.editions('2026-08-21');
    expect(editions.filter(({ state }) => state === 'open')).toEqual([]);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('counts every vote once, also at places that get their workspace later', async () => {
    await connectFakes(sentBefore());
    const counts = () => app.store.voteCounts([...THURSDAY, '2608.00004'], { shownOn: 'web' });
    const before = await counts();
    for (const platform of ['discord', 'slack']) await bindPlaces(app, platform);
    expect(await counts()).toEqual(before);
    expect((await app.store.subscriptions()).map(({ place }) => placeToId(place)).toSorted()).toEqual([
      'discord:G1:111',
      'discord:G1:222',
      'discord:G1:333',
      'discord:G1:666',
      'discord:G4:444',
      'slack:T1:C1',
      'slack:T1:C5',
      'slack:T1:C6',
      'slack:T1:C7',
      'web:paperboy',
    ]);
    // The platforms report the same reactions again, under the new ids.
    const now = clock().now();
    for (const [platform, placeId, paperId, voter, emoji] of [
      ['discord', 'discord:G1:111', '2608.00001', '77', '👍'],
      ['discord', 'discord:G7:777', '2608.00004', '77', '👍'],
      ['slack', 'slack:T1:C1', '2608.00001', 'T1:U1', '+1'],
      ['slack', 'slack:T1:C1', '2608.00004', 'T1:U2', '+1'],
      ['slack', 'slack:T1:C7', '2608.00001', 'T1:U2', '+1'],
    ] as const) {
      const messageId = (await app.store.messagesOf(placeId, [paperId])).get(paperId) ?? expect.unreachable();
      expect(await app.store.paperOf(platform, messageId)).toBe(paperId);
      await app.store.addReaction({ paperId, platform, voter, messageId, emoji, value: 1 }, now);
    }
    expect(await counts()).toEqual(before);
  });
});

describe('a backup of an older version', () => {
  it('sends nothing that was sent after the backup was made', async () => {
    await open(BACKUP);
    const before = sentBefore();
    const platforms = await connectFakes(before);
    advance(MINUTE);
    await work();
    expectNothingTwice(platforms);
    expect(platforms.discord.sent).toEqual(['discord:G1:111/2026-08-21/2608.00013']);
    for (const [placeId, day] of [
      ['discord:G1:111', '2026-08-21'],
      ['slack:T1:C1', '2026-08-21'],
      ['slack:T1:C7', '2026-08-21'],
    ] as const)
      expect((await app.store.edition(placeId, day))?.state).toBe('done');
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

/** Runs jobs until nothing is due; returns them as text. */
async function work(): Promise<string[]> {
  const run = createRun({
    ...app,
    wake: () => {},
    onFatal: (_platform, error) => expect.fail(error.message),
  });
  const done: string[] = [];
  for (let jobs = await run.beat(); jobs.length > 0; jobs = await run.beat()) {
    done.push(...jobs.map((job) => ('placeId' in job ? `${job.placeId} ${job.kind}` : job.kind)));
    await Promise.all(jobs.map(run.run));
  }
  return done;
}

/** Expects that no message was sent that the platform already had, whatever form of the place id its key has. */
function expectNothingTwice(platforms: Awaited<ReturnType<typeof connectFakes>>): void {
  const former = (key: string) => key.replace(/^(discord|slack):[A-Z]\d:/, '$1:');
  for (const { sent, known } of Object.values(platforms)) {
    expect(new Set(sent.map(former)).size).toBe(sent.length);
    expect(sent.filter((key) => known.has(former(key)))).toEqual([]);
  }
}

/** Creates a platform in memory that already has the given messages. */
function createFakePlatform(before: readonly SentBefore[]) {
  const known = new Map(before.map(({ key, id }) => [key, id]));
  const sent: string[] = [];
  const edited: string[] = [];
  const ids = new Map(known);
  const publisher: Publisher = {
    leaseMs: 20_000,
    async send({ place }: Address, _card: Card, key: string) {
      // The only paused place still blocks messages.
      if (place.channel === '222') return { state: 'channelBlocked', reason: '막혔습니다.', cause: '50013' };
      sent.push(key);
      ids.set(key, `${place.channel}/${sent.length}`);
      return { state: 'sent', messageId: `${place.workspace}/${ids.get(key)}` };
    },
    async find({ place }, _card, key, { formerKeys = [] } = {}) {
      const id = [key, ...formerKeys].map((one) => ids.get(one)).find(Boolean);
      return id ? { state: 'sent', messageId: `${place.workspace}/${id}` } : null;
    },
    async edit(messageId) {
      edited.push(messageId);
      return { state: 'sent', messageId };
    },
    shapeOf: async () => 'stream',
    findReason: async (_place, _layout, { reason }) => ({ reason, endsAt: null }),
    workspaceOf: async ({ platform, workspace, channel }) =>
      workspace || (platform === 'slack' ? 'T1' : `G${channel[0]}`),
    link: async (_place, messageId) => `https://fake.example/${messageId}`,
  };
  return { publisher, sent, edited, known };
}

interface SentBefore {
  readonly key: string;
  /** The platform's form: the channel, or the thread, and the message. */
  readonly id: string;
}

/** Returns the messages that the old program had sent, settled or not, when it was killed. */
function sentBefore(): readonly SentBefore[] {
  const database = new DatabaseSync(':memory:');
  database.exec(DATABASE);
  const rows = database
    .prepare('SELECT key, message_id AS id FROM deliveries WHERE message_id IS NOT NULL')
    .all() as unknown as SentBefore[];
  database.close();
  return [...rows, UNSETTLED, UNSETTLED_BEST];
}

/** Connects fakes of Discord and Slack that already have these messages. */
async function connectFakes(before: readonly SentBefore[]) {
  const ofPlatform = (platform: string) => before.filter(({ key }) => key.startsWith(`${platform}:`));
  const [discord, slack] = ['discord', 'slack'].map((name) => createFakePlatform(ofPlatform(name)));
  if (!discord || !slack) throw new Error('unreachable');
  app.publishers.set('discord', discord.publisher).set('slack', slack.publisher);
  return { discord, slack };
}
