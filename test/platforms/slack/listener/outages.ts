import { describe, expect, test } from 'vitest';
import { helpWording } from '../../../../src/i18n/ko/command.ts';
import type { Speed } from '../../../fixtures/sample.ts';
import { CHANNEL, open } from '../harness.ts';

/** The deep run covers the faults that end with a timeout or after a long pause. */
const REFUSED_OPENS = { quick: ['500', 'internal_error'], deep: ['hang', 'invalid_auth'] } as const;
const DOWN_AT_START = { quick: ['reset', 'status'], deep: ['hang'] } as const;

/** Tests connections that Slack does not open, or on which it stays silent. */
export function describeOutages(speed: Speed): void {
  describe.concurrent('the socket', () => {
    if (speed === 'deep')
      test('that is silent is dropped and replaced', async (context) => {
        const scene = await open(context);
        await scene.up();
        scene.slack.socket.mute(true);
        await scene.slack.until(
          () =>
            scene.log.lines.some(({ sentence }) => sentence.startsWith('Slack unreachable')) ||
            scene.slack.socket.opens > 1,
        );
        scene.slack.socket.mute(false);
        await scene.says('Slack is on', 2);
        expect(await scene.say('help')).toContain(helpWording.title);
      });

    test.for(REFUSED_OPENS[speed])(
      'is reopened if apps.connections.open says %s, at the start and later',
      async (how, context) => {
        const scene = await open(context);
        const { slack } = scene;
        const fault = ({ method }: { method: string }) =>
          method !== 'apps.connections.open'
            ? undefined
            : how === '500'
              ? ({ kind: 'status', status: 500 } as const)
              : how === 'hang'
                ? ({ kind: 'hang' } as const)
                : ({ kind: 'error', error: how } as const);
        slack.fault = fault;
        await scene.start();
        await scene.delivered();
        await slack.until(() => slack.refusals.length > 0);
        slack.fault = undefined;
        await scene.says('Slack is on');
        slack.fault = fault;
        const before = slack.refusals.length;
        slack.socket.drop(null);
        await slack.until(() => slack.refusals.length > before);
        slack.react(CHANNEL, scene.ts(), 'U1', '+1');
        slack.fault = undefined;
        await scene.says('Slack is on', 2);
        await scene.counted(1);
      },
    );

    test.for(DOWN_AT_START[speed])(
      'connects later if Slack is down at the start (%s), and the bot runs in the meantime',
      async (kind, context) => {
        const scene = await open(context);
        scene.slack.fault = () => (kind === 'status' ? { kind, status: 503 } : { kind });
        await scene.start();
        await scene.slack.until(() => scene.slack.refusals.length > 0);
        await scene.delivered('web:paperboy');
        scene.clock.advance(3 * 60_000);
        expect(await scene.health()).toHaveProperty('slack');
        scene.slack.fault = undefined;
        await scene.says('Slack is on');
        expect(await scene.say('help')).toContain(helpWording.title);
        expect(await scene.health()).not.toHaveProperty('slack');
      },
    );
  });
}
