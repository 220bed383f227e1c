import type { CardLimits } from '../core/card.ts';
import { escapeDiscord } from './discord-text.ts';

/** What each platform lets a card hold, with its source. */
export const limits = {
  /** Our own: only to keep a monster out of the page (the longest recorded abstract has under 2,500 characters). */
  web: {
    title: 500,
    text: () => 4_000,
    footer: 1_000,
    total: 8_000,
    buttonUrl: 2_000,
    measure: (text) => text.length,
  },
  /**
   * Discord's Embed Limits (resources/message): title 256, description 4096, field value 1024, 6000 over all embeds
   * of a message, escapes included; link buttons 512 (components/reference). Left free below them: what the
   * renderer adds around texts (marks, a label and a notice in the description).
   */
  discord: {
    title: 256,
    text: (name) => (name === 'summary' || name === 'abstract' ? 3_500 : 1_024),
    footer: 2_048,
    total: 5_900,
    buttonUrl: 512,
    measure: (text) => escapeDiscord(text).length,
  },
} as const satisfies Record<string, CardLimits>;
