import { Command, CommanderError } from 'commander';

/** Runs the command line. The result is the exit status: 2 is unusable input or usage. */
export async function main(argv: readonly string[], version: string): Promise<number> {
  const program = new Command('sallyport')
    .description('designs, proves, rehearses and explains the way from a client to a private Kubernetes service on AWS')
    .version(version, '--version', 'print the version')
    .exitOverride()
    .showHelpAfterError('(sallyport --help lists the verbs)');
  let status = 0;
  const done = (result: number): void => {
    status = result;
  };
  addTrace(program, done);
  addCheck(program, done);
  addPlan(program, done);
  addTeardown(program, done);
  addProgram(program, done);
  addUp(program, done);
  program.command('explain').description('print the page of a finding, by its name or another tool\'s code; or what a status, a line of a log or the text of an event can mean').argument('<what>').action(async (name: string) => done(await (await import('./explain.ts')).explain(name)));
  program.command('story', { hidden: true }).argument('<folder>').option('--once', 'end after the comparison').action(async (folder: string, options: { once?: boolean }) => done(await (await import('./story.ts')).story(folder, { once: options.once === true })));
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  return status;
}

type Done = (status: number) => void;

function addTrace(program: Command, done: Done): void {
  program
    .command('trace')
    .description('follow one request: what the client sees, which rule decides, every blocker and its proved mend')
    .argument('[url]', 'https://HOST/PATH, http://HOST/PATH, tcp://HOST:PORT or udp://ADDRESS:PORT; HOST may be an address, or the id of an instance or interface')
    .argument('[paths...]', 'files, folders or - (default: .)')
    .option('--from <who>', 'internet, IP[:PORT], CIDR, vpc:ID, the id of an instance, interface, subnet or VPN gateway, ns:NS, sa:NS/NAME or pod:NS/NAME (default: internet, or inside the network of an internal balancer)')
    .option('-X, --request <method>', 'HTTP method')
    .option('-H, --header <header>', 'header line "Name: value"; may be given again', collected)
    .option('--http <version>', '1.0, 1.1 or 2')
    .option('--sni <name>', 'the server name of the ClientHello, or none')
    .option('-k, --insecure', 'the client takes any certificate')
    .option('--client-cert <authority>', 'a client certificate: who signed it (NAMESPACE/SECRET of the CA), and its subject')
    .option('--jwt <claims>', 'claims of a validly signed token, as JSON')
    .option('--jwt-in <place>', 'where that token stands: header:NAME[:PREFIX], query:NAME or cookie:NAME')
    .option('--at <time>', 'when the request is sent, for tokens that expire (default: now)')
    .option('--curl <line>', 'take the request from a curl command line')
    .option('--batch <file>', 'answer the requests of an NDJSON file, one line each')
    .option('--expect <what>', 'exit 1 unless the answer is this status, delivered or dropped')
    .option('--format <format>', 'text or json', 'text')
    .action(async (url: string | undefined, paths: string[], options: Record<string, unknown>) => done(await (await import('./trace.ts')).trace(url, paths, options)));
}

function addCheck(program: Command, done: Done): void {
  program
    .command('check')
    .description('find what is wrong, with the line, the reason and the mend')
    .argument('[paths...]', 'files, folders or - (default: .)')
    .option('--format <format>', 'text, json, sarif, junit, markdown or github', 'text')
    .option('--at <time>', 'when: certificates that have expired by then are told (default: now)')
    .action(async (paths: string[], options: Record<string, unknown>) => done(await (await import('./check.ts')).check(paths, options)));
}

function addPlan(program: Command, done: Done): void {
  program
    .command('plan')
    .description('what the AWS Load Balancer Controller would make of Ingresses and Services, before any cluster exists: load balancers, rules, target groups, and who reaches them')
    .argument('[paths...]', 'files, folders or - (default: .)')
    .option('--format <format>', 'text, json or lbc-plan (the controller\'s own plan, a line for each group)', 'text')
    .option('--against <file>', 'compare with a live cluster (- for standard input): its dry-run-plan annotation, Ingresses that have it, or aws elbv2 describe-* answers')
    .action(async (paths: string[], options: Record<string, unknown>) => done(await (await import('./plan.ts')).plan(paths, options)));
}

function addTeardown(program: Command, done: Done): void {
  program
    .command('teardown')
    .description('in which order folders, plans and Services can be deleted, across accounts, and what AWS or Terraform refuses in any other')
    .argument('[paths...]', 'files, folders or - (default: .)')
    .option('--order <stacks>', 'a,b,c: say what is refused first in this order (names, or what they end with)')
    .option('--format <format>', 'text or json', 'text')
    .action(async (paths: string[], options: Record<string, unknown>) => done(await (await import('./teardown.ts')).teardown(paths, options)));
}

function addProgram(program: Command, done: Done): void {
  program
    .command('program')
    .description('print the compiled path as a listing')
    .argument('[paths...]', 'files, folders or - (default: .)')
    .option('--hop <name>', 'only hops whose name contains this')
    .action(async (paths: string[], options: Record<string, unknown>) => done(await (await import('./program.ts')).program(paths, options)));
}

function addUp(program: Command, done: Done): void {
  program
    .command('up')
    .description('rehearse the path on this machine with real sockets, TLS and mTLS')
    .argument('[paths...]', 'files, folders or - (default: .)')
    .option('--from <who>', 'the client that policies see: internet, an address or pod:NS/NAME', 'internet')
    .option('--app <service=url>', 'put your own program behind the path; may be given again', collected)
    .option('--ready-file <file>', 'write this JSON file once every listener accepts')
    .option('--client-cert-out <folder>', 'write a client certificate and its key there for each gateway that asks for one')
    .option('--clock <factor>', 'how much faster than real time-outs and health checks run: 20, or 1 for real time')
    .option('--port-base <port>', 'first port of the listeners (default: free ports)')
    .action(async (paths: string[], options: Record<string, unknown>) => done(await (await import('./up.ts')).up(paths, options)));
}

function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
