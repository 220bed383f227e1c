import { expect } from 'vitest';
import { slackWording } from '../../../src/i18n/ko/slack.ts';
import { DAY as A_DAY } from '../../../src/lib/duration.ts';
import { CHANNEL, type Context, NOW, open } from './harness.ts';

type Scene = Awaited<ReturnType<typeof open>>;

/** The next posting time: Tuesday, noon in Seoul. */
const TUESDAY = Date.parse(NOW) + 3 * A_DAY;
const LATER = ['2026-08-24', '2026-08-25', '2026-08-26', '2026-08-27'] as const;

export interface PauseCase {
  readonly cause: string;
  readonly reason: string;
  /** The method of the one request that tries the place; default: chat.postMessage. */
  readonly tries?: string;
  /** Makes Slack refuse posts, without an event; `end` undoes that, also without. */
  readonly begin: (scene: Scene) => void;
  readonly end: (scene: Scene) => void;
}

const refused = (cause: string, reason: string): PauseCase => ({
  ...{ cause, reason },
  begin: ({ slack }) => slack.restrict(CHANNEL, cause),
  end: ({ slack }) => slack.restrict(CHANNEL, undefined),
});

export const RESTRICTED = refused('restricted_action', slackWording.restricted);
export const ARCHIVED: PauseCase = {
  ...{ cause: 'is_archived', reason: slackWording.archived },
  begin: ({ slack }) => slack.archive(CHANNEL, true, true),
  end: ({ slack }) => slack.archive(CHANNEL, false, true),
};
export const OTHER_CASES: readonly PauseCase[] = [
  {
    ...{ cause: 'not_in_channel', reason: slackWording.invite },
    begin({ slack }) {
      slack.scopes.delete('chat:write.public');
      slack.kick(CHANNEL, true);
    },
    end: ({ slack }) => slack.invite(CHANNEL, true),
  },
  {
    // The answer to a post is lost, and without the scope the bot cannot look for it.
    ...{ cause: 'missing_scope', reason: slackWording.missingScope, tries: 'conversations.history' },
    begin({ slack }) {
      slack.scopes.delete('channels:history');
      let isLost = false;
      slack.fault = ({ method }) => {
        if (method !== 'chat.postMessage' || isLost) return undefined;
        isLost = true;
        return { kind: 'after', answer: 'close' };
      };
    },
    end: ({ slack }) => void slack.scopes.add('channels:history'),
  },
  refused('channel_not_found', slackWording.notVisible),
  refused('restricted_action_read_only_channel', slackWording.restricted),
  refused('restricted_action_thread_only_channel', slackWording.wrongType),
  refused('no_permission', slackWording.notAllowed),
  refused('access_denied', slackWording.notAllowed),
  refused('team_access_not_granted', slackWording.notAllowed),
  refused('channel_type_not_supported', slackWording.wrongType),
  refused('method_not_supported_for_channel_type', slackWording.wrongType),
  refused('is_inactive', slackWording.restricted),
  refused('ekm_access_denied', slackWording.notAllowed),
];

/**
 * A place is paused for a cause that ends without an event: it costs one request a day, and gets what it has missed at
 * the next posting time.
 */
export async function pauseAndEnd(
  context: Context,
  { cause, reason, tries = 'chat.postMessage', begin, end }: PauseCase,
): Promise<void> {
  const scene = await open(context, { later: LATER });
  await scene.up();
  begin(scene);
  scene.advanceTo(TUESDAY);
  await scene.becomes({ state: 'paused', reason, pause: { cause, retryAt: TUESDAY + A_DAY } });
  const requests = scene.slack.requests.length;
  scene.advanceTo(TUESDAY + A_DAY);
  await scene.triedInVain();
  expect(scene.slack.requests.slice(requests).map(({ method }) => method)).toEqual([tries]);
  end(scene);
  scene.advanceTo(TUESDAY + 2 * A_DAY);
  for (const day of LATER.slice(0, 3)) await scene.delivered(scene.placeId, day);
  await scene.becomes({ state: 'active', reason: null, pause: null });
  expect(scene.slack.messages(CHANNEL)).toHaveLength(12);
}
