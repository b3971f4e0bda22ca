import { defaultGates } from '../../../facts/load-balancer-flags.ts';
import type { ControllerFacts } from '../facts.ts';

/** Whether a feature gate of the controller is on, by its own name: `NLBSecurityGroup`. */
export function isOn({ gates }: ControllerFacts, gate: string): boolean {
  return gates[gate] ?? defaultGates[gate] ?? false;
}
