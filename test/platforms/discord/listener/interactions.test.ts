import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../../commands/index.ts';
import { answerCard } from '../../../../src/cards/build-card.ts';
import { defineCommand } from '../../../../src/command/define.ts';
import type { Reply } from '../../../../src/command/invocation.ts';
import { cardWording } from '../../../../src/i18n/ko/card.ts';
import { commandWording, helpWording, pagesWording } from '../../../../src/i18n/ko/command.ts';
import { discordWording } from '../../../../src/i18n/ko/discord.ts';
import { showWording } from '../../../../src/i18n/ko/search.ts';
import { statusWording } from '../../../../src/i18n/ko/status.ts';
import { subscriptionWording } from '../../../../src/i18n/ko/subscription/subscription.ts';
import { todayWording } from '../../../../src/i18n/ko/today.ts';
import { LIST_DAY, makePapers, NOON } from '../../../app/editions/harness.ts';
import { defaultGuildId, type StoredMessage } from '../../../emulators/discord/index.ts';
import { discordPlaceId } from '../../../fixtures/place-ids.ts';
import { createRandom } from '../../../fixtures/random.ts';
import { pause, SETTINGS } from '../../../fixtures/settings.ts';
import {
  CHANNEL,
  EPHEMERAL,
  expectClean,
  type Fields,
  labelsOf,
  linesOf,
  MEMBER,
  open,
  PLACE,
  PLACE_ID,
  type Scene,
  textOf,
} from '../harness.ts';

const THREAD = { public: 11 };
const { permissions } = discordWording;
/** Matches the answer to a change of settings. */
const DONE = new RegExp(`${subscriptionWording.subscribed}|${subscriptionWording.changed}`);

