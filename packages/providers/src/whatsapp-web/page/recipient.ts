/** The digits that WhatsApp's links want; a number that is not E.164 is refused before the page sees it. */
export function linkDigits(phoneE164: string): string | null {
  return /^\+[1-9]\d{6,14}$/.test(phoneE164) ? phoneE164.slice(1) : null;
}

/** Unsaved contacts show their number, grouped in a way that depends on the country. */
export function nameWithNumber(names: readonly string[], digits: string): string | null {
  return (
    names.find(
      (name) => /^[+\d][\d\s().\u2010-\u2015\u00A0-]*$/.test(name) && name.replace(/\D/g, '') === digits,
    ) ?? null
  );
}

export interface LearntNames {
  readonly matching: (names: readonly string[], digits: string) => string | null;
  /** False for a name that another number already has: two contacts of one name cannot be told apart. */
  readonly learn: (name: string, digits: string) => boolean;
}

/**
 * Saved contacts show a name instead, which proves nothing by itself. It is learnt when a fresh page was
 * opened on that number alone, and believed later only for the same number. In memory only: names are
 * personal, and learning again costs one reload.
 */
export function createLearntNames(): LearntNames {
  const nameByDigits = new Map<string, string>();
  const digitsByName = new Map<string, string>();
  return {
    matching: (names, digits) => {
      const known = nameByDigits.get(digits);
      return known !== undefined && names[0] === known ? known : null;
    },
    learn: (name, digits) => {
      const owner = digitsByName.get(name);
      if (owner !== undefined && owner !== digits) return false;
      nameByDigits.set(digits, name);
      digitsByName.set(name, digits);
      return true;
    },
  };
}
