import { describe, expect, test, vi } from 'vitest';
import { LIMITS } from '../../../src/command/quotas.ts';
import { commandWording, pagesWording } from '../../../src/i18n/ko/command.ts';
import { defaultTeamId, type Fault, type StoredMessage } from '../../emulators/slack/index.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { failOnUnhandled } from '../../fixtures/unhandled.ts';
import {
  ADMIN,
  buttonsOf,
  CHANNEL,
  type Context,
  DAY,
  labelsOf,
  open,
  PLACE_ID,
  wordsOf,
} from './harness.ts';

failOnUnhandled();
const OTHER = 'C0OTHER';
const ANNA = 'U0ANNA';
const BORA = 'U0BORA';
/** The third paper of the list, which is not in the edition of two. */
const PAPER = '2608.00003';
const TITLE = 'Paper 3 of a Busy Harbor';
const BY = commandWording.sharedBy('mina');

type Scene = Awaited<ReturnType<typeof open>>;

/** Opens a bot that has delivered an edition of two papers from a list of twelve. */
async function up(context: Context, options: Parameters<typeof open>[1] = {}): Promise<Scene> {
  const scene = await open(context, {
    ...{ papers: 12, users: { [ADMIN]: { isAdmin: true, name: 'mina' } } },
    ...options,
    env: { DIGEST_COUNT: '2', ...options.env },
  });
  // The manifest does not request this scope, so the bot can post only where it is a member.
  scene.slack.scopes.delete('chat:write.public');
  await scene.up();
  return scene;
}

/** Returns the messages after the edition, which is a heading and two cards. */
const sharedIn = ({ slack }: Scene, channel = CHANNEL) =>
  slack.messages(channel).slice(channel === CHANNEL ? 3 : 0);
const oneShared = async (scene: Scene, channel = CHANNEL): Promise<StoredMessage> => {
  const message = await scene.slack.until(() => sharedIn(scene, channel)[0]);
  return message as StoredMessage;
};

/** Requests the card of the paper that is not in the edition, visible only to the person who asked. */
const show = (scene: Scene, channel = CHANNEL) => scene.use(`보기 ${PAPER}`, ADMIN, channel).answered;

/** Shares the card from `show`; resolves to the message's timestamp once the message has its initial reactions. */
async function shareCard(scene: Scene): Promise<string> {
  scene.press(await show(scene), commandWording.share);
  await scene.slack.until(() => sharedIn(scene)[0]?.reactions?.length === 2);
  return String(sharedIn(scene)[0]?.ts);
}

async function tally(scene: Scene) {
  const { up: ups = 0, down = 0 } =
    (await scene.store().voteCounts([PAPER], { shownOn: 'web' })).get(PAPER) ?? {};
  return [ups, down];
}
const counted = (scene: Scene, ...wanted: number[]) =>
  vi.waitFor(async () => expect(await tally(scene)).toEqual(wanted), EVENTUALLY);
const paperOf = (scene: Scene, ts: string, channel = CHANNEL) =>
  scene.store().paperOf('slack', `${defaultTeamId}/${channel}/${ts}`);
const errorsOf = ({ log }: Scene) => log.lines.filter(({ level }) => level === 'error');
/** Expects no refused requests, and no errors in the log. */
const expectClean = (scene: Scene) => {
  expect(scene.slack.rejections).toEqual([]);
  expect(errorsOf(scene)).toEqual([]);
};

describe.concurrent('the reply to a button', () => {
  test('appears below its list, visible only to the person who asked, and the list stays', async (context) => {
    const scene = await up(context);
    const list = await scene.use('오늘').answered;
    const handle = scene.press(list, pagesWording.more(3));
    const card = await handle.answered;
    expect(wordsOf(card)).toContain(TITLE);
    expect(labelsOf(card)).toEqual([commandWording.share]);
    expect(handle.responses[0]?.body).toMatchObject({ replace_original: false, response_type: 'ephemeral' });
    expect(scene.slack.ephemerals(CHANNEL, ADMIN)).toEqual([list, card]);
    expect(sharedIn(scene)).toEqual([]);
    expectClean(scene);
  });

  test('survives a restart if its line is too long for a button', async (context) => {
    const scene = await up(context);
    await scene.index();
    const words = 'paper '.repeat(25).trim();
    const found = await scene.use(`검색 ${words}`).answered;
    expect(buttonsOf(found).find(({ label }) => label === pagesWording.next)?.value).toMatch(/^\/paper ~/);
    await scene.stop();
    await scene.start();
    await scene.says('Slack is on', 2);
    await scene.index();
    const turned = await scene.press(found, pagesWording.next).answered;
    expect(turned.ts).toBe(found.ts);
    expect(wordsOf(turned)).toContain('\n11. Paper');
    expect(wordsOf(turned)).toContain(words);
    expect(labelsOf(turned)).toContain(pagesWording.previous);
    expectClean(scene);
  });
});

