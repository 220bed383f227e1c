/**
 * An invisible character. It goes into what GitHub and GitLab turn into mentions, links and pictures after they have
 * rendered the Markdown: by then, a backslash or an entity is gone (github/markup#1168, github/cmark-gfm#181).
 */
const ZERO_WIDTH_SPACE = '\u200B';

/**
 * Where a reference is broken: behind each match. The patterns are as wide as those of GitHub's own client
 * (desktop/desktop, app/src/lib/markdown-filters).
 */
const REFERENCES: readonly RegExp[] = [
  // Users and teams, but not recall@20.
  /(?<!\w)@(?=[a-z\d])/gi,
  // Email addresses (GFM, 6.9).
  /@(?=[\w-]*\.[\w.-]*[a-z])/gi,
  // Issues: #1, owner/repository#1, GH-1, owner/repository/pull/1.
  /(?:#|(?:\b|(?<=\/[\w.-]{0,100}))gh-|\/(?:issues|pull|discussions)\/)(?=\d)/gi,
  // GitLab's merge requests, milestones and epics, but not 50%.
  /(?<!\w)[!%&](?=\d)/g,
  // Commits. A row of digits alone is a number.
  /\b(?=[a-f]{0,39}\d)(?=\d{0,39}[a-f])[\da-f](?=[\da-f]{6,39}\b)/g,
  // Emoji by name, but not 1:2:3.
  /:(?=(?![\d_+-]{1,60}:)[a-z\d_+-]{1,60}:|(?:[+-]1|100|1234):)/g,
];

/**
 * Prevents that a site with repositories makes mentions, links, emoji or formulas of a text. Text without any of them,
 * as nearly all is, stays as it is.
 */
export function breakReferences(text: string): string {
  const broken = REFERENCES.reduce((rest, pattern) => rest.replace(pattern, `$&${ZERO_WIDTH_SPACE}`), text);
  // GitHub takes the text between two dollar signs for a formula, except behind this character.
  const isFormula = text.indexOf('$') !== text.lastIndexOf('$');
  return isFormula ? broken.replaceAll('$', `${ZERO_WIDTH_SPACE}$$`) : broken;
}
