import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { defaultTeamId } from '../../../emulators/slack/index.ts';
import { failOnUnhandled } from '../../../fixtures/unhandled.ts';
import { CHANNEL, open } from '../harness.ts';

failOnUnhandled();

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const BY_SOMEBODY = 'user_id=U1&team_id=T1&channel_id=C1&response_url=http://127.0.0.1/';
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const about = { team: { id: defaultTeamId }, user: { id: 'U1' } };
const event = (fields: unknown) => JSON.stringify({ type: 'event_callback', team_id: 'T1', event: fields });

/** Bodies, each with its type and the statuses that it may get. */
const BODIES: readonly [what: string, type: string, body: string, statuses: readonly number[]][] = [
  ...['null', '[]', '1', '"x"', 'true', '', ' ', '{', '{"a":1}}', 'NaN', '\0', '[null]'].map(
    (body) => [`the JSON ${body}`, JSON_TYPE, body, [400]] as [string, string, string, number[]],
  ),
  ...['null', '[]', '1', '', '{', 'x'].map(
    (body) => [`the payload ${body}`, FORM, `payload=${body}`, [400]] as [string, string, string, number[]],
  ),
  ['an empty form', FORM, '', [404]],
  ['a form as JSON', JSON_TYPE, 'command=%2Fpaper', [400]],
  ['JSON as a form', FORM, '{"type":"event_callback","event":1}', [404]],
  ['another type', 'text/plain', 'x', [400]],
  ['an empty object', JSON_TYPE, '{}', [404]],
  ['the type alone', JSON_TYPE, '{"type":"event_callback"}', [404]],
  ['an unknown type', JSON_TYPE, JSON.stringify({ type: 'fog', ...about }), [404]],
  ['a prototype', JSON_TYPE, '{"__proto__":{"event":{"type":"x"}},"constructor":1}', [404]],
  ['a challenge that is none', JSON_TYPE, '{"type":"url_verification","challenge":{"a":1}}', [400]],
  ...[null, 1, 'x', [], {}, { type: 1 }, { type: 'reaction_added' }].map(
    (fields) =>
      [`the event ${JSON.stringify(fields)}`, JSON_TYPE, event(fields), [200, 400]] as [
        string,
        string,
        string,
        number[],
      ],
  ),
  [
    'an event with null for a user',
    JSON_TYPE,
    event({ type: 'reaction_added', user: null, item: null }),
    [400],
  ],
  [
    'an event with null for its item',
    JSON_TYPE,
    event({ type: 'reaction_added', user: 'U1', item: null }),
    [400],
  ],
  ['an event without an item', JSON_TYPE, event({ type: 'reaction_removed', user: 'U1' }), [200]],
  [
    'a reaction to nothing',
    JSON_TYPE,
    event({ type: 'reaction_added', user: 'U1', item: {}, reaction: 1 }),
    [200],
  ],
  [
    'a reaction that is a number',
    JSON_TYPE,
    event({ type: 'reaction_added', user: 1, item: { type: 'message', channel: 1, ts: 1 }, reaction: 1 }),
    [200],
  ],
  ...[
    'tokens_revoked',
    'channel_deleted',
    'channel_archive',
    'member_left_channel',
    'member_joined_channel',
  ].map(
    (type) =>
      [`the event ${type} alone`, JSON_TYPE, event({ type }), [200]] as [string, string, string, number[]],
  ),
  ['tokens that are none', JSON_TYPE, event({ type: 'tokens_revoked', tokens: 'x' }), [200]],
  ['an event with lists', JSON_TYPE, event({ type: ['x'], user: ['U1'], channel: [], item: [] }), [200, 400]],
  ['a click by nobody', FORM, `payload=${JSON.stringify({ type: 'block_actions', actions: [{}] })}`, [400]],
  [
    'a click on nothing',
    FORM,
    `payload=${JSON.stringify({ type: 'block_actions', actions: [], ...about })}`,
    [400, 404],
  ],
  [
    'a click on null',
    FORM,
    `payload=${JSON.stringify({ type: 'block_actions', actions: null, ...about })}`,
    [400, 404],
  ],
  [
    'a click on an unknown button',
    FORM,
    `payload=${JSON.stringify({ type: 'block_actions', actions: [{ action_id: 'fog' }], ...about })}`,
    [404],
  ],
  [
    'a form that is unknown',
    FORM,
    `payload=${JSON.stringify({ type: 'view_submission', view: {}, ...about })}`,
    [404],
  ],
  ['a form without a view', FORM, `payload=${JSON.stringify({ type: 'view_submission', ...about })}`, [400]],
  ['suggestions for nobody', FORM, `payload=${JSON.stringify({ type: 'block_suggestion' })}`, [400]],
  [
    'suggestions for nothing',
    FORM,
    `payload=${JSON.stringify({ type: 'block_suggestion', ...about })}`,
    [400, 404],
  ],
  ['an unknown command', FORM, `command=%2Ffog&${BY_SOMEBODY}`, [404]],
  ['a command twice', FORM, `command=%2Ffog&command=%2Flamp&${BY_SOMEBODY}`, [404]],
  ['a command by nobody', FORM, 'command=%2Fpaper&text=help', [400]],
  ['a command as JSON', JSON_TYPE, '{"command":null}', [400]],
  ['a command that is a list', JSON_TYPE, '{"command":["/paper"]}', [400]],
  // Malformed: no request of Slack is so deep.
  ['100,000 levels', JSON_TYPE, nested(100_000), [400]],
  ['an event of 100,000 levels', JSON_TYPE, `{"type":"event_callback","event":${nested(100_000)}}`, [400]],
  // Malformed: no form of Slack has more than 100 fields.
  ['100,000 fields', FORM, 'a=1&'.repeat(100_000), [400]],
  ['a byte that is not UTF-8', JSON_TYPE, '{"type":"\ud800"}', [404]],
];

