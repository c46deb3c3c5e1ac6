import type { Stage } from './stage.ts';

/** A state of the product that is tedious to bring about by hand. */
export interface Scenario {
  /** How it is chosen; also the slug of its clinic. */
  readonly name: string;
  /** What a person sees, in one line. */
  readonly shows: string;
  /** The phone of the WhatsApp account drops the browser first. */
  readonly logsPhoneOut: boolean;
  /** Builds it through the product's own verbs, in a clinic of its own. */
  readonly fill: (stage: Stage) => Promise<void>;
}