describe('acknowledging', () => {
  /** Opens a scene in which answers wait until `release` is called. */
  async function openHanging() {
    const released = Promise.withResolvers<Reply>();
    const scene = await open(() => ({ respond: () => released.promise }));
    const release = () => released.resolve({ cards: [answerCard('늦은 답', [])], buttons: [] });
    return { scene, release };
  }

  test('a command comes before any work, visible only to its user', async () => {
    const { scene, release } = await openHanging();
    const handle = scene.use('today');
    expect(await handle.acknowledged).toMatchObject({ type: 5, flags: EPHEMERAL });
    release();
    const answer = await handle.answered;
    expect(textOf(answer)).toBe('늦은 답');
    expect(Number(answer.flags) & EPHEMERAL).toBe(EPHEMERAL);
    expectClean(scene);
  });

  test('a button comes before any work', async () => {
    const lines: unknown[] = [];
    const hang = new Promise<Reply>(() => {});
    const scene = await open((real) => ({
      respond(call, use) {
        lines.push(use);
        return lines.length > 1 ? hang : real.respond(call, use);
      },
    }));
    const handle = scene.press(await scene.use('today').answered, `/paper today day:${LIST_DAY} page:2x10`);
    expect(await handle.acknowledged).toMatchObject({ type: 6 });
    await scene.discord.until(() => lines.length === 2);
    expect(lines[1]).toEqual({ pressed: `/paper today day:${LIST_DAY} page:2x10` });
  });

  test('200 concurrent commands succeeds, and all are answered', async () => {
    const scene = await open();
    const handles = Array.from({ length: 200 }, (_, index) =>
      scene.use(['status', 'help', 'today'][index % 3] as string, {
        userId: String(400000000000000100n + BigInt(index)),
      }),
    );
    const acks = await Promise.all(handles.map(({ acknowledged }) => acknowledged));
    expect(acks.every(({ type }) => type === 5)).toBe(true);
    const answers = await Promise.all(handles.map(({ answered }) => answered));
    expect(answers.filter((answer) => /[가-힣]/.test(textOf(answer)))).toHaveLength(200);
    expectClean(scene);
  });

  test.each([
    ['a command', 10062, (scene: Scene) => scene.use('help')],
    ['a command', 40060, (scene: Scene) => scene.use('help')],
    [
      'a button',
      10062,
      (scene: Scene) => forgeButton(scene, '/paper help', scene.discord.say(CHANNEL, MEMBER, 'x')),
    ],
  ] as const)('too late, or twice, causes a debug line: %s, %i', async (_what, code, act) => {
    const scene = await open();
    let failed = 0;
    scene.discord.fault = ({ path }) => {
      if (!path.endsWith('/callback')) return undefined;
      failed += 1;
      return { kind: 'status', status: code === 10062 ? 404 : 400, body: { message: 'no', code } };
    };
    act(scene);
    await scene.discord.until(() => linesOf(scene, 'debug').some((line) => /^Too late to answer/.test(line)));
    scene.discord.fault = undefined;
    expect(textOf(await scene.use('help').answered)).toContain(helpWording.title);
    expect(failed).toBeGreaterThan(0);
    expect(linesOf(scene, 'warn', 'error')).toEqual([]);
  });

  test.each([
    ['after 15 minutes', 50027],
    ['to a command whose message was dismissed', 10008],
    ['to a command that Discord no longer knows', 10015],
  ])('an answer %s causes a debug line, and the next one works', async (_what, code) => {
    const { scene, release } = await openHanging();
    const late = scene.use('today');
    await late.acknowledged;
    if (code === 50027) late.expire();
    else scene.discord.fault = () => ({ kind: 'status', status: 404, body: { message: 'Unknown', code } });
    const before = scene.stage.log.lines.length;
    release();
    await scene.discord.until(() => scene.stage.log.lines.length > before);
    scene.discord.fault = undefined;
    expect(textOf(await scene.use('help').answered)).toBe('늦은 답');
    expect(linesOf(scene, 'warn', 'error')).toEqual([]);
  });

  test('an answer that Discord fails to store is logged, and the next one works', async () => {
    const scene = await open();
    scene.discord.fault = ({ method }) => (method === 'PATCH' ? { kind: 'status', status: 500 } : undefined);
    scene.use('help');
    await scene.discord.until(() => linesOf(scene, 'error').length > 0);
    scene.discord.fault = undefined;
    expect(textOf(await scene.use('help').answered)).toContain(helpWording.title);
    expect(linesOf(scene, 'error')).toEqual(['Could not answer an interaction']);
  });

  test('a bug results in an apology with only a reference, which is also in the log', async () => {
    const boom = defineCommand({
      ...{ name: 'boom', ko: '꽝', description: '고장 난 명령입니다.', options: {} },
      run: async () => {
        throw new Error('the cellar is on fire');
      },
    });
    const scene = await open(undefined, [...COMMANDS, boom]);
    const text = textOf(await scene.use('boom').answered);
    expect(text).toBe(commandWording.apology('ref-1'));
    const [line] = scene.stage.log.lines.filter(({ level }) => level === 'error');
    expect(line?.fields).toMatchObject({
      reference: 'ref-1',
      err: expect.objectContaining({ message: 'the cellar is on fire' }),
    });
  });
});

