const phonePattern = /^\+[1-9]\d{7,14}$/;

/** A phone as typed, without the marks people put between digits. */
export function cleanPhone(text: string): string {
  return text.replace(/[\s().-]/g, '');
}

export function isPhone(text: string): boolean {
  return phonePattern.test(cleanPhone(text));
}

/** Prefills the form for a new patient with the search term: a phone or a name. */
export function draftFromSearch(search: string): { readonly fullName: string; readonly phone: string } {
  const text = search.trim();
  const isNumber = /^\+?[\d\s().-]+$/.test(text);
  return isNumber ? { fullName: '', phone: cleanPhone(text) } : { fullName: text, phone: '' };
}
