/**
 * Text that shows as itself in Discord's Markdown (reference, "Message Formatting"): a backslash before a mark takes
 * its meaning away. Marks that count only at the start of a line are escaped there. A scheme is broken up, so that
 * no address in a title or a summary becomes a link; so is `:name:`, which would become a picture.
 */
export function escapeDiscord(text: string): string {
  return text.replace(/[\\*_~`|[\]<@]|^[#>+-]|:(?=\S)/gm, '\\$&');
}
