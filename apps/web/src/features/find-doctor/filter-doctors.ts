import type { Doctor } from '@holdfast/contract/clinic/clinic.procedures';
import type { Money } from '@holdfast/contract/money';

function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
}

export function specialitiesOf(doctors: readonly Doctor[]): string[] {
  return [...new Set(doctors.map(({ speciality }) => speciality))].sort((one, other) =>
    one.localeCompare(other),
  );
}

/** Every word must be found in name or speciality, in any case and without its accents. */
export function filterDoctors(
  doctors: readonly Doctor[],
  filter: { readonly speciality?: string | undefined; readonly q?: string | undefined },
): Doctor[] {
  const words = folded(filter.q ?? '')
    .split(/\s+/)
    .filter((word) => word !== '');
  return doctors.filter((doctor) => {
    if (filter.speciality !== undefined && doctor.speciality !== filter.speciality) return false;
    const text = folded(`${doctor.name} ${doctor.speciality}`);
    return words.every((word) => text.includes(word));
  });
}

export function lowestPrice(doctor: Doctor): Money | null {
  const prices = doctor.services.map(({ price }) => price);
  return prices.sort((one, other) => one.amountMinor - other.amountMinor)[0] ?? null;
}