describe('commands', () => {
  test('are answered in Korean, also by their Korean names', async () => {
    const scene = await open();
    const help = textOf(await scene.use('도움말', { name: '논문' }).answered);
    for (const { ko, name } of COMMANDS) expect(help).toContain(`/paper ${name} · ${ko}`);
    expect(textOf(await scene.use('today').answered)).toContain(cardWording.headingTitle(LIST_DAY));
    expect(textOf(await scene.use('상태').answered)).toContain(subscriptionWording.none);
    const options = { 시각: '오후 6시', 편수: 7, 분야: '강화 학습', 요일: '월,수', 배치: 'channel' };
    const done = textOf(await scene.use('구독', { options, manage: true }).answered);
    for (const part of [
      subscriptionWording.subscribed,
      '월·수 18:00 (서울 시간)',
      '최대 7편',
      '분야 강화 학습',
    ]) {
      expect(done).toContain(part);
    }
    expect((await scene.stage.store.subscription(PLACE_ID))?.settings).toMatchObject({ at: 1080, count: 7 });
    expect(textOf(await scene.use('상태').answered)).toContain(statusWording.active);
    const ended = textOf(await scene.use('해지', { manage: true }).answered);
    expect(ended).toContain(subscriptionWording.ended);
    expect(await scene.stage.store.subscription(PLACE_ID)).toMatchObject({ state: 'ended', reason: null });
    expectClean(scene);
  });

  test('that change settings are for managers only', async () => {
    const scene = await open();
    expect(textOf(await scene.use('subscribe').answered)).toBe(commandWording.managersOnly('구독'));
    expect(await scene.stage.store.subscription(PLACE_ID)).toBeNull();
    await scene.stage.store.subscribe(PLACE, SETTINGS, NOON);
    expect(textOf(await scene.use('unsubscribe').answered)).toBe(commandWording.managersOnly('해지'));
    expect(await scene.stage.store.subscription(PLACE_ID)).toMatchObject({ state: 'active' });
    expectClean(scene);
  });

  test('an administrator manages without Manage Server', async () => {
    const scene = await open();
    const handle = scene.forge((genuine) => ({
      ...genuine,
      member: { ...genuine.member, permissions: String(1n << 3n) },
      data: { ...genuine.data, options: [{ type: 1, name: 'subscribe', options: [] }] },
    }));
    expect(textOf(await handle.answered)).toContain(subscriptionWording.subscribed);
  });

  const CHANNEL_NEEDS = [
    'ViewChannel',
    'EmbedLinks',
    'AddReactions',
    'ReadMessageHistory',
    'SendMessages',
  ] as const;
  const ALL = (Object.keys(permissions) as (keyof typeof permissions)[]).filter((name) => name !== 'Connect');

  test.each([
    // A permission without effect counts as missing too (topics/permissions, "Implicit Permissions").
    [['ViewChannel'], CHANNEL_NEEDS, {}],
    [['SendMessages'], ['SendMessages', 'EmbedLinks'], {}],
    [['EmbedLinks'], ['EmbedLinks'], {}],
    [['AddReactions'], ['AddReactions'], {}],
    [['ReadMessageHistory'], ['ReadMessageHistory'], {}],
    [['EmbedLinks', 'AddReactions'], ['EmbedLinks', 'AddReactions'], {}],
    [['CreatePublicThreads'], ['CreatePublicThreads'], { layout: 'thread' }],
    [['SendMessagesInThreads'], ['SendMessagesInThreads'], { layout: 'thread' }],
    [ALL, ALL, { layout: 'thread' }],
  ] as const)(
    'without %s subscribe lists what is missing, and does not subscribe',
    async (missing, named, options) => {
      const scene = await open();
      scene.discord.setMissing(CHANNEL, missing);
      const text = textOf(await scene.use('subscribe', { manage: true, options }).answered);
      const names = ALL.filter((name) => text.includes(permissions[name]));
      expect(names.sort()).toEqual([...named].sort());
      expect(await scene.stage.store.subscription(PLACE_ID)).toBeNull();
      expectClean(scene);
    },
  );

  test('a permission that only the thread layout needs does not prevent a subscription with the channel layout', async () => {
    const scene = await open();
    scene.discord.setMissing(CHANNEL, ['CreatePublicThreads', 'SendMessagesInThreads']);
    const text = textOf(await scene.use('subscribe', { manage: true }).answered);
    expect(text).toContain(subscriptionWording.subscribed);
    expectClean(scene);
  });

  test('a change that needs more permissions than the bot has leaves the subscription unchanged', async () => {
    const scene = await open();
    await scene.use('subscribe', { manage: true }).answered;
    scene.discord.setMissing(CHANNEL, ['CreatePublicThreads']);
    const options = { layout: 'thread', count: 9 };
    const text = textOf(await scene.use('subscribe', { manage: true, options }).answered);
    expect(text).toContain(permissions.CreatePublicThreads);
    expect((await scene.stage.store.subscription(PLACE_ID))?.settings).toMatchObject({
      layout: 'channel',
      count: 5,
    });
  });

  test('status names a permission that was removed', async () => {
    const scene = await open();
    await scene.use('subscribe', { manage: true }).answered;
    scene.discord.setMissing(CHANNEL, ['EmbedLinks']);
    expect(textOf(await scene.use('status').answered)).toContain(permissions.EmbedLinks);
  });

  test('status names other channels with problems to members who can see them, and to managers', async () => {
    const scene = await open();
    const [shut, here, secret, harbor] = [
      '20000000000000007',
      '30000000000000007',
      '30000000000000008',
      '30000000000000009',
    ] as const;
    // On this server, members need a role to see a channel.
    scene.discord.addGuild({
      id: shut,
      permissions: ['UseApplicationCommands'],
      channels: [{ id: here }, { id: secret, name: 'secret' }],
    });
    scene.discord.addChannel(defaultGuildId, { id: harbor, name: 'harbor' });
    for (const [workspace, channel] of [
      [shut, secret],
      [defaultGuildId, harbor],
    ] as const) {
      await scene.stage.store.subscribe({ ...PLACE, workspace, channel }, SETTINGS, NOON);
      await pause(scene.stage.store, discordPlaceId(channel, workspace), '권한이 없습니다.');
    }
    const ask = async (more: Parameters<Scene['use']>[1]) => textOf(await scene.use('status', more).answered);
    expect(await ask({})).toContain(`${statusWording.elsewhere}\n#harbor: `);
    const there = { guildId: shut, channelId: here };
    expect(await ask(there)).not.toMatch(/secret|harbor/);
    expect(await ask({ ...there, manage: true })).toContain(`${statusWording.elsewhere}\n#secret: `);
    expectClean(scene);
  });

  test('a thread can be a separate place, with its own permissions and without a thread layout', async () => {
    const scene = await open();
    const made = await scene.call('POST', `/channels/${CHANNEL}/threads`, {
      body: { name: '논문 이야기', type: THREAD.public },
    });
    const channelId = (made as { id: string }).id;
    const threaded = { channelId, manage: true, options: { layout: 'thread' } };
    expect(textOf(await scene.use('subscribe', threaded).answered)).toBe(discordWording.noThreadHere);
    expect(await scene.stage.store.subscription(discordPlaceId(channelId))).toBeNull();

    scene.discord.setMissing(CHANNEL, ['SendMessagesInThreads']);
    const blocked = textOf(await scene.use('subscribe', { channelId, manage: true }).answered);
    expect(blocked).toContain(permissions.SendMessagesInThreads);
    expect(blocked).not.toContain(permissions.SendMessages);

    // A thread needs fewer permissions than its channel.
    scene.discord.setMissing(CHANNEL, ['SendMessages', 'CreatePublicThreads']);
    const done = textOf(await scene.use('subscribe', { channelId, manage: true }).answered);
    expect(done).toContain(subscriptionWording.subscribed);
    expect((await scene.stage.store.subscription(discordPlaceId(channelId)))?.place.workspace).toBe(
      defaultGuildId,
    );
    expectClean(scene);
  });
});

