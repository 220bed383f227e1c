import type { Command } from '../src/core/command.ts';
import { help } from './help.ts';
import { status } from './status.ts';
import { subscribe } from './subscribe.ts';
import { today } from './today.ts';
import { unsubscribe } from './unsubscribe.ts';

/** Every subcommand of /paper, in the order of the help. */
export const COMMANDS: readonly Command[] = [today, subscribe, unsubscribe, status, help];
