import type { CardLimits } from '../domain/card/card.ts';
import { escapeDiscord } from './discord-text.ts';
import { escapeSlack } from './slack-text.ts';

/** The maximum sizes of a card on each platform, in characters, with their sources. */
export const limits = {
  /** Our own limits against absurdly long texts (the longest recorded abstract has fewer than 2,500 characters). */
  web: {
    title: 500,
    text: () => 4_000,
    footer: 1_000,
    total: 8_000,
    buttonUrl: 2_000,
    measure: (text) => text.length,
  },
  /**
   * Discord's Embed Limits (resources/message): title 256, description 4096, field value 1024, 6000 in all embeds of
   * a message, escapes included; link button URL 512 (components/reference). Some of ours are lower, to leave room for
   * what the renderer adds: markup, a label and a notice in the description, the address of a link.
   */
  discord: {
    title: 256,
    text: (name) => (name === 'summary' || name === 'abstract' ? 3_500 : name === 'link' ? 800 : 1_024),
    footer: 2_048,
    total: 5_900,
    buttonUrl: 512,
    measure: (text) => escapeDiscord(text).length,
  },
  /**
   * Slack's Block Kit: section text 3000, context text 2000, button url 3000. Slack rejected blocks of about 13,000
   * characters in total as too long (slackapi/bolt-js#2509).
   */
  slack: {
    title: 2_000,
    text: () => 3_000,
    footer: 1_900,
    total: 9_000,
    buttonUrl: 3_000,
    measure: (text) => escapeSlack(text).length,
  },
} as const satisfies Record<string, CardLimits>;
