import { commandsIn, type Command } from './shell.ts';

/** What a script hands to Kubernetes. Nothing of it is run. */
export type Applied =
  | { readonly kind: 'file'; readonly path: string; readonly namespace?: string; readonly recursive: boolean }
  | { readonly kind: 'text'; readonly text: string; readonly namespace?: string }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'kustomization'; readonly path: string }
  | { readonly kind: 'chart'; readonly release: string; readonly chart: string }
  /** It changes the cluster in a way that no file says: the words of the command that tell what. */
  | { readonly kind: 'other'; readonly command: string };

/** What the commands of a script apply, in order. `folder` is where it runs; paths count from there, and from where `cd` leads. */
export function appliedBy(script: string, folder: string): readonly Applied[] {
  let place = folder;
  return commandsIn(script).flatMap((command): readonly Applied[] => {
    const [program = '', ...rest] = command.words;
    if (program === 'cd' || program === 'pushd') {
      place = below(place, rest[0] ?? '.');
      return [];
    }
    const name = program.split('/').at(-1);
    if (name === 'kubectl' || name === 'oc') return byKubectl(command, place);
    if (name === 'helm') return byHelm(rest);
    return [];
  });
}

/** Options of kubectl that take the next word as their value; all others that are not joined by `=` take none. */
const valued: ReadonlySet<string> = new Set([
  '-n', '--namespace', '-f', '--filename', '-k', '--kustomize', '--kubeconfig', '--context', '--cluster', '--user', '-s', '--server', '--token', '-l', '--selector', '--as', '--as-group',
  '--field-manager', '-o', '--output', '--timeout', '--request-timeout', '--certificate-authority', '--client-certificate', '--client-key', '--cache-dir', '-v', '--grace-period', '--prune-allowlist', '-p', '--patch', '--type', '-c', '--container',
]);

interface Read {
  readonly plain: readonly string[];
  readonly options: readonly (readonly [name: string, value: string])[];
}

function optionsOf(words: readonly string[]): Read {
  const plain: string[] = [];
  const options: [string, string][] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const joined = /^(--?[A-Za-z][\w-]*)=([\s\S]*)$/.exec(word);
    // `-fx.yaml` is how short options are written, too; `-f` alone takes the next word.
    const short = /^(-[fkn])([^=\s][\s\S]*)$/.exec(word);
    if (joined !== null) options.push([joined[1]!, joined[2]!]);
    else if (short !== null) options.push([short[1]!, short[2]!]);
    else if (valued.has(word)) options.push([word, words[++index] ?? '']);
    else if (/^--?[A-Za-z]/.test(word)) options.push([word, 'true']);
    else plain.push(word);
  }
  return { plain, options };
}

/** Verbs that change nothing, or only wait. */
const reading: ReadonlySet<string> = new Set(['get', 'describe', 'wait', 'rollout', 'logs', 'version', 'cluster-info', 'config', 'api-resources', 'api-versions', 'explain', 'diff', 'top', 'auth', 'proxy', 'port-forward', 'exec', 'cp', 'kustomize', 'completion', '']);

function byKubectl(command: Command, folder: string): readonly Applied[] {
  const { plain, options } = optionsOf(command.words.slice(1));
  const verb = plain[0] ?? '';
  const valuesOf = (...names: readonly string[]): readonly string[] => options.flatMap(([name, value]) => (names.includes(name) ? [value] : []));
  const files = valuesOf('-f', '--filename').flatMap((value) => value.split(','));
  const folders = valuesOf('-k', '--kustomize');
  if (reading.has(verb) || valuesOf('--dry-run').some((value) => value !== 'none')) return [];
  if (!['apply', 'create', 'replace'].includes(verb) || (files.length === 0 && folders.length === 0)) return [{ kind: 'other', command: ['kubectl', ...plain.slice(0, 3)].join(' ') }];
  const namespace = valuesOf('-n', '--namespace').at(-1);
  const inside = namespace === undefined || namespace === '' ? {} : { namespace };
  const recursive = valuesOf('-R', '--recursive').some((value) => value !== 'false');
  return [
    ...folders.map((path): Applied => ({ kind: 'kustomization', path: below(folder, path) })),
    ...files.flatMap((path): readonly Applied[] => {
      if (path === '-') return fromInput(command, folder, inside);
      if (/^https?:\/\//.test(path)) return [{ kind: 'address', address: path }];
      return [{ kind: 'file', path: below(folder, path), recursive, ...inside }];
    }),
  ];
}

/** What is piped in: a text that stands there, a file that is printed, or what another program makes. */
function fromInput({ input }: Command, folder: string, inside: { readonly namespace?: string }): readonly Applied[] {
  if (input === undefined) return [{ kind: 'other', command: 'kubectl apply -f -' }];
  if ('text' in input) return [{ kind: 'text', text: input.text, ...inside }];
  const [program = '', ...rest] = input.from.words;
  const name = program.split('/').at(-1);
  if (name === 'cat' && 'input' in input.from && input.from.input !== undefined && 'text' in input.from.input) return [{ kind: 'text', text: input.from.input.text, ...inside }];
  if (name === 'cat') return rest.filter((word) => !word.startsWith('-')).map((path): Applied => ({ kind: 'file', path: below(folder, path), recursive: false, ...inside }));
  if (name === 'echo' || name === 'printf') return [{ kind: 'text', text: `${rest.filter((word) => !/^-[neE]+$/.test(word)).join(' ')}\n`, ...inside }];
  if (name === 'kustomize' || (name === 'kubectl' && rest[0] === 'kustomize')) return [{ kind: 'kustomization', path: below(folder, rest.filter((word) => !word.startsWith('-')).at(1) ?? '.') }];
  if (name === 'curl' || name === 'wget') {
    const address = rest.find((word) => /^https?:\/\//.test(word));
    if (address !== undefined) return [{ kind: 'address', address }];
  }
  if (name === 'helm' && rest[0] === 'template') return byHelm(['install', ...rest.slice(1)]);
  return [{ kind: 'other', command: `${[program, ...rest.slice(0, 2)].join(' ')} | kubectl apply -f -` }];
}

function byHelm(words: readonly string[]): readonly Applied[] {
  const plain: string[] = [];
  const sub = words[0];
  if (sub !== 'install' && sub !== 'upgrade') return [];
  for (let index = 1; index < words.length; index++) {
    const word = words[index]!;
    if (!word.startsWith('-')) plain.push(word);
    else if (!word.includes('=') && helmValued.has(word)) index++;
  }
  const named = words.some((word) => word === '--generate-name' || word === '-g');
  const [release, chart] = named ? ['', plain[0]] : [plain[0] ?? '', plain[1]];
  return chart === undefined ? [] : [{ kind: 'chart', release, chart }];
}

const helmValued: ReadonlySet<string> = new Set(['-n', '--namespace', '-f', '--values', '--set', '--set-string', '--set-json', '--set-file', '--set-literal', '--version', '--repo', '--kubeconfig', '--kube-context', '--timeout', '--history-max', '--description', '--username', '--password', '-o', '--output', '--name-template', '--ca-file', '--cert-file', '--key-file', '--keyring', '--post-renderer']);

/** A path as it counts from a folder. */
function below(folder: string, path: string): string {
  return path.startsWith('/') || folder === '' || folder === '.' ? path : `${folder}/${path}`;
}