test('S10: any signed body is answered at once, and none is an error', async (context) => {
  const scene = await open(context, { mode: 'http' });
  await scene.up();
  for (const [what, contentType, payload, statuses] of BODIES) {
    // `forge` rejects if there is no answer within Slack's 3 seconds.
    const status = await scene.slack.http.forge({ contentType, payload }).catch((error) => error);
    expect(statuses, `${what} was answered with ${status}`).toContain(status);
  }
  expect(scene.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  expect(await scene.say('help')).toContain('/paper');
});

/** Signs a body as Slack does, and returns the headers. */
function sign(secret: string, body: string, ageSeconds = 0) {
  const timestamp = String(Math.floor(Date.now() / 1_000) - ageSeconds);
  const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { timestamp, hash };
}

describe.concurrent('S11: a request runs once', () => {
  test('a signed command that is sent again is answered, but does not run again', async (context) => {
    const scene = await open(context, { mode: 'http' });
    await scene.up();
    const handle = scene.use('help');
    await handle.answered;
    for (let times = 0; times < 3; times += 1) expect(await scene.slack.http.replay()).toBe(200);
    expect(await scene.say('help')).toContain('/paper');
    expect(handle.responses).toHaveLength(1);
  });

  test('however its headers are spelled', async (context) => {
    const scene = await open(context, { mode: 'http' });
    await scene.up();
    const command = {
      command: '/fog',
      response_url: 'http://127.0.0.1/',
      user_id: 'U1',
      channel_id: CHANNEL,
      team_id: defaultTeamId,
    };
    const body = new URLSearchParams(command).toString();
    const { timestamp, hash } = sign(scene.slack.signingSecret, body);
    const send = async (headers: Record<string, string>) =>
      (await fetch(`${scene.address()}/slack/events`, { method: 'POST', body, headers })).status;
    const good = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${hash}` };
    const heard = () =>
      scene.log.lines.filter(({ sentence }) => sentence === 'Ignored a repeated Slack request');
    expect(await send({ ...good, 'content-type': FORM })).toBe(404);
    expect(heard()).toHaveLength(0);
    // The content type is not part of the signature.
    for (const contentType of [FORM, 'Application/X-WWW-Form-URLencoded; charset=UTF-8'])
      expect(await send({ ...good, 'content-type': contentType })).toBe(200);
    expect(heard()).toHaveLength(2);
    for (const signature of [
      `v0=${hash.toUpperCase()}`,
      `v0=${hash}=x`,
      `v0=${hash} `.padEnd(80, 'x'),
      `v0=${hash}, x`,
    ])
      expect(await send({ ...good, 'content-type': FORM, 'x-slack-signature': signature })).toBe(401);
    for (const time of [
      `+${timestamp}`,
      `${timestamp}.0`,
      `${timestamp}e0`,
      `0x${Number(timestamp).toString(16)}`,
    ])
      expect(await send({ ...good, 'content-type': FORM, 'x-slack-request-timestamp': time })).toBe(401);
    expect(await send({ ...good, 'content-type': FORM, 'x-slack-request-timestamp': `0${timestamp}` })).toBe(
      200,
    );
    expect(heard()).toHaveLength(3);
  });

  test('a request from 4 minutes ago or ahead is accepted, one from 6 minutes is not', async (context) => {
    const scene = await open(context, { mode: 'http' });
    await scene.up();
    const payload = { type: 'url_verification', challenge: 'fog' };
    const statuses = [-6, -4, 4, 6].map((minutes) =>
      scene.slack.http.forge({ payload, ageSeconds: minutes * 60 }),
    );
    expect(await Promise.all(statuses)).toEqual([401, 200, 200, 401]);
  });

  test('an event that Slack retries with a new signature is answered, but does not run again', async (context) => {
    const scene = await open(context, { mode: 'http' });
    await scene.up();
    const payload = {
      ...{ type: 'event_callback', event_id: 'Ev1', event_time: Math.floor(scene.clock.now() / 1_000) },
      ...{ team_id: defaultTeamId, api_app_id: 'APAPERBOY' },
      event: { type: 'channel_archive', channel: CHANNEL },
    };
    expect(await scene.slack.http.forge({ payload })).toBe(200);
    await scene.becomes({ state: 'paused' });
    scene.slack.archive(CHANNEL, false);
    await scene.becomes({ state: 'active' });
    for (const retry of ['1', '2', '3']) {
      const headers = { 'x-slack-retry-num': retry, 'x-slack-retry-reason': 'http_timeout' };
      // Another body, so that the signature differs within the same second.
      expect(await scene.slack.http.forge({ payload: { ...payload, retry }, headers })).toBe(200);
    }
    scene.slack.react(CHANNEL, scene.ts(), 'U1', '+1');
    await scene.counted(1);
    expect(await scene.store().subscription(scene.placeId)).toMatchObject({ state: 'active' });
  });

  test('a command that a socket delivers twice', async (context) => {
    const scene = await open(context);
    await scene.up();
    const handle = scene.use('help');
    await handle.answered;
    const { acks } = scene.slack.socket;
    const before = acks.length;
    scene.slack.socket.repeat();
    await scene.slack.until(() => acks.length > before);
    expect(await scene.say('help')).toContain('/paper');
    expect(handle.responses).toHaveLength(1);
  });

  test('a click that a socket delivers twice', async (context) => {
    const scene = await open(context);
    await scene.up();
    const [button] = await Promise.all([scene.use('today').answered]);
    const press = scene.press(button, '1번 보기');
    await press.answered;
    const { acks } = scene.slack.socket;
    const before = acks.length;
    scene.slack.socket.repeat();
    await scene.slack.until(() => acks.length > before);
    await scene.say('help');
    expect(press.responses).toHaveLength(1);
  });
});
