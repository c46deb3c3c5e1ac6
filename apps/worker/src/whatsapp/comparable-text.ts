/**
 * The same text as it was asked for, as it stands in the box and as a bubble shows it: the page turns
 * `*bold*` marks into styling, changes line ends and spaces, and may normalise characters.
 * Also runs inside the page, so it must stand alone.
 */
export function comparable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[\u200B-\u200D\u2060\uFEFF\uFE0F]/g, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/[*_~`]/g, '')
    .replace(/ *\n */g, '\n')
    .trim();
}