describe('autocomplete', () => {
  const focus = ({ discord }: Scene, focused: string, value: string, subcommand = 'subscribe') =>
    discord.interact.autocomplete({
      ...{ guildId: defaultGuildId, channelId: CHANNEL, userId: MEMBER, name: 'paper' },
      ...{ subcommand, focused, value },
    });

  test.each([
    ['zone', '서울', 'Asia/Seoul'],
    ['time', '18', '18:00'],
    ['time', '오후 6시', '18:00'],
    ['fields', '강화', '강화 학습'],
    ['fields', '로봇공학,강화', '로봇공학,강화 학습'],
    ['weekdays', '평', '평일'],
  ])('%s: %s offers %s', async (option, typed, offered) => {
    const scene = await open();
    expect((await focus(scene, option, typed)).map(({ value }) => value)).toContain(offered);
    expectClean(scene);
  });

  test('S12: what is typed after 200 characters is not looked at', async () => {
    const scene = await open();
    // Discord sends at most 6,000 characters.
    const offered = await focus(scene, 'fields', '강화'.padEnd(200).padEnd(6_000, 'x'));
    expect(offered.map(({ value }) => value)).toContain('강화 학습');
    expectClean(scene);
  });

  test('returns at most 25 choices of at most 100 characters, for any input', async () => {
    const scene = await open();
    const random = createRandom(7);
    const bits = [
      'a',
      '9',
      ':',
      ' ',
      ',',
      '서',
      '강화 학습,',
      'Asia/',
      '👍🏽',
      '\u0000',
      '(',
      '\\',
      '월',
      '_',
    ];
    const typed = [
      '',
      ...['로봇공학,'.repeat(19), '로봇공학,'.repeat(20), `${'x'.repeat(5999)},`, '\uD83D', '👍'.repeat(60)],
      ...Array.from({ length: 40 }, () =>
        Array.from(
          { length: 1 + Math.floor(random() * 30) },
          () => bits[Math.floor(random() * bits.length)],
        ).join(''),
      ),
    ];
    for (const option of ['zone', 'time', 'fields', 'weekdays']) {
      const answers = await Promise.all(typed.map((value) => focus(scene, option, value)));
      for (const choices of answers) {
        expect(choices.length).toBeLessThanOrEqual(25);
        for (const { name, value } of choices) {
          expect(name.length).toBeGreaterThan(0);
          expect(name.length).toBeLessThanOrEqual(100);
          expect(String(value).length).toBeLessThanOrEqual(100);
        }
      }
      expect(answers[0]?.length).toBeGreaterThan(0);
    }
    expectClean(scene);
  });

  test('every choice is accepted', async () => {
    const scene = await open();
    for (const option of ['zone', 'time', 'fields', 'weekdays']) {
      for (const { value } of await focus(scene, option, '')) {
        const handle = scene.use('subscribe', { manage: true, options: { [option]: value } });
        expect(textOf(await handle.answered)).toMatch(DONE);
      }
    }
    expectClean(scene);
  });

  test.each([
    ['search', 'field', '강화ㅎ', '강화 학습', '강화 학습(Reinforcement Learning)'],
    ['search', 'field', 'ㄱㅎㅎㅅ', '강화 학습', '강화 학습(Reinforcement Learning)'],
    ['today', 'field', 'robo', '로보틱스', '로보틱스(Robotics)'],
    ['show', 'paper', 'paper 12', '2608.00012', 'Paper 12'],
    ['show', 'paper', '2608.00003', '2608.00003', 'Paper 3'],
  ])('%s %s: %s offers %s first, as %s', async (subcommand, option, typed, value, name) => {
    const scene = await open();
    await scene.index();
    const [first] = await focus(scene, option, typed, subcommand);
    expect(first).toEqual({ name, value });
    const given = scene.use(subcommand, { options: { [option]: String(first?.value) } });
    expect(textOf(await given.answered)).toContain(subcommand === 'show' ? name : value);
    expectClean(scene);
  });

  test("for a paper offers the newest titles, cut to Discord's limit", async () => {
    const long = 'A Title That Goes On and On '.repeat(9).trim();
    const papers = makePapers(40).map((paper) => ({ ...paper, title: `${paper.title} ${long}` }));
    const scene = await open(undefined, undefined, papers);
    await scene.index();
    const choices = await focus(scene, 'paper', '', 'show');
    expect(choices.map(({ value }) => value)).toEqual(papers.slice(0, 25).map(({ id }) => id));
    for (const { name } of choices) expect(name).toMatch(/^Paper \d+ A Title .{60,}…$/);
    // All words must match, in any order; the input is literal text, not a pattern.
    expect(await focus(scene, 'paper', 'on title 40', 'show')).toHaveLength(1);
    for (const typed of ['.*', '\\', '%', 'title fog']) {
      expect(await focus(scene, 'paper', typed, 'show'), typed).toEqual([]);
    }
    expectClean(scene);
  });

  test('before anything was indexed offers as many fields as possible, and no paper', async () => {
    const scene = await open();
    expect(await focus(scene, 'field', '', 'search')).toHaveLength(25);
    expect(await focus(scene, 'paper', 'Paper', 'show')).toEqual([]);
    expectClean(scene);
  });

  test('for an unknown option or subcommand offers nothing', async () => {
    const scene = await open();
    const asked = (name: string, option: string) => (genuine: Fields) => ({
      ...genuine,
      type: 4,
      data: {
        ...genuine.data,
        options: [{ type: 1, name, options: [{ type: 3, name: option, value: 'a', focused: true }] }],
      },
    });
    for (const change of [asked('subscribe', 'constructor'), asked('gone', 'zone'), asked('toString', 'a')]) {
      expect(await scene.forge(change).acknowledged).toMatchObject({ type: 8 });
    }
    expect(linesOf(scene, 'error')).toEqual([]);
  });
});