describe.concurrent('sharing', () => {
  test.for(['socket', 'http'] as const)(
    '%s: posts the card for everybody: it names the member, and has initial reactions instead of buttons',
    async (mode, context) => {
      const scene = await up(context, { mode });
      const ts = await shareCard(scene);
      const [shared] = sharedIn(scene);
      expect(wordsOf(shared as StoredMessage)).toContain(BY);
      expect(wordsOf(shared as StoredMessage)).toContain(TITLE);
      expect(shared?.blocks?.map(({ type }) => type)).not.toContain('actions');
      expect(shared?.reactions).toEqual([
        { name: '+1', count: 1, users: [scene.slack.botUserId] },
        { name: '-1', count: 1, users: [scene.slack.botUserId] },
      ]);
      expect(await paperOf(scene, ts)).toBe(PAPER);
      expect(scene.slack.ephemerals(CHANNEL, ADMIN)).toHaveLength(1);
      expectClean(scene);
    },
  );

  test('can be typed as well', async (context) => {
    const scene = await up(context);
    scene.use(`보기 ${PAPER} share:yes`);
    await scene.slack.until(() => sharedIn(scene)[0]?.reactions?.length === 2);
    expect(scene.slack.ephemerals(CHANNEL, ADMIN)).toEqual([]);
    expectClean(scene);
  });

  test.for([`오늘 날짜:${DAY}`, '인기 범위:모든', '분야'])(
    'posts the reply to %s as one message without buttons, which belongs to no paper',
    async (line, context) => {
      const scene = await up(context);
      await scene.index();
      const answer = await scene.use(line).answered;
      const handle = scene.press(answer, commandWording.share);
      const shared = await oneShared(scene);
      expect(handle.posted()).toEqual([shared]);
      expect(shared.text).toBe(answer.text.replace('\n', `\n${BY}\n`));
      expect(shared.blocks?.map(({ type }) => type)).not.toContain('actions');
      expect(await paperOf(scene, shared.ts)).toBeNull();
      scene.slack.react(CHANNEL, shared.ts, ANNA, '+1');
      scene.slack.react(CHANNEL, scene.ts(), ANNA, '+1');
      await scene.counted(1);
      expect(sharedIn(scene)[0]?.reactions).toMatchObject([{ name: '+1', users: [ANNA] }]);
      expect(scene.slack.ephemerals(CHANNEL, ADMIN)).toEqual([answer]);
      expectClean(scene);
    },
  );

  test('has a limit per person, and only that person sees the notice', async (context) => {
    const scene = await up(context);
    for (let times = 1; times <= LIMITS.share.most; times += 1) {
      scene.press(await scene.use(`보기 2608.0000${times}`, ADMIN, CHANNEL).answered, commandWording.share);
      await scene.slack.until(() => sharedIn(scene).length === times);
    }
    const handle = scene.press(
      await scene.use('보기 2608.00006', ADMIN, CHANNEL).answered,
      commandWording.share,
    );
    // The clock keeps running, so the remaining minutes can differ.
    expect((await handle.answered).text).toMatch(/^요청이 너무 많습니다\./);
    expect(handle.posted()).toEqual([]);
    expect(sharedIn(scene)).toHaveLength(LIMITS.share.most);
    expectClean(scene);
  });

  test.for([false, true])(
    'works in a channel without the bot (private: %s): as a reply, without votes',
    async (isPrivate, context) => {
      const scene = await up(context, {
        channels: [{ id: CHANNEL }, { id: OTHER, isMember: false, isPrivate }],
      });
      const [button] = buttonsOf(await show(scene, OTHER));
      const { actionId = '', value = '' } = button ?? {};
      scene.slack.interact.button({ channelId: OTHER, userId: ADMIN, actionId, value });
      const shared = await oneShared(scene, OTHER);
      expect(wordsOf(shared)).toContain(BY);
      expect(wordsOf(shared)).toContain(TITLE);
      expect(shared.reactions).toBeUndefined();
      expect(await paperOf(scene, shared.ts, OTHER)).toBeNull();
      expect(sharedIn(scene, OTHER)).toHaveLength(1);
      expectClean(scene);
    },
  );

  /** Makes all calls of one method fail with this fault. */
  const say = (scene: Scene, method: string, fault: Fault) => {
    scene.slack.fault = (request) => (request.method === method ? fault : undefined);
  };

  test('works if the bot is rate limited: as a reply', async (context) => {
    const scene = await up(context);
    const answer = await show(scene);
    say(scene, 'chat.postMessage', { kind: 'rate-limit', retryAfter: 30 });
    const handle = scene.press(answer, commandWording.share);
    const shared = await oneShared(scene);
    expect(handle.posted()).toEqual([shared]);
    expectClean(scene);
  });

  test.for<[string, Fault]>([
    ['are refused', { kind: 'error', error: 'too_many_reactions' }],
    ['fail temporarily', { kind: 'status', status: 503 }],
  ])('posts one message if its initial reactions %s, and votes count', async ([_how, fault], context) => {
    const scene = await up(context);
    const answer = await show(scene);
    say(scene, 'reactions.add', fault);
    scene.press(answer, commandWording.share);
    await scene.slack.until(() => sharedIn(scene).length > 0);
    const { ts } = await oneShared(scene);
    await vi.waitFor(async () => expect(await paperOf(scene, ts)).toBe(PAPER), EVENTUALLY);
    scene.slack.react(CHANNEL, ts, ANNA, '+1');
    await counted(scene, 1, 0);
    expect(sharedIn(scene)).toHaveLength(1);
    expectClean(scene);
  });

  test.for<[string, Fault]>([
    ['is lost', { kind: 'after', answer: 'reset' }],
    ['takes too long', { kind: 'after', answer: 'hang' }],
  ])("posts one message if Slack's response to it %s", async ([_how, fault], context) => {
    const scene = await up(context);
    const answer = await show(scene);
    say(scene, 'chat.postMessage', fault);
    const handle = scene.press(answer, commandWording.share);
    await scene.says('A shared card might be missing');
    expect(handle.responses).toEqual([]);
    expect(sharedIn(scene)).toHaveLength(1);
    expectClean(scene);
  });

  test('omits the picture if Slack cannot fetch it; so does the reply itself', async (context) => {
    const scene = await up(context);
    scene.slack.brokenImage = () => true;
    const answer = await show(scene);
    expect(wordsOf(answer)).toContain(TITLE);
    expect(JSON.stringify(answer.blocks)).not.toContain('image_url');
    const ts = await shareCard(scene);
    expect(await paperOf(scene, ts)).toBe(PAPER);
    expectClean(scene);
  });
});

