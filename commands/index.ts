import type { Command } from '../src/command/define.ts';
import { fields } from './fields.ts';
import { help } from './help.ts';
import { pause } from './pause.ts';
import { resume } from './resume.ts';
import { search } from './search.ts';
import { show } from './show.ts';
import { status } from './status.ts';
import { subscribe } from './subscribe.ts';
import { today } from './today.ts';
import { top } from './top.ts';
import { unsubscribe } from './unsubscribe.ts';

/**
 * All subcommands of /paper, in the order in which the help lists them. A command's Korean name and description are
 * in its definition, next to its options; the sentences of its replies are in `src/i18n/ko`.
 */
export const COMMANDS: readonly Command[] = [
  today,
  search,
  show,
  top,
  fields,
  subscribe,
  unsubscribe,
  pause,
  resume,
  status,
  help,
];
