export function AnyDoctorPage() {
  return null;
}
