import { join } from 'node:path';
import { answerCard } from '../../src/cards/build-card.ts';
import { toTyped } from '../../src/command/options/setting-options.ts';
import { describeNext, describeSettings } from '../../src/i18n/ko/subscription/describe.ts';
import { subscriptionWording } from '../../src/i18n/ko/subscription/subscription.ts';
import { replyToDiscord } from '../../src/render/discord.ts';
import { panelToDiscord } from '../../src/render/forms/discord-panel.ts';
import { SETTINGS } from '../fixtures/settings.ts';
import { type DiscordMessage, messagesToHtml } from './discord.ts';
import { shootHtml } from './shoot.ts';

/** Takes the picture of the panel in docs/features.md: `node test/pictures/panel.ts [FOLDER]`. */
const folder = process.argv[2] ?? '.github';
const NOW = '2026-08-22T03:00:00Z';

const { settings, next, current } = subscriptionWording;
const card = answerCard(current, [
  { name: 'text', label: settings, text: describeSettings(SETTINGS) },
  { name: 'text', label: next, text: describeNext(Date.parse(NOW), SETTINGS, []) },
]);
const message = {
  ...{ author: { username: '논문배달' }, timestamp: NOW, flags: 64 },
  interaction: { name: '논문', user: { username: '하린' } },
  ...replyToDiscord({ cards: [card], buttons: [] }),
  components: panelToDiscord({ isSubscribed: true, typed: toTyped(SETTINGS) }),
} as unknown as DiscordMessage;
await shootHtml(messagesToHtml([message], { theme: 'dark' }), join(folder, 'discord-panel.png'), {
  width: 720,
});
