import type { Command } from '../src/core/command.ts';
import { help } from './help.ts';
import { today } from './today.ts';

/** Every subcommand of /paper, in the order of the help. */
export const COMMANDS: readonly Command[] = [today, help];