describe('forged commands get a polite reply', () => {
  const sub = (name: string, options: readonly Fields[] = []) => ({ type: 1, name, options });
  const option = (name: string, value: unknown, type = 3) => ({ type, name, value });
  test.each<[string, readonly Fields[] | undefined, RegExp]>([
    ['no subcommand', undefined, /없는 명령입니다/],
    ['an unknown subcommand', [sub('digest')], /없는 명령입니다: 'digest'/],
    ['a property name of every object', [sub('constructor')], /없는 명령입니다/],
    ['a group', [{ type: 2, name: 'admin', options: [sub('today')] }], /없는 명령입니다/],
    ['an unknown option', [sub('today', [option('limit', '3')])], /'limit' 옵션이 없습니다/],
    [
      'an option named like a property of every object',
      [sub('today', [option('__proto__', 'x')])],
      /옵션이 없습니다/,
    ],
    ['an option of a command without options', [sub('status', [option('day', 'x')])], /옵션이 없습니다/],
    ['an invalid day', [sub('today', [option('day', '2026-02-30')])], /달력에 없는 날짜/],
    ['an invalid number', [sub('today', [option('page', 'two', 4)])], /'쪽'에는/],
    ['a number out of bounds', [sub('today', [option('page', 1e21, 4)])], /'쪽'에는/],
    ['a page below the first', [sub('today', [option('page', -1, 4)])], /'쪽'에는/],
    ['no value', [sub('today', [{ type: 3, name: 'day' }])], /날짜는/],
    ['an object for a value', [sub('today', [option('day', { $gt: '' })])], /날짜는/],
    ['6000 characters', [sub('today', [option('day', '@everyone '.repeat(600))])], /200자까지만/],
    ['markup', [sub('today', [option('day', '**[x](https://evil.example)** <@1> `')])], /날짜는/],
  ])('%s', async (_what, options, expected) => {
    const scene = await open();
    const handle = scene.forge((genuine) => ({ ...genuine, data: { ...genuine.data, options } }));
    expect(await handle.acknowledged).toMatchObject({ type: 5, flags: EPHEMERAL });
    const answer = await handle.answered;
    expect(textOf(answer)).toMatch(expected);
    expectClean(scene);
  });

  test.each([[], 7])(
    'channels with problems are named to a member only if the roles are a list: %j',
    async (roles) => {
      const scene = await open();
      const { store } = scene.stage;
      const other = '300000000000000099';
      scene.discord.addChannel(defaultGuildId, { id: other, name: 'other' });
      await scene.stage.subscribe({}, { ...PLACE, channel: other });
      await pause(store, discordPlaceId(other), '막혔습니다.');
      const handle = scene.forge((genuine) => ({
        ...genuine,
        member: { ...genuine.member, roles, permissions: '0' },
        data: { ...genuine.data, options: [sub('status')] },
      }));
      expect(textOf(await handle.answered).includes('#other')).toBe(Array.isArray(roles));
      expect(linesOf(scene, 'error')).toEqual([]);
    },
  );

  test('invalid values of every setting change nothing', async () => {
    const scene = await open();
    const wrong = {
      ...{ time: '25:00', zone: 'Mars/Base', count: 0, fields: '없는분야이름', votes: -1 },
      ...{ weekdays: '달요일', layout: 'grid', list: 'old' },
    };
    for (const [name, value] of Object.entries(wrong)) {
      const handle = scene.forge((genuine) => ({
        ...genuine,
        member: { ...genuine.member, permissions: '32' },
        data: { ...genuine.data, options: [sub('subscribe', [option(name, value)])] },
      }));
      const text = textOf(await handle.answered);
      expect(text, name).not.toMatch(DONE);
      expect(text).toMatch(/[가-힣]/);
    }
    expectClean(scene);
  });

  test('parts of the wrong type', async () => {
    const scene = await open();
    for (const data of [{ options: [{ type: 1, name: {} }] }, { options: [{ type: 1, name: ['today'] }] }]) {
      const handle = scene.forge((genuine) => ({ ...genuine, data: { ...genuine.data, ...data } }));
      expect(textOf(await handle.answered)).toMatch(/[가-힣]/);
    }
    const { id } = await scene.use('help').answered;
    const pressed = forgeButton(scene, 7 as never, id);
    const said = await scene.discord.until(() => pressed.followUps()[0]);
    expect(textOf(said)).toBe(commandWording.staleButton);
    expectClean(scene);
  });

  test('a command that discord.js cannot parse is dropped, and the next one is answered', async () => {
    const scene = await open();
    const isTold = () =>
      linesOf(scene, 'error').filter((line) => /^Could not read a Discord event/.test(line)).length;
    const breakOne = () =>
      scene.forge((genuine) => ({ ...genuine, member: { ...genuine.member, flags: '@everyone' } }));
    breakOne().acknowledged.catch(() => {});
    await scene.discord.until(() => isTold() === 1);
    // While discord.js waits for guilds, it queues events and reads them in a timer, outside any error handler.
    const guild = '200000000000000007';
    scene.discord.addGuild({ id: guild, channels: [] });
    scene.discord.outage(guild, true);
    await scene.stop();
    const starting = scene.start();
    await scene.discord.until(() => scene.discord.gateway.identifies.length === 2);
    breakOne().acknowledged.catch(() => {});
    await starting;
    await scene.discord.until(() => isTold() === 2);
    expect(textOf(await scene.use('help').answered)).toMatch(/[가-힣]/);
  });

  test('a command outside any server', async () => {
    const scene = await open();
    const handle = scene.forge(
      ({ member, guild: _g, guild_id: _i, guild_locale: _l, channel: _c, ...rest }) => ({
        ...{ ...rest, user: member.user, context: 1 },
        data: { ...rest.data, options: [sub('subscribe')] },
      }),
    );
    expect(textOf(await handle.answered)).toBe(commandWording.managersOnly('구독'));
    expect(await scene.stage.store.subscriptions()).toEqual([]);
    expect(linesOf(scene, 'error')).toEqual([]);
  });
});

