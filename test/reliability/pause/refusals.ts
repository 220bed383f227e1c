import type { Fault as DiscordFault } from '../../emulators/discord/index.ts';
import type { Fault as SlackFault } from '../../emulators/slack/index.ts';
import type { DaysWorld } from '../days/world.ts';

export type RefusalFault = Extract<DiscordFault, { kind: 'status' }> | Extract<SlackFault, { kind: 'error' }>;

/** What is refused about a channel. With `reads`, posts fail too, so that the bot looks for what it has posted. */
export type Refused = 'posts' | 'everything' | 'reads';

export interface Refusals {
  add(channel: string, what: Refused, fault: RefusalFault): void;
  delete(channel: string): void;
}

/** Makes the platforms refuse requests about some channels. */
export function createRefusals({ discord, slack }: DaysWorld): Refusals {
  const refused = new Map<string, { readonly what: Refused; readonly fault: RefusalFault }>();
  const find = (channel: string, isPost: boolean): RefusalFault | undefined => {
    const known = refused.get(channel);
    if (!known || (known.what === 'posts' && !isPost)) return undefined;
    return known.what === 'reads' && isPost ? { kind: 'status', status: 500 } : known.fault;
  };
  discord.fault = ({ method, path }) => {
    const fault = find(/^\/channels\/(\d+)/.exec(path)?.[1] ?? '', method === 'POST');
    return fault?.kind === 'status' ? fault : undefined;
  };
  slack.fault = ({ method, body }) => find(String(body.channel), method.startsWith('chat.'));
  return {
    add: (channel, what, fault) => void refused.set(channel, { what, fault }),
    delete: (channel) => void refused.delete(channel),
  };
}
