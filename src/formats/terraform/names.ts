/** One step of a module's address: `module.net` or `module.net["a"]`. */
export interface ModuleStep {
  readonly name: string;
  readonly key?: string | number;
}

/** What tells one instance of a resource from all others of a plan or a state. */
export interface Address {
  readonly module: readonly ModuleStep[];
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly key?: string | number;
}

/** One step of a reference: a name behind a dot, or an index in brackets. */
export interface Step {
  readonly index: boolean;
  readonly value: string | number;
}

/** What an instance is called as a resource: Terraform's address without the type. The type stands in front of it wherever it is shown. */
export function resourceName({ module, mode, name, key }: Address): string {
  return [...module.map((step) => `module.${step.name}${indexText(step.key)}`), ...(mode === 'data' ? ['data'] : []), `${name}${indexText(key)}`].join('.');
}

/** The address as Terraform prints it. */
export function addressText(address: Address): string {
  const { module, mode, type, name, key } = address;
  return [...module.map((step) => `module.${step.name}${indexText(step.key)}`), ...(mode === 'data' ? ['data'] : []), type, `${name}${indexText(key)}`].join('.');
}

/** The parts of a reference, `module.net.subnets["a"].id`; undefined for what is none. */
export function stepsOf(reference: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (let rest = reference; rest !== ''; ) {
    const [whole, name, digits, quoted] = /^\.?([A-Za-z_][\w-]*)|^\[(\d+)\]|^\[("(?:[^"\\]|\\.)*")\]/.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    const value = name ?? (digits === undefined ? unquoted(quoted!) : Number(digits));
    if (value === undefined) return undefined;
    steps.push({ index: name === undefined, value });
    rest = rest.slice(whole.length);
  }
  return steps;
}

/** The steps of a module's address, `module.a["b"].module.c`; undefined where it is none. */
export function moduleSteps(address: string): readonly ModuleStep[] | undefined {
  if (address === '') return [];
  const steps = stepsOf(address);
  const found: ModuleStep[] = [];
  for (let at = 0; steps !== undefined && at < steps.length; ) {
    const [word, name, key] = [steps[at], steps[at + 1], steps[at + 2]];
    if (word?.index !== false || word.value !== 'module' || name === undefined || name.index) return undefined;
    const keyed = key?.index === true;
    found.push({ name: String(name.value), ...(keyed ? { key: key.value } : {}) });
    at += keyed ? 3 : 2;
  }
  return steps === undefined ? undefined : found;
}

/** Whether two modules are the same instance. */
export function sameModule(a: readonly ModuleStep[], b: readonly ModuleStep[]): boolean {
  return a.length === b.length && a.every((step, index) => step.name === b[index]!.name && step.key === b[index]!.key);
}

/** No slash and no percent sign: names of resources stand in addresses that have them as marks. */
function indexText(key: string | number | undefined): string {
  return key === undefined ? '' : typeof key === 'number' ? `[${key}]` : `["${key.replace(/[/%]/g, ':')}"]`;
}

function unquoted(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}