/** Presses a button that the message does not have. */
function forgeButton(scene: Scene, customId: string, messageId: string) {
  return scene.forge((genuine) => ({
    ...genuine,
    type: 3,
    data: { custom_id: customId, component_type: 2 },
    message: scene.discord.messages(CHANNEL).find(({ id }) => id === messageId) ?? {
      ...{ id: messageId, channel_id: CHANNEL, author: { id: scene.discord.botId }, type: 20 },
    },
  }));
}

describe('buttons', () => {
  const page = (number: number, day = LIST_DAY, size = 10) =>
    `/paper today day:${day} page:${number}x${size}`;
  const more = pagesWording.more(1).slice(1);
  const titles = (message: StoredMessage | undefined) =>
    (message?.embeds ?? []).flatMap(({ description = '' }) => description.match(/Paper \d+(?=\])/g) ?? []);
  /** Returns the labels of a message's buttons, except those for the papers on its page. */
  const labels = (message: StoredMessage) => labelsOf(message).filter((label) => !label.endsWith(more));

  test('turn the pages of a list, in the same message', async () => {
    const scene = await open();
    const handle = scene.use('today');
    const first = await handle.answered;
    expect(titles(first)).toEqual(Array.from({ length: 10 }, (_, index) => `Paper ${index + 1}`));
    expect(labels(first)).toEqual([pagesWording.next, commandWording.share]);
    expect(textOf(first)).toContain(pagesWording.page(1, 2));
    const second = await scene.press(first, page(2)).answered;
    expect(second.id).toBe(first.id);
    expect(titles(second)).toEqual(['Paper 11', 'Paper 12']);
    expect(labels(second)).toEqual([pagesWording.previous, commandWording.share]);
    expect(titles(await scene.press(second, page(1)).answered)?.[0]).toBe('Paper 1');
    expect(titles(handle.message())?.[0]).toBe('Paper 1');
    expectClean(scene);
  });

  test('of an earlier version lead to pages of five', async () => {
    const scene = await open();
    const { id } = await scene.use('today').answered;
    const turned = await forgeButton(scene, `/paper today day:${LIST_DAY} page:2`, id).answered;
    expect(titles(turned)).toEqual(['Paper 6', 'Paper 7', 'Paper 8', 'Paper 9', 'Paper 10']);
    expect(labels(turned)).toEqual([pagesWording.previous, pagesWording.next, commandWording.share]);
    expect(titles(await scene.press(turned, page(3, LIST_DAY, 5)).answered)).toEqual([
      'Paper 11',
      'Paper 12',
    ]);
    const back = await scene.press(turned, page(2, LIST_DAY, 5)).answered;
    expect(titles(await scene.press(back, page(1, LIST_DAY, 5)).answered)).toHaveLength(5);
    const shared = forgeButton(scene, `/paper today day:${LIST_DAY} share:yes`, id);
    expect(titles(await scene.discord.until(() => shared.followUps()[0]))).toHaveLength(5);
    expectClean(scene);
  });

  test('work after a restart of the bot, and after a newer list', async () => {
    const scene = await open();
    const answer = await scene.use('today').answered;
    await scene.stop();
    await scene.start();
    await scene.stage.store.saveListDay('2026-08-24', makePapers(3, 50), null, NOON);
    const turned = await scene.press(answer, page(2)).answered;
    expect(turned.id).toBe(answer.id);
    expect(titles(turned)?.[0]).toBe('Paper 11');
    expect(textOf(turned)).toContain('2026년 8월 21일');
    expectClean(scene);
  });

  test.each([
    ['a random id', 'vote:2608.00001:up', commandWording.staleButton],
    ['another root', '/other today', commandWording.staleButton],
    ['the bare root', '/paper', commandWording.staleButton],
    ['half a line', '/pap', commandWording.staleButton],
    ['no command', '/paper ', /[가-힣]/],
    ['an unknown command', '/paper next', /없는 명령입니다: 'next'/],
    ['an option without a name', '/paper today 2', /날짜는 .*입력한 값: '2'/],
    ['an invalid page', `/paper today day:${LIST_DAY} page:99`, /'쪽'에는/],
    ['a page after the last', page(4), pagesWording.noSuchPage(2)],
    ['a day without a list', page(1, '2020-01-01'), todayWording.none('2020-01-01')],
    ['a future day', page(1, '2099-01-01'), todayWording.future('2099-01-01')],
    ['an invalid day', page(1, '2026-13-01'), todayWording.noSuchDate('2026-13-01')],
    ['a manager’s command', '/paper unsubscribe', commandWording.managersOnly('해지')],
    ['a manager’s command with options', '/paper subscribe count:100', commandWording.managersOnly('구독')],
  ])('%s gets a polite reply below, and the message stays', async (_what, customId, expected) => {
    const scene = await open();
    await scene.stage.store.subscribe(PLACE, SETTINGS, NOON);
    const shown = scene.use('today');
    const before = await shown.answered;
    const handle = forgeButton(scene, customId, before.id);
    expect(await handle.acknowledged).toMatchObject({ type: 6 });
    const isHelp = customId === '/paper ';
    const said = isHelp ? await handle.answered : await scene.discord.until(() => handle.followUps()[0]);
    expect(Number(said.flags) & EPHEMERAL).toBe(EPHEMERAL);
    if (typeof expected === 'string') expect(textOf(said)).toBe(expected);
    else expect(textOf(said)).toMatch(expected);
    if (!isHelp) expect(shown.message()).toEqual(before);
    expect(await scene.stage.store.subscription(PLACE_ID)).toMatchObject({
      state: 'active',
      settings: SETTINGS,
    });
    expectClean(scene);
  });

  test('components other than buttons, and modals, do no harm', async () => {
    const scene = await open();
    const { id } = await scene.use('today').answered;
    const message = { id, channel_id: CHANNEL, author: { id: scene.discord.botId }, type: 20 };
    scene.forge((genuine) => ({
      ...{ ...genuine, type: 3, message },
      data: { custom_id: '/paper help', component_type: 3, values: ['a'] },
    }));
    scene.forge((genuine) => ({ ...genuine, type: 5, data: { custom_id: '/paper help', components: [] } }));
    expect(textOf(await scene.use('help').answered)).toContain(helpWording.title);
    expect(linesOf(scene, 'error')).toEqual([]);
  });
});

describe('the command on a message', () => {
  test('shows the paper that the message names to the person alone, with a button to share it', async () => {
    const scene = await open();
    const [paper] = makePapers(1);
    const message = scene.discord.say(CHANNEL, MEMBER, `<https://arxiv.org/abs/${paper?.id}>를 읽어 봐요`);
    const where = { guildId: defaultGuildId, channelId: CHANNEL, userId: MEMBER };
    const use = (id: string) =>
      scene.discord.interact.onMessage({ ...where, name: commandWording.onMessage, message: id });
    const handle = use(message);
    expect(await handle.acknowledged).toMatchObject({ type: 5, flags: EPHEMERAL });
    const answer = await handle.answered;
    expect(textOf(answer)).toContain(paper?.title);
    expect(labelsOf(answer)).toContain(commandWording.share);
    const nothing = await use(scene.discord.say(CHANNEL, MEMBER, '점심 먹을 사람?')).answered;
    expect(textOf(nothing)).toBe(showWording.noPaperInMessage);
    expectClean(scene);
  });
});
