import { list, record, text, whole } from '../../dialects/kubernetes/fields.ts';
import type { Container } from '../../dialects/kubernetes/containers.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import { proxyContainer } from '../../facts/injection.ts';
import { defaultGrace, proposedDelay, sleepActionSince } from '../../facts/target-draining.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Edit } from '../../resource/edit.ts';
import { valueAt, type Json, type JsonObject, type Path, type Resource } from '../../resource/resource.ts';

/** A pod that ends too soon for its load balancer, as its workload says it. */
export interface End {
  readonly container: Path;
  /** What is wrong stands here. */
  readonly path: Path;
  readonly what: string;
  readonly why: string;
  readonly label: string;
  readonly grace: number;
  /** Seconds that it means to wait, which are not granted. */
  readonly cut?: number;
}

/** How the program behind a port ends; undefined where it waits, or where nobody can tell. */
export function endOf(pod: Pod, port: number | undefined): End | undefined {
  const spec = record(pod.resource.body['spec']);
  const grace = whole(spec['terminationGracePeriodSeconds']) ?? defaultGrace;
  const written = (container: Container): JsonObject => record(valueAt(pod.resource.body, container.path));
  const programs = pod.containers.filter(({ name, path }) => name !== proxyContainer && path[1] === 'containers');
  const serving = programs.filter(({ ports }) => ports.some(({ number }) => number === port));
  const asked = serving.length > 0 ? serving : programs;
  const [first] = asked;
  // A gateway's proxy drains by itself, and so do programs with a setting for it.
  if (first === undefined || asked.some((each) => speaksOfDraining(written(each)))) return undefined;
  const hooked = asked.find((each) => record(written(each)['lifecycle'])['preStop'] !== undefined);
  const at = (container: Container): Path => ['spec', 'template', ...container.path];
  const cut = hooked === undefined ? undefined : sleepOf(record(record(written(hooked)['lifecycle'])['preStop']));
  if (hooked === undefined) return { container: at(first), path: at(first), grace, what: 'its pods stop before the load balancer stops sending to them', why: `container ${first.name} has no preStop hook: it is told to stop at once`, label: 'stops as soon as its pod is to go' };
  if (cut === undefined || cut < grace) return undefined;
  return { container: at(hooked), path: [...at(hooked), 'lifecycle', 'preStop'], grace, cut, what: `its pods are killed after ${grace} s, in the middle of what they are answering`, why: `container ${hooked.name} waits ${cut} s before it is told to stop, and terminationGracePeriodSeconds is ${grace}${spec['terminationGracePeriodSeconds'] === undefined ? ' where nothing is said' : ''}`, label: `${cut} s of ${grace} s are spent before the program hears of it` };
}

/** Has the program go on answering, and leaves it time for what it has begun. */
export function longer(workload: Resource, { container, grace, cut }: End): Proposal {
  const delay = cut ?? proposedDelay;
  const whole = delay + defaultGrace;
  const lifecycle: Path = [...container, 'lifecycle'];
  const hook: JsonObject = { sleep: { seconds: delay } };
  const waits: readonly Edit[] = cut !== undefined ? [] : [valueAt(workload.body, lifecycle) === undefined ? { edit: 'set', of: workload, path: lifecycle, to: { preStop: hook } } : { edit: 'set', of: workload, path: [...lifecycle, 'preStop'], to: hook }];
  const granted: readonly Edit[] = grace >= whole ? [] : [{ edit: 'set', of: workload, path: ['spec', 'template', 'spec', 'terminationGracePeriodSeconds'], to: whole }];
  const title = cut === undefined ? `go on answering for ${delay} s before the program is told to stop (sleep needs Kubernetes ${sleepActionSince}), and leave it ${whole - delay} s after that` : `leave the program ${whole - delay} s after its hook`;
  return { title, edits: [...waits, ...granted], certainty: 'proposed' };
}

/** Seconds of `sleep: { seconds: 30 }`, `[sleep, "30"]` and `[sh, -c, "sleep 30"]`; undefined: some other hook, whose length nobody knows. */
function sleepOf({ sleep, exec }: JsonObject): number | undefined {
  const seconds = whole(record(sleep)['seconds']);
  if (seconds !== undefined) return seconds;
  const words = list(record(exec)['command']).map((word) => text(word) ?? '').join(' ');
  const number = /(?:^|[\s/])sleep\s+(\d+)s?(?:$|[\s;&])/.exec(words)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Arguments and variables such as --shutdown-delay-duration or requestAcceptGraceTimeout. */
function speaksOfDraining({ command, args, env }: JsonObject): boolean {
  const words: readonly (Json | undefined)[] = [...list(command), ...list(args), ...list(env).map((each) => record(each)['name'])];
  return words.some((word) => /drain|lame-?duck|shutdown|grace/i.test(text(word) ?? ''));
}
