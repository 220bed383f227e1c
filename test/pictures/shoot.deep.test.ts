import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HAS_CHROMIUM } from '../needs.ts';
import { type DiscordEmbed, messagesToHtml } from './discord.ts';
import { shootHtml } from './shoot.ts';

it.skipIf(!HAS_CHROMIUM)(
  'renders a message without network access, with a thumbnail at most 80 pixels wide (needs Chromium)',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paperboy-picture-'));
    const message = { author: { username: '논문배달' }, timestamp: '2026-08-21T03:00:00Z' };
    const shoot = async (parts: DiscordEmbed) => {
      const file = join(folder, 'deep', 'a.png');
      await shootHtml(messagesToHtml([{ ...message, embeds: [parts] }]), file, { width: 400, scale: 2 });
      const png = await readFile(file);
      return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
    };
    const bare = await shoot({ title: 'a' });
    const shown = await shoot({ title: 'a', thumbnail: { url: 'https://x.y/t.png' } });
    expect(shown.width).toBe(800);
    // The thumbnail shrinks from 1200×648 to 80×43 pixels; the title next to it is 22 pixels high.
    expect((shown.height - bare.height) / 2).toBeCloseTo(21, 0);
    await rm(folder, { recursive: true });
  },
);