describe.concurrent('a shared card', () => {
  test('can be voted on: votes are added, switched and removed', async (context) => {
    const scene = await up(context);
    const ts = await shareCard(scene);
    scene.slack.react(CHANNEL, ts, ANNA, '+1');
    scene.slack.react(CHANNEL, ts, BORA, '-1::skin-tone-3');
    await counted(scene, 1, 1);
    scene.slack.react(CHANNEL, ts, ANNA, '-1');
    await counted(scene, 0, 2);
    scene.slack.unreact(CHANNEL, ts, BORA, '-1::skin-tone-3');
    await counted(scene, 0, 1);
    expect((await scene.store().voteCounts([PAPER], { placeId: PLACE_ID })).get(PAPER)).toEqual({
      up: 0,
      down: 1,
    });
    expectClean(scene);
  });

  test('can be voted on while the bot is down: the next start counts the votes', async (context) => {
    const scene = await up(context);
    const ts = await shareCard(scene);
    scene.slack.react(CHANNEL, ts, ANNA, '-1');
    await counted(scene, 0, 1);
    await scene.stop();
    scene.slack.unreact(CHANNEL, ts, ANNA, '-1');
    scene.slack.react(CHANNEL, ts, BORA, '+1');
    await scene.start();
    await counted(scene, 1, 0);
    expectClean(scene);
  });

  test('does not count as delivered: an edition can still include the paper', async (context) => {
    const scene = await up(context);
    await shareCard(scene);
    const given = await scene.store().papersSent(PLACE_ID, 0, '2026-08-24');
    expect([...given].toSorted()).toEqual(['2608.00001', '2608.00002']);
    expectClean(scene);
  });
});
