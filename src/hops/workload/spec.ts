import type { Origin } from '../../ir/program.ts';

/** The program in a pod, as far as objects tell, on one of the pod's ports. */
export interface WorkloadSpec {
  /** `NS/NAME` of the pod. */
  readonly workload: string;
  readonly port: number;
  /** What it reads there. Absent: nobody says, so any bytes arrive. */
  readonly speaks?: 'http' | 'https' | 'tls';
  /**
   * Whether anything listens: a container declares the port; only a Service leads to it, which is as good, because
   * declaring is informational (API reference, ContainerPort); the pod declares no port at all, so that its silence says
   * nothing and it is taken to listen; or it declares others, and then nobody knows.
   */
  readonly listens: 'declared' | 'led-to' | 'taken' | 'not-said';
  /** What the user says that it answers, by path; a path that ends with `*` stands for all that begin so. Without a status, or elsewhere: in no file. */
  readonly answers?: readonly { readonly path: string; readonly status?: number; readonly origin: Origin }[];
  /** Whether it reads a PROXY protocol header, as the user says. Absent: nobody says. */
  readonly proxyProtocol?: boolean;
  /** Milliseconds that it takes to answer, as the user says. */
  readonly latency?: { readonly milliseconds: number; readonly origin: Origin };
  /** Where the port is declared, or the Service port that leads to it, or the pod's containers. */
  readonly origin: Origin;
}
