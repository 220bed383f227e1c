import { expect, test } from 'vitest';
import { startDiscord } from '../emulators/discord/index.ts';
import { startRedirects } from '../emulators/redirects.ts';
import { failOnUnhandled } from '../fixtures/unhandled.ts';
import { open } from '../platforms/slack/harness.ts';

failOnUnhandled();

const STATUSES = [301, 302, 303, 307, 308];

test.for(STATUSES)(
  'S14: a WebSocket is not opened at the address that a %i names',
  async (status, context) => {
    const redirects = await startRedirects({ status, location: (other) => other.replace('http', 'ws') });
    const discord = await startDiscord({ advertised: () => redirects.url });
    context.onTestFinished(async () => {
      await discord.close();
      await redirects.close();
    });
    const scene = await open(context, {
      advertised: () => redirects.url,
      env: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url },
    });
    await scene.start();
    await scene.says('Discord unreachable');
    await scene.says('Slack unreachable');
    // Editions need no WebSockets.
    await scene.delivered();
    expect(redirects.requests.map(({ method }) => method)).toContain('UPGRADE');
    expect(redirects.requests.some(({ path }) => path.includes('encoding=json'))).toBe(true);
    expect(redirects.requests.some(({ path }) => !path.includes('encoding=json'))).toBe(true);
    expect(redirects.arrived).toEqual([]);
  },
);

test.for(STATUSES)(
  'S14: a reply is not sent to the address to which a response_url redirects with a %i',
  async (status, context) => {
    const redirects = await startRedirects({ status });
    context.onTestFinished(redirects.close);
    const scene = await open(context, { mode: 'http', advertised: () => redirects.url });
    await scene.up();
    void scene.use('help');
    await scene.says('Could not answer an interaction');
    expect(redirects.requests.map(({ method }) => method)).toEqual(['POST']);
    expect(redirects.arrived).toEqual([]);
  },
);
