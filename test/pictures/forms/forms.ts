import { join } from 'node:path';
import { answerCard } from '../../../src/cards/build-card.ts';
import { toTyped } from '../../../src/command/options/setting-options.ts';
import { optionWording } from '../../../src/i18n/ko/options.ts';
import { statusWording } from '../../../src/i18n/ko/status.ts';
import { describeNext, describeSettings } from '../../../src/i18n/ko/subscription/describe.ts';
import { subscriptionWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { replyToDiscord } from '../../../src/render/discord.ts';
import { INPUTS, inputsToDiscord, panelToDiscord } from '../../../src/render/forms/discord-panel.ts';
import { formToSlack } from '../../../src/render/forms/slack-form.ts';
import { homeToSlack } from '../../../src/render/forms/slack-home.ts';
import { OTHER_SETTINGS, SETTINGS } from '../../fixtures/settings.ts';
import { type DiscordMessage, messagesToHtml } from '../discord.ts';
import { shootHtml } from '../shoot.ts';
import { type DiscordModal, modalToHtml } from './discord-modal.ts';
import { type SlackView, viewToHtml } from './slack-view.ts';

/** Takes the pictures of forms in docs/features.md: `node test/pictures/forms/forms.ts [FOLDER]`. */
const folder = process.argv[2] ?? '.github';
const NOW = '2026-08-22T03:00:00Z';

const { settings, next, current } = subscriptionWording;
const card = answerCard(current, [
  { name: 'text', label: settings, text: describeSettings(SETTINGS) },
  { name: 'text', label: next, text: describeNext(Date.parse(NOW), SETTINGS, []) },
]);
const panel = panelToDiscord({ isSubscribed: true, typed: toTyped(SETTINGS) });
const message = {
  ...{ author: { username: '논문배달' }, timestamp: NOW, flags: 64 },
  interaction: { name: '논문', user: { username: '하린' } },
  ...replyToDiscord({ cards: [card], buttons: [] }),
  components: panel,
} as unknown as DiscordMessage;
await shootHtml(messagesToHtml([message], { theme: 'dark' }), join(folder, 'discord-panel.png'), {
  width: 720,
});

/** The settings behind the first button of the panel. */
const names = JSON.stringify(panel)
  .match(new RegExp(`"${INPUTS}([^"]*)"`))?.[1]
  ?.split(',');
const modal = inputsToDiscord(names ?? [], toTyped(OTHER_SETTINGS)) as unknown as DiscordModal;
await shootHtml(modalToHtml(modal), join(folder, 'discord-modal.png'), { width: 500 });

const inSlack = { ...toTyped(OTHER_SETTINGS), mention: '@readers' };
const view = formToSlack({ isSubscribed: true, typed: inSlack }, 'C0PAPERS', '');
const errors = { words: optionWording.tooMany(10) };
await shootHtml(viewToHtml(view as unknown as SlackView, errors), join(folder, 'slack-modal.png'), {
  width: 580,
  theme: 'light',
});

const home = homeToSlack(
  Object.entries({ C0PAPERS: SETTINGS, C0VISION: OTHER_SETTINGS }).map(([channel, own]) => ({
    channel,
    state: statusWording.active,
    settings: describeSettings(own),
    next: describeNext(Date.parse(NOW), own, []),
  })),
);
await shootHtml(viewToHtml(home as unknown as SlackView), join(folder, 'slack-home.png'), {
  width: 780,
  theme: 'light',
});
