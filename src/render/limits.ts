import type { CardLimits } from '../core/card.ts';

/**
 * What each platform lets a card hold, with its source. The web channel is our own: its limits only keep a
 * monster out of the page (the longest recorded abstract has under 2,500 characters).
 */
export const limits = {
  web: { title: 500, text: 4_000, total: 8_000, buttonUrl: 2_000, measure: (text) => text.length },
} as const satisfies Record<string, CardLimits>;
