import type { Kind } from '../hops/kind.ts';
import { kinds } from '../hops/kinds.ts';
import type { Program } from '../ir/program.ts';
import { estateOf, type Estate } from '../resource/estate.ts';
import type { Problem, Resource } from '../resource/resource.ts';
import { runControllers } from '../controllers/run.ts';
import { programOf } from './compile.ts';
import { healthOf, type Health } from './health.ts';
import { networkOf, type Network } from './network.ts';

/** Everything known of one set of inputs: what was read, what controllers made of it, and the program of all paths. */
export interface Path {
  /** As the files hold them. */
  readonly resources: readonly Resource[];
  /** With what controllers made. */
  readonly estate: Estate;
  readonly network: Network;
  readonly program: Program;
  readonly health: Health;
  /** What reading and the controllers found wrong. */
  readonly problems: readonly Problem[];
}

/** Builds the path of a set of resources. Nothing is lowered or walked before it is asked for. */
export function pathOf(resources: readonly Resource[], using: readonly Kind<unknown>[] = kinds): Path {
  const { estate: read, problems: duplicates } = estateOf(resources);
  const { estate, problems: made } = runControllers(read);
  const problems: Problem[] = [...duplicates, ...made];
  const network = networkOf(estate, using, problems);
  const health = healthOf(network, () => program);
  const program: Program = programOf(network, health.of);
  return { resources, estate, network, program, health, problems };
}
