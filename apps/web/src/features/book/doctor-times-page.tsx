export function DoctorTimesPage() {
  return null;
}
