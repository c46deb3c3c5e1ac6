import type { Capability } from '@holdfast/contract/auth/capabilities';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useId,
  useMemo,
  useState,
} from 'react';

/** One line of the `?` sheet. */
export interface KeyHelp {
  readonly keys: readonly string[];
  readonly label: string;
}

/** One thing to do or to go to from Ctrl-K. */
export interface ShellAction {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon?: ReactNode;
  readonly onTrigger: () => void;
}

export interface StaffClinic {
  readonly clinicId: string;
  readonly clinicName: string;
  readonly capabilities: readonly Capability[];
}

interface ShellParts {
  readonly keys: readonly KeyHelp[];
  readonly actions: readonly ShellAction[];
}

interface ShellContextValue {
  readonly parts: ReadonlyMap<string, ShellParts>;
  readonly setParts: (id: string, parts: ShellParts | null) => void;
  readonly clinic: StaffClinic | null;
  readonly clinics: readonly StaffClinic[];
  readonly chooseClinic: (clinicId: string) => void;
}

const ShellContext = createContext<ShellContextValue | null>(null);

interface ShellProviderProps {
  readonly clinics: readonly StaffClinic[];
  readonly children: ReactNode;
}

const clinicKey = 'holdfast.staff-clinic';

export function ShellProvider({ clinics, children }: ShellProviderProps) {
  const [parts, setAllParts] = useState<ReadonlyMap<string, ShellParts>>(new Map());
  const [chosenId, setChosenId] = useState(() => localStorage.getItem(clinicKey));
  const clinic = clinics.find(({ clinicId }) => clinicId === chosenId) ?? clinics[0] ?? null;
  const setParts = useCallback((id: string, added: ShellParts | null) => {
    setAllParts((before) => {
      const after = new Map(before);
      if (added === null) after.delete(id);
      else after.set(id, added);
      return after;
    });
  }, []);
  const value = useMemo<ShellContextValue>(
    () => ({
      parts,
      clinic,
      clinics,
      setParts,
      chooseClinic: (clinicId) => {
        localStorage.setItem(clinicKey, clinicId);
        setChosenId(clinicId);
      },
    }),
    [parts, clinic, clinics, setParts],
  );
  return <ShellContext value={value}>{children}</ShellContext>;
}

export function useShell(): ShellContextValue {
  const value = useContext(ShellContext);
  if (value === null) throw new Error('staff pages stand inside the staff shell');
  return value;
}

/** The clinic that the shell's switch shows; null for an operator without one. */
export function useStaffClinic(): StaffClinic | null {
  return useShell().clinic;
}

/** Whether the reader has this capability in the clinic that the page is about. */
export function useMay(clinicId: string, capability: Capability): boolean {
  const clinic = useStaffClinic();
  return clinic?.clinicId === clinicId && clinic.capabilities.includes(capability);
}

const nothing: readonly never[] = [];

/** Adds this page's keys to the `?` sheet and its actions to Ctrl-K while it is on view. Memoise both lists. */
export function useShellParts({
  keys = nothing,
  actions = nothing,
}: {
  readonly keys?: readonly KeyHelp[];
  readonly actions?: readonly ShellAction[];
}): void {
  const id = useId();
  const { setParts } = useShell();
  useEffect(() => {
    setParts(id, { keys, actions });
    return () => setParts(id, null);
  }, [id, keys, actions, setParts]);
}
