import { createHmac } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { open } from '../../harness.ts';

test('S10: nothing is parsed that Slack has not signed', async (context) => {
  const scene = await open(context, { mode: 'http' });
  await scene.up();
  const parse = vi.spyOn(JSON, 'parse');
  context.onTestFinished(() => parse.mockRestore());
  const payload = '{"type":"fog in the harbour"}';
  const isParsed = () => parse.mock.calls.some(([text]) => text === payload);
  const form = { contentType: 'application/x-www-form-urlencoded', payload: `payload=${payload}` };
  for (const body of [{ payload }, form])
    expect(await scene.slack.http.forge({ ...body, signature: 'wrong' })).toBe(401);
  expect(isParsed()).toBe(false);
  expect(await scene.slack.http.forge({ payload })).not.toBe(401);
  expect(isParsed()).toBe(true);
});

test('S11: a signed command that is sent again after a restart does not run again', async (context) => {
  const scene = await open(context, { mode: 'http' });
  await scene.up();
  const handle = scene.use('help');
  await handle.answered;
  await scene.stop();
  await scene.start();
  await scene.says('Slack is on', 2);
  expect(await scene.slack.http.replay()).toBe(200);
  expect(scene.log.lines.map(({ sentence }) => sentence)).toContain('Ignored a repeated Slack request');
  expect(await scene.say('help')).toContain('/paper');
  expect(handle.responses).toHaveLength(1);
});

test('S11: a command that a socket delivers again after a restart does not run again', async (context) => {
  const scene = await open(context);
  await scene.up();
  const handle = scene.use('help');
  await handle.answered;
  await scene.stop();
  await scene.start();
  await scene.says('Slack is on', 2);
  const { acks } = scene.slack.socket;
  const before = acks.length;
  scene.slack.socket.repeat();
  await scene.slack.until(() => acks.length > before);
  // The first command after a start takes longer than the next ones, so that it could be overtaken by one of them.
  for (let times = 0; times < 3; times += 1) expect(await scene.say('help')).toContain('/paper');
  expect(handle.responses).toHaveLength(1);
});

test('S11: a cache that fails or hangs refuses nothing, and memory still finds repeated requests', async (context) => {
  const scene = await open(context, { mode: 'http' });
  await scene.up();
  const { cache } = scene.app();
  const failures = [() => Promise.reject(new Error('fog')), () => new Promise<never>(() => {})];
  for (const fail of failures) {
    const spies = [vi.spyOn(cache, 'get'), vi.spyOn(cache, 'set')];
    for (const spy of spies) spy.mockImplementation(fail);
    const body = JSON.stringify({ type: 'fog', team: { id: 'T1' }, user: { id: 'U1' }, at: String(fail) });
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const hash = createHmac('sha256', scene.slack.signingSecret)
      .update(`v0:${timestamp}:${body}`)
      .digest('hex');
    const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${hash}` };
    const send = async () =>
      (await fetch(`${scene.address()}/slack/events`, { method: 'POST', body, headers })).status;
    expect([await send(), await send()]).toEqual([404, 200]);
    for (const spy of spies) spy.mockRestore();
  }
});
